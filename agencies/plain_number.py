"""Numbers for machines: files, the JSON API and the audit trail write them alike."""

from decimal import Decimal


def plain_number(value: Decimal) -> str:
    """A finite number without exponent and without zeros that say nothing: 9210.0000 is 9210, 0E-12 is 0."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
