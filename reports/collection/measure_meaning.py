"""What of an entry may not change under figures that are there: it would make them say something that nobody said."""

from django.db.models import F, Q
from django.db.models.functions import Round

from reports.models import Entry, Figure, OfficialFigure
from reports.wording.formats import number
from targets.models import Baseline, BodyTarget, DataElement, MeasureKind, Target
from targets.plans.content import Content

# Accepted or only typed: both would say something else afterwards.
HELD_NUMBER = Q(entry=Entry.NUMBER) | Q(accepted_entry=Entry.NUMBER)
NEW_ELEMENT = "Lập số liệu mới, rồi đổi số đầu vào của chỉ tiêu."
NEW_INDICATOR = "Lập chỉ tiêu mới cho đơn vị tính mới."
SAME_MEANING = "same_meaning"


class MeasureRefused(ValueError):
    """A change that cannot be; `field` is the one that it is about, "" where it is about the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def refuse_other_meaning(kind: str, before: Content | None, said: Content, *, same_meaning: bool) -> None:
    """Raise MeasureRefused where figures, levels or publications would mean something else after the change.

    Other words may only say the same more clearly where something rests on the entry: whoever drafts it states it.
    """
    if before is None:
        return
    # Unit, way of adding and digits are refused in here, whatever is stated about the words.
    rests = element_rests(before, said) if kind == MeasureKind.ELEMENT else indicator_rests(before, said)
    reworded = [name for name in ("name", "definition") if before[name] != said[name]]
    if rests and reworded and not same_meaning:
        new = NEW_ELEMENT if kind == MeasureKind.ELEMENT else "Lập chỉ tiêu mới cho nghĩa mới."
        raise MeasureRefused(
            f"Đã có {rests}. Đánh dấu là chỉ viết rõ hơn, nghĩa không đổi. Nếu nghĩa đổi thì không sửa ở đây: {new}",
            SAME_MEANING,
        )


def element_rests(before: Content, said: Content) -> str:
    """What rests on a data element, in words. Raises MeasureRefused."""
    code = str(before["code"])
    figures = Figure.every.filter(HELD_NUMBER, element__code=code)
    count, accepted = figures.count(), figures.filter(accepted_entry=Entry.NUMBER).count()
    if not count:
        return ""
    rests = f"{number(count)} số của các đơn vị ({number(accepted)} số đã duyệt)"
    for name, label in (("unit", "đơn vị tính"), ("aggregation", "cách cộng")):
        if before[name] != said[name]:
            raise MeasureRefused(f"Đã có {rests}: đổi {label} làm các số ấy sai nghĩa. {NEW_ELEMENT}", name)
    digits = int(said["decimals"])
    # More digits hurt nothing; with fewer, figures that are there would be shown as others than they are.
    if digits < int(before["decimals"]):
        longer = [
            # Compared in the database, so that not one of a hundred thousand figures is read.
            figures.filter(**{f"{name}__isnull": False}).exclude(**{name: Round(F(name), precision=digits)})
            for name in ("value", "accepted_value")
        ]
        if any(rows.exists() for rows in longer):
            raise MeasureRefused("Đã có số với nhiều chữ số lẻ hơn. Giữ số lẻ như cũ.", "decimals")
    return rests


def indicator_rests(before: Content, said: Content) -> str:
    """What rests on an indicator, in words. Raises MeasureRefused."""
    code = str(before["code"])
    levels = sum(model.objects.filter(indicator__code=code).count() for model in (Target, BodyTarget, Baseline))
    published = OfficialFigure.objects.filter(indicator__code=code).count()
    counts = [(levels, "mức của kế hoạch"), (published, "số công bố")]
    rests = ", ".join(f"{number(count)} {label}" for count, label in counts if count)
    if rests and before["unit"] != said["unit"]:
        raise MeasureRefused(f"Đã có {rests} theo đơn vị tính “{before['unit']}”. {NEW_INDICATOR}", "unit")
    return rests


def localities_concerned(kind: str, code: str) -> set[int]:
    """Where a plan promises something by the entry, or a body has a figure of it; three queries."""
    path = "indicator__inputs__element__code" if kind == MeasureKind.ELEMENT else "indicator__code"
    found = set(Target.objects.filter(**{path: code}).values_list("plan__locality_id", flat=True))
    if kind == MeasureKind.INDICATOR:
        return found
    # A part counts in what its whole promises as well.
    wholes = DataElement.objects.filter(parts__code=code).values("code")
    above = {"indicator__inputs__element__code__in": wholes}
    found |= set(Target.objects.filter(**above).values_list("plan__locality_id", flat=True))
    figures = Figure.every.filter(HELD_NUMBER, element__code=code).order_by()
    return found | set(figures.values_list("agency__locality_id", flat=True).distinct())
