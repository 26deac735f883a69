"""What disagrees in the caller's localities, as JSON: the findings of the page, unrounded."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from agencies.access import Right
from agencies.web.json_api import Listing, Number
from reports.dashboards.contradictions.findings import Contradiction, contradictions_of
from reports.dashboards.filters import localities_of
from targets.calculations.contradictions import Rule

RULES = [(rule.value, rule.value) for rule in Rule]


class SaidOut(serializers.Serializer):
    """One side: a document or source, where it stands there, and its number; `value_high` ends a range."""

    document = serializers.CharField()
    place = serializers.CharField()
    value = Number()
    value_high = Number(allow_null=True)


class ContradictionOut(serializers.Serializer):
    """`plans` are those of the catalogue. `compatible`, of different promises: whether one value keeps all of them.

    `first_year` before `year` is a sum over several years.
    """

    rule = serializers.ChoiceField(RULES)
    plans = serializers.ListField(child=serializers.CharField())
    indicator = serializers.CharField(source="indicator.code")
    year = serializers.IntegerField()
    values = SaidOut(many=True)
    sentence = serializers.CharField()
    first_year = serializers.IntegerField()
    compatible = serializers.BooleanField(allow_null=True)
    illustrative = serializers.BooleanField()


class ContradictionQuestion(serializers.Serializer):
    """What the list is narrowed to."""

    rule = serializers.ChoiceField(RULES, required=False)
    plan = serializers.CharField(required=False, max_length=20)
    indicator = serializers.CharField(required=False, max_length=50)
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)
    locality = serializers.CharField(required=False, max_length=13)

    def keep(self, found: Contradiction) -> bool:
        """Whether a finding is asked for."""
        asked = self.validated_data
        return (
            asked.get("rule") in (None, found.rule)
            and ("plan" not in asked or asked["plan"] in found.plans)
            and asked.get("indicator") in (None, found.indicator.code, *found.also)
            and asked.get("year") in (None, found.year)
        )


@extend_schema_view(list=extend_schema(parameters=[ContradictionQuestion]))
class Contradictions(Listing):
    """Where plans, published figures and roll-ups disagree, each found by a rule."""

    right = Right.SEE_PROGRESS
    serializer_class = ContradictionOut
    # Findings are rows of no table: they are picked in Python.
    filter_backends = []

    def get_queryset(self) -> list[Contradiction]:
        asked = ContradictionQuestion(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data.get("locality")
        places = [place for place in localities_of(self.request.user) if wanted in (None, place.key)]
        return [found for place in places for found in contradictions_of(place) if asked.keep(found)]
