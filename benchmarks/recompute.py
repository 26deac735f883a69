"""I and R rows: recalculation after a change."""

from django.db import transaction

from agencies import clock
from agencies.models import Instance, Locality
from benchmarks.timing import Measured, in_turns
from reports.models import Figure
from reports.progress.services import mark_stale, recalculate_all, recalculate_stale

YEAR = 2024


def i1_city() -> Measured:
    """Seconds until one accepted report counts, and of computing the city anew from its figures."""
    clock.set_shift(Instance.current().demo_shift)
    locality = Locality.objects.get(code="01")
    accepted = Figure.objects.filter(agency__locality=locality, year=YEAR, accepted_at__isnull=False)
    report = accepted.order_by("submission_id").values_list("submission_id", flat=True).first()
    elements = list(accepted.filter(submission_id=report).values_list("element_id", flat=True))

    def accept() -> None:
        with transaction.atomic():
            mark_stale(locality_id=locality.pk, year=YEAR, element_ids=elements)
        recalculate_stale()

    return in_turns(accept, lambda: recalculate_all(locality_ids=[locality.pk]))
