"""The names of bodies and indicators that the catalogue holds, for the reader of plans."""

from datetime import date

from agencies.models import Agency, Locality
from targets.models import Formula, Indicator
from targets.plan_text.bodies import BodyNames, KnownBody
from targets.plan_text.indicators import IndicatorNames, KnownIndicator


def body_names(locality: str | None = None, on: date | None = None) -> BodyNames:
    """The bodies of a locality, by its key, or of all, on a day where one is given; the newer of equal names first."""
    agencies = Agency.objects.order_by("-valid_from", "code")
    if locality is not None:
        agencies = agencies.filter(locality__in=Locality.objects.keyed(locality))
    if on is not None:
        agencies = agencies.existing_on(on)
    return BodyNames(KnownBody(*row) for row in agencies.values_list("code", "name", "short_name", "kind"))


def indicator_names() -> IndicatorNames:
    """Every indicator that is judged by numbers."""
    rows = Indicator.objects.exclude(formula=Formula.QUALITATIVE).order_by("position", "code")
    return IndicatorNames(
        KnownIndicator(
            indicator.code,
            f"{indicator.name} {indicator.short_name}",
            indicator.unit.startswith("%"),
            indicator.formula == Formula.CUMULATIVE,
        )
        for indicator in rows
    )
