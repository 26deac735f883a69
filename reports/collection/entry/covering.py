"""Closing reports that nobody waits for, because an heir reports the whole year."""

from collections.abc import Iterable

from reports.models import Submission


def cover_closings(closings: Iterable[Submission]) -> None:
    """Note of closing reports which heir's report of the whole year is in place of each, if any; two queries each."""
    for one in closings:
        heirs = Submission.objects.filter(
            agency__inheritances__predecessor=one.agency_id,
            period__year=one.period.year,
            period__interim=one.period.interim,
            whole_year=True,
        )
        # Of an heir's reports for several plans the one for the same plan is its counterpart.
        found = heirs.filter(period=one.period_id).first() or heirs.order_by("pk").first()
        Submission.objects.filter(pk=one.pk).update(covered_by=found)


def cover_late(drafts: Iterable[Submission]) -> None:
    """The same of reports that are opened after an heir has said so; a query where one of them closes a year."""
    closings = [draft for draft in drafts if draft.is_closing]
    if not closings:
        return
    period = closings[0].period
    said = Submission.objects.filter(period__year=period.year, period__interim=period.interim, whole_year=True)
    if said.exists():
        cover_closings(closings)
