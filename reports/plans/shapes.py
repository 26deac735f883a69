"""The shape of every row of the work on a draft, as the API takes it: gaps are filled up, all else refused."""

import re
from typing import Any

from rest_framework import serializers

from agencies.models import AgencyKind
from reports.plans.page import SIGNS, SURE
from reports.plans.services import work_to_json
from targets.models import Ambition, Basis, Frequency
from targets.plans.questions import LONGEST_QUESTION
from targets.plans.work import OFFERED, REFUSED, TAKEN, bound_value

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_ROW_TEXT, MOST_DIGITS = 20_000, 20
ROW_STATES = [OFFERED, TAKEN, REFUSED]
ROW_COMPARATORS = list(SIGNS)
NO_LIST = "Cần danh sách, ví dụ []."
NO_WORDS = {"invalid": "Cần chữ trong ngoặc kép.", "null": 'Cần chữ trong ngoặc kép, để trống thì ghi "".'}
NO_YEAR = "Cần năm bốn chữ số, ví dụ 2030, hoặc null."
WRONG_YEAR = dict.fromkeys(("invalid", "min_value", "max_value"), NO_YEAR)


def words_in(**options: Any) -> serializers.CharField:
    # The text of the document is cited to the letter: start and end count its characters.
    usual = {"default": "", "allow_blank": True, "trim_whitespace": False, "max_length": LONGEST_ROW_TEXT}
    return serializers.CharField(**{**usual, "error_messages": NO_WORDS, **options})


def kept_words(**options: Any) -> serializers.CharField:
    """Words of a part of which what is left out stays as it is."""
    return words_in(default=serializers.empty, required=False, **options)


def choice_in(names: Any, **options: Any) -> serializers.ChoiceField:
    """One of some names, or of pairs of a name and its label."""
    pairs = [name if isinstance(name, tuple) else (name, name) for name in names]
    wrong = f"Chọn một trong: {', '.join(name for name, _ in pairs)}."
    return serializers.ChoiceField(pairs, error_messages={"invalid_choice": wrong, "null": wrong}, **options)


def year_in(**options: Any) -> serializers.IntegerField:
    options = {"default": None, "allow_null": True, "error_messages": WRONG_YEAR, **options}
    return serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


def whole_in(most: int, **options: Any) -> serializers.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), f"Cần số từ 1 đến {most}, hoặc null.")
    options = {"required": False, "allow_null": True, **options}
    return serializers.IntegerField(min_value=1, max_value=most, error_messages=wrong, **options)


def place_in_text() -> serializers.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "null"), "Cần chỗ trong câu: một số từ 0.")
    return serializers.IntegerField(min_value=0, default=0, error_messages=wrong)


def codes_in(child: serializers.Field | None = None) -> serializers.ListField:
    wrong = {"not_a_list": NO_LIST, "null": NO_LIST}
    return serializers.ListField(child=child or words_in(), default=list, error_messages=wrong)


