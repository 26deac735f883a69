"""A few indicators of the catalogue that stand for all."""

from targets.models import Indicator


def one_of_each_kind() -> list[Indicator]:
    """An indicator of each formula, direction and authority, where several are alike the first."""
    kinds: dict[tuple, Indicator] = {}
    for indicator in Indicator.objects.order_by("code"):
        kinds.setdefault((indicator.formula, indicator.direction, indicator.authority), indicator)
    return list(kinds.values())
