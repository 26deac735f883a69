"""S rows: the form of forty cells, opened and saved, on the day on which everybody does it."""

import time
from decimal import Decimal
from itertools import count

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from agencies import clock
from benchmarks.data import CELLS, YEAR
from benchmarks.timing import PAIRS, Measured, in_turns
from benchmarks.visitor import Answer, Visitor
from reports.models import Figure, FigureRevision, Submission, Via
from vocplan import urls

REPEAT = 3
PAGE = """{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}{{ formset.management_form }}
<table>{% for form in formset %}{{ form.as_table }}{% endfor %}</table></form>{% endblock %}"""


class CellForm(forms.Form):
    """One cell as Django's own forms draw it."""

    value = forms.DecimalField(max_digits=20, decimal_places=4, min_value=0, required=False, localize=True)
    kind = forms.ChoiceField(choices=[("final", "Chính thức"), ("estimate", "Ước"), ("missing", "Chưa có số liệu")])
    note = forms.CharField(required=False)


def s2() -> Measured:
    """Processor seconds of the form's page and of the same cells as a formset."""
    urls.urlpatterns.append(path("yardstick/", formset_page))
    reporter, address = Visitor("reporter"), open_form().get_absolute_url()
    return in_turns(
        lambda: good(reporter.get(address)),
        lambda: good(reporter.get("/yardstick/")),
        repeat=5,
        clock=time.process_time,
    )


def open_form() -> Submission:
    return Submission.objects.get(period__year=YEAR)


def good(answer: Answer) -> Answer:
    if answer.status != 200:
        raise RuntimeError(f"answered {answer.status}")
    return answer


def formset_page(request: HttpRequest) -> HttpResponse:
    """The cells of the year as forms, with nothing beside them: no last year, no checks, no states."""
    figures = Figure.objects.filter(agency__code="001", year=YEAR).order_by("element__position")
    made = forms.formset_factory(CellForm, extra=0)
    cells = made(initial=[{"value": one.value, "kind": one.quality, "note": one.note} for one in figures])
    return HttpResponse(engines["django"].from_string(PAGE).render({"formset": cells}, request))


def s1() -> Measured:
    """Seconds of saving forty changed cells, and of a view that checks the same by hand and inserts them at once."""
    urls.urlpatterns.append(path("yardstick/", insert_by_hand))
    reporter, address = Visitor("reporter"), f"{open_form().get_absolute_url()}cells/"
    numbers = count(2000)

    def save(where: str) -> None:
        typed = next(numbers)
        fields = {f"v-element_{place:02}": str(typed) for place in range(CELLS)}
        good(reporter.post(where, **fields))

    measured = in_turns(lambda: save(address), lambda: save("/yardstick/"), repeat=REPEAT)
    saves = 1 + PAIRS * REPEAT
    if FigureRevision.objects.filter(figure__year=YEAR, version__gt=1).count() != saves * CELLS:
        raise RuntimeError("not every cell was saved")
    return measured


def insert_by_hand(request: HttpRequest) -> HttpResponse:
    """What a quick view would do: who may, is each a number, one INSERT. No versions, no checks, nothing on record."""
    figures = list(Figure.objects.filter(agency__code="001", year=YEAR).select_related("element"))
    if not request.user.access.reports_for(figures[0].agency_id):
        return HttpResponse(status=403)
    rows = []
    for figure in figures:
        value = Decimal(request.POST[f"v-{figure.element.code}"])
        if not 0 <= value < 10**15:
            return HttpResponse(status=422)
        rows.append(FigureRevision(figure=figure, version=1, entry="number", value=value, quality="final"))
    for row in rows:
        row.via, row.by, row.at = Via.FORM, request.user, clock.now()
    with transaction.atomic():
        FigureRevision.objects.bulk_create(rows)
    return HttpResponse("saved")