class LevelIn(serializers.CharField):
    """A number as text ("55.5") or as a number, kept as text; "" where it is not known yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_blank": True, "max_length": 40, **options})

    def to_internal_value(self, data: Any) -> str:
        # In Python `True` is a whole number, in a plan it is none.
        if isinstance(data, int) and not isinstance(data, bool):
            data = str(data)
        level = bound_value(data) if isinstance(data, str) else None
        # "1e400" is short to write and four hundred digits to store.
        if data != "" and (level is None or not level.is_finite() or abs(level.adjusted()) > MOST_DIGITS):
            raise serializers.ValidationError('Cần số, ví dụ "55.5"; chưa có thì ghi "".')
        return str(super().to_internal_value(f"{level:f}" if level is not None else data))


class KeyedRow(serializers.Serializer):
    """A row that the page shows: its key, and whether it was taken."""

    prefix = ""

    key = words_in(default=serializers.empty)
    state = choice_in(ROW_STATES)
    citation = words_in()
    sentence = words_in()
    question = kept_words(max_length=LONGEST_QUESTION)

    def validate_key(self, key: str) -> str:
        # The page's keys, which are part of the names of its fields.
        if not re.fullmatch(rf"{self.prefix}[1-9]\d{{0,5}}", key):
            raise serializers.ValidationError(f"Khóa của dòng có dạng {self.prefix}1.")
        return key


class PlannedIn(serializers.Serializer):
    year = year_in(allow_null=False, default=serializers.empty)
    value = LevelIn(error_messages={"required": "Cần số của năm."})
    citation = words_in()


class TargetRow(KeyedRow):
    prefix = "t"

    phrase = words_in()
    indicator = words_in()
    indicators = codes_in()
    kinds = codes_in(choice_in(AgencyKind.choices))
    comparator = choice_in(ROW_COMPARATORS, default=">=")
    low = LevelIn(default="")
    high = LevelIn(default="")
    unit = words_in()
    year = year_in()
    basis = choice_in(Basis.choices, default="year")
    from_year = year_in()
    base_year = year_in()
    ambition = choice_in(Ambition.choices, default="committed")
    start = place_in_text()
    end = place_in_text()
    block = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    sure = choice_in(SURE, default="clear")
    note = kept_words()
    wording_percent = kept_words()
    yearly_plan = PlannedIn(many=True, required=False, error_messages={"not_a_list": NO_LIST})


class NumberRow(KeyedRow):
    prefix = "n"

    text = words_in()
    reason = words_in(default="elsewhere")
    start = place_in_text()
    end = place_in_text()
    block = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    target = kept_words()


class MilestoneRow(KeyedRow):
    prefix = "m"

    phrase = words_in()
    year = year_in()
    indicator = kept_words()
    code = kept_words()


class DutyRow(KeyedRow):
    prefix = "d"

    number = words_in()
    title = words_in()
    lead = codes_in()
    cooperating = codes_in()
    lead_names = codes_in()
    cooperating_names = codes_in()


class GroupRow(serializers.Serializer):
    number = words_in()
    title = words_in()
    citation = words_in()


class LevelOfBodyRow(serializers.Serializer):
    """The level of one body (its code), or of each of a kind ("kind:" and the kind), in a year or in every year."""

    body = words_in()
    indicator = words_in()
    comparator = choice_in(ROW_COMPARATORS, default=">=")
    low = LevelIn(default="")
    high = LevelIn(default="")
    from_year = year_in()
    year = year_in()
    citation = words_in()


class BaselineRow(serializers.Serializer):
    """A starting value, of an indicator or of the target that it stands beside."""

    indicator = kept_words()
    target = kept_words()
    year = year_in()
    value = LevelIn(default="")
    citation = words_in()


class HeadIn(serializers.Serializer):
    code = kept_words()
    title = kept_words()
    short_title = kept_words()
    number = kept_words()
    issued_on = kept_words()
    issuer = kept_words()
    signer = kept_words()
    first_year = year_in(default=serializers.empty, required=False)
    last_year = year_in(default=serializers.empty, required=False)
    party_document = serializers.BooleanField(required=False)
    corrections = serializers.ListField(child=words_in(), required=False)

    def validate_issued_on(self, text: str) -> str:
        if text:
            serializers.DateField(input_formats=["%Y-%m-%d"], error_messages=NO_DAY).run_validation(text)
        return text


NO_DAY = {"invalid": 'Cần ngày như 2026-03-12, hoặc "".'}


class InterimIn(serializers.Serializer):
    due_day = whole_in(31, default=None)
    due_month = whole_in(12, default=None)
    data_day = whole_in(31, default=None)
    data_month = whole_in(12, default=None)


class ReportingIn(serializers.Serializer):
    frequency = choice_in(Frequency.choices, required=False)
    interim = InterimIn(many=True, required=False, error_messages={"not_a_list": NO_LIST})
    due_day = whole_in(31)
    due_month = whole_in(12)
    due_next_year = serializers.BooleanField(required=False)
    opens_day = whole_in(31)
    opens_month = whole_in(12)
    first_year = year_in(default=serializers.empty, required=False)
    last_year = year_in(default=serializers.empty, required=False)
    recipient = kept_words()
    citation = kept_words()


def rows_in(kind: type[serializers.Serializer]) -> serializers.ListSerializer:
    return kind(many=True, required=False, error_messages={"not_a_list": NO_LIST})


class WorkIn(serializers.Serializer):
    """Parts of the work to replace; what is left out stays. `version` is the one that was read."""

    version = serializers.IntegerField(min_value=1)
    head = HeadIn(required=False)
    reporting = ReportingIn(required=False)
    targets = rows_in(TargetRow)
    numbers = rows_in(NumberRow)
    baselines = rows_in(BaselineRow)
    milestones = rows_in(MilestoneRow)
    duties = rows_in(DutyRow)
    task_groups = rows_in(GroupRow)
    body_targets = rows_in(LevelOfBodyRow)

    def to_internal_value(self, data: Any) -> Any:
        """What a database can hold of it: numbers with a fraction as text, no NUL."""
        return super().to_internal_value(work_to_json(data))

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """No two rows of a list bear one key."""
        for part in ("targets", "numbers", "milestones", "duties"):
            keys = [row["key"] for row in sent.get(part, [])]
            wrong = [{"key": "Khóa này có hai lần."} if key in keys[:place] else {} for place, key in enumerate(keys)]
            if any(wrong):
                raise serializers.ValidationError({part: wrong})
        return sent
