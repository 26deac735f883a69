"""The lineage of one standing as JSON: the dataset of its page, unrounded, as far as the caller may see it."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Right
from agencies.web.json_api import Endpoint, Number
from reports.dashboards.lineage.agencies import AgencyInput, CountedCell, Hand, Missing, Why
from reports.dashboards.lineage.queries import JudgedMilestone, Lineage, Piece, lineage_of, standings_to_follow
from reports.models import MILESTONE_STATES, ActualSource, Entry, FigureKind, Quality, State, Via, View
from reports.models.progress import STANDINGS
from targets.models import Side

WHYS = [(why.value, why.value) for why in Why]


class LineageCellOut(serializers.Serializer):
    """One number as it counts; null value is "không phát sinh". `accepted_by` null: still under review.

    `via`: the way it was entered, null where none is on record.
    """

    data_element = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    value = Number(allow_null=True)
    status = serializers.ChoiceField(Entry.choices)
    quality = serializers.ChoiceField(Quality.choices)
    submission = serializers.IntegerField()
    state = serializers.ChoiceField(State.choices)
    entered_by = serializers.CharField(allow_null=True)
    entered_at = serializers.DateTimeField(allow_null=True)
    via = serializers.ChoiceField(Via.choices, allow_null=True)
    accepted_by = serializers.CharField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    illustrative = serializers.BooleanField()


class AgencyInputOut(serializers.Serializer):
    agency = serializers.CharField()
    numerator = Number()
    denominator = Number(allow_null=True)
    cells = LineageCellOut(many=True)


class MissingOut(serializers.Serializer):
    """An expected agency that is not in; `reason` is what it wrote, where it has no figure."""

    agency = serializers.CharField()
    why = serializers.ChoiceField(WHYS)
    reason = serializers.CharField(allow_blank=True)
    submission = serializers.IntegerField(allow_null=True)


class PublicationOut(serializers.Serializer):
    """A published figure about the time; `counts` marks the one in use. `entered_by` null: not typed in here."""

    value = Number()
    value_high = Number(allow_null=True)
    kind = serializers.ChoiceField(FigureKind.choices)
    period = serializers.CharField(allow_blank=True)
    source = serializers.CharField()
    published_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True)
    counts = serializers.BooleanField()
    entered_by = serializers.CharField(allow_null=True)
    entered_at = serializers.DateTimeField(allow_null=True)


class PieceOut(serializers.Serializer):
    """One value that the result was made of. `rollup` and the units: the sum over agencies of a single year, or null.

    `agencies_in` and `missing` are those that the caller may see; `all_visible` tells whether that is all.
    """

    indicator = serializers.CharField()
    first_year = serializers.IntegerField()
    year = serializers.IntegerField()
    value = Number(allow_null=True)
    source = serializers.ChoiceField(ActualSource.choices)
    rollup = Number(allow_null=True)
    numerator = Number(allow_null=True)
    denominator = Number(allow_null=True)
    units_reporting = serializers.IntegerField(allow_null=True)
    units_expected = serializers.IntegerField(allow_null=True)
    publications = PublicationOut(many=True)
    agencies_in = AgencyInputOut(many=True)
    missing = MissingOut(many=True)
    all_visible = serializers.BooleanField()


class JudgedMilestoneOut(serializers.Serializer):
    """A milestone as it stood at the end of the year; without a judgement the last five are null."""

    code = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(MILESTONE_STATES, allow_null=True)
    judged_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_null=True)
    judged_by = serializers.CharField(allow_null=True)
    judged_at = serializers.DateTimeField(allow_null=True)


class LineageOut(serializers.Serializer):
    """From a standing back to its figures. `inputs`: the one value that it rests on, or the pieces that make it up."""

    progress = serializers.IntegerField()
    plan = serializers.CharField()
    indicator = serializers.CharField()
    target_year = serializers.IntegerField()
    year = serializers.IntegerField()
    view = serializers.ChoiceField(View.choices)
    status = serializers.ChoiceField(STANDINGS)
    actual = Number(allow_null=True)
    actual_year = serializers.IntegerField(allow_null=True)
    base = Number(allow_null=True)
    base_year = serializers.IntegerField(allow_null=True)
    base_citation = serializers.CharField(allow_null=True)
    rule_version = serializers.CharField()
    computed_at = serializers.DateTimeField()
    inputs = PieceOut(many=True)
    milestones = JudgedMilestoneOut(many=True)


class LineageQuestion(serializers.Serializer):
    # A larger number fits no key: the database would fail on the question instead of finding nothing.
    progress = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="`id` của một dòng progress/.")


class LineageAnswer(Endpoint):
    """What one standing was made of: pieces, publications, agencies in and missing, who entered and who accepted."""

    right = Right.SEE_PROGRESS
    serializer_class = LineageOut
    pagination_class = None
    filter_backends = []

    @extend_schema(parameters=[LineageQuestion], responses=LineageOut)
    def get(self, request: Request) -> Response:
        asked = LineageQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        row = get_object_or_404(standings_to_follow(request.user), pk=asked.validated_data["progress"])
        return Response(LineageOut(lineage_record(lineage_of(row, request.user))).data)


def lineage_record(lineage: Lineage) -> dict[str, Any]:
    row, base = lineage.row, lineage.baseline
    stated = base is not None and base.value == row.base
    same = ("year", "view", "status", "actual", "actual_year", "base", "base_year", "rule_version", "computed_at")
    return {name: getattr(row, name) for name in same} | {
        "progress": row.pk,
        "plan": row.target.plan.code,
        "indicator": row.target.indicator.code,
        "target_year": row.target.year,
        "base_citation": base.citation if base is not None and stated else None,
        "inputs": [piece_body(piece, lineage) for piece in lineage.pieces],
        "milestones": [milestone_body(one) for one in lineage.milestones],
    }


def milestone_body(one: JudgedMilestone) -> dict[str, Any]:
    said = one.judgement
    return {
        "code": one.milestone.code,
        "name": one.milestone.name,
        "state": said.state if said else None,
        "judged_on": said.judged_on if said else None,
        "evidence": said.evidence if said else None,
        "judged_by": said.by.full_name if said else None,
        "judged_at": said.at if said else None,
    }


def piece_body(piece: Piece, lineage: Lineage) -> dict[str, Any]:
    agencies, row = piece.agencies, piece.row
    stored = ("rollup", "numerator", "denominator", "units_reporting", "units_expected")
    # Of a year that nobody has reported nothing is stored.
    counts = {} if row is not None or agencies is None else {"units_reporting": 0, "units_expected": agencies.expected}
    return (
        {name: getattr(row, name, None) for name in stored}
        | counts
        | {
            "indicator": piece.indicator.code,
            "first_year": piece.first_year,
            "year": piece.year,
            "value": piece.value,
            "source": piece.source,
            "publications": publications(piece, lineage),
            "agencies_in": [agency_body(one) for one in agencies.inputs] if agencies else [],
            "missing": [missing_body(one) for one in agencies.missing] if agencies else [],
            "all_visible": agencies is None or agencies.all_visible,
        }
    )


def publications(piece: Piece, lineage: Lineage) -> Iterable[dict[str, Any]]:
    for figure in piece.publications:
        event = lineage.entered.get(figure.pk)
        same = ("value", "value_high", "kind", "period", "source", "published_on", "note")
        yield {name: getattr(figure, name) for name in same} | {
            "counts": piece.official is not None and piece.official.pk == figure.pk,
            "entered_by": event.actor_name if event is not None else None,
            "entered_at": event.at if event is not None else None,
        }


def agency_body(one: AgencyInput) -> dict[str, Any]:
    return {
        "agency": one.agency.code,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "cells": [cell_body(cell) for cell in one.cells],
    }


def cell_body(cell: CountedCell) -> dict[str, Any]:
    figure = cell.figure
    nobody = Hand(None, None, "")
    entered, accepted = cell.entered, cell.accepted or nobody
    return {
        "data_element": figure.element.code,
        "side": cell.side,
        "value": cell.value,
        "status": cell.entry,
        "quality": cell.quality,
        "submission": figure.submission_id,
        "state": figure.submission.state,
        "entered_by": entered.by.full_name if entered.by else None,
        "entered_at": entered.at,
        "via": entered.via or None,
        "accepted_by": accepted.by.full_name if accepted.by else None,
        "accepted_at": accepted.at,
        "illustrative": figure.illustrative,
    }


def missing_body(one: Missing) -> dict[str, Any]:
    return {
        "agency": one.agency.code,
        "why": one.why,
        "reason": one.reason,
        "submission": one.submission.pk if one.submission is not None else None,
    }
