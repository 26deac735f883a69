"""Enter a published figure, or a revision of one: always a row of its own, so that both stay; progress follows."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agencies.models import Locality, User
from reports.audit.services import record
from reports.calling import wake_up
from reports.collection.official_figures.rules import faults
from reports.models import FigureKind, OfficialFigure, Precision, Verb
from reports.progress.services import mark_stale
from reports.wording.typed.refusals import InputError
from reports.wording.typed.text import clean_text
from targets.models import Formula, Indicator

MAX_SOURCE, MAX_PERIOD, MAX_NOTE = 400, 100, 2000
FIRST_YEAR = 1976
ADVICE = {
    "from_year": "Năm đầu sau năm cuối. Đổi lại hai năm, hoặc bỏ trống năm đầu nếu là số của một năm.",
    "value_high": "Mức trên thấp hơn mức dưới. Đổi lại hai số, hoặc bỏ trống mức trên nếu không công bố khoảng.",
    "value": "Tỷ lệ nằm trong khoảng 0 đến 100; chỉ tỷ lệ mà tử số không nằm trong mẫu số mới vượt 100.",
    "half_width": "Sai số phải lớn hơn 0. Số đúng như nguồn thì để trống.",
    "published_on": "Kết quả không thể được công bố trước năm của nó. Kiểm lại ngày, hoặc chọn loại “kế hoạch”.",
}


class PublishedError(InputError):
    """The figure cannot be taken; `field` names the place, `message` says in Vietnamese how to mend it."""


class NotYourLocality(Exception):
    """Only staff of a locality enter its published figures."""


@dataclass(frozen=True)
class Published:
    """A figure as its publication says it: values in the indicator's unit, `value_high` where a range was published.

    `from_year` before `year` is one figure over several years.
    """

    indicator: Indicator
    locality: Locality
    from_year: int
    year: int
    value: Decimal
    kind: FigureKind
    source: str
    published_on: date
    published_precision: Precision = Precision.DAY
    value_high: Decimal | None = None
    period: str = ""
    note: str = ""
    half_width: Decimal | None = None


@transaction.atomic
def enter_official_figure(
    *, figure: Published, by: User, now: datetime, revises: OfficialFigure | None = None
) -> OfficialFigure:
    """Write a published figure and mark what rests on it as stale, in one transaction.

    With `revises` it is a later publication for the same indicator, locality and years; the earlier row stays as it
    is. Raises PublishedError and NotYourLocality.
    """
    if not by.access.reviews_in(figure.locality.pk):
        raise NotYourLocality
    figure = replace(
        figure,
        source=" ".join(clean_text(figure.source).split()),
        period=" ".join(clean_text(figure.period).split()),
        note=clean_text(figure.note),
        # What the officer states about the source counts more than what can be read off its digits.
        half_width=figure.half_width or printed_half_width(figure),
    )
    refuse_faults(figure, now)
    if revises is not None:
        refuse_no_revision(figure, revises)
    # Asked for and written in one step: of two at once the second finds the first.
    same = ("indicator", "locality", "from_year", "year", "kind", "value", "source")
    key = {name: value for name, value in vars(figure).items() if name in same}
    row, is_new = OfficialFigure.objects.get_or_create(**key, defaults=vars(figure))
    if not is_new:
        raise PublishedError(
            "value", "Số này đã có, cùng năm, loại và nguồn. Lần công bố khác thì ghi nguồn của lần đó."
        )
    # A figure over several years touches every year from its first.
    mark_stale(locality_id=figure.locality.pk, indicator_ids=[figure.indicator.pk], year=figure.from_year)
    wake_up()
    record(
        verb=Verb.OFFICIAL_FIGURE_ENTERED,
        subject=f"official_figure:{row.pk}",
        summary=f"{'Công bố lại' if revises else 'Nhập số công bố'}: {figure.indicator.short_name}, năm {figure.year}",
        by=by,
        now=now,
        locality=figure.locality,
        before={"value": revises.value, "source": revises.source} if revises else None,
        after={
            "value": figure.value,
            "kind": figure.kind,
            "source": figure.source,
            "published_on": figure.published_on,
        },
    )
    return row


def printed_half_width(figure: Published) -> Decimal | None:
    """Half of the last digit that was printed: a rate is always rounded by its source, a count is taken as it is."""
    if not figure.indicator.is_percentage:
        return None
    exponent = figure.value.as_tuple().exponent
    # Half a unit of the last printed digit: 73 gives 0.5, 72.2 gives 0.05; "7E1" is no coarser than a whole.
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


def refuse_faults(figure: Published, now: datetime) -> None:
    """What no publication can say, in the order of the form."""
    if figure.indicator.formula == Formula.QUALITATIVE:
        raise PublishedError("indicator", "Chỉ tiêu định tính không có số công bố.")
    today = timezone.localdate(now)
    if figure.from_year < FIRST_YEAR or figure.year > today.year + 30:
        raise PublishedError("year", f"Năm từ {FIRST_YEAR} đến {today.year + 30}.")
    # The first one only: the page has one place for what is wrong.
    for field, _ in faults(vars(figure), figure.indicator):
        raise PublishedError(field, ADVICE[field])
    if not figure.source or len(figure.source) > MAX_SOURCE:
        raise PublishedError("source", "Ghi nguồn: tên văn bản hoặc ấn phẩm, số hiệu, trang.")
    # A date known by month or year stands on its last day, which may still lie ahead.
    if figure.published_on > today and (
        figure.published_precision == Precision.DAY or figure.published_on.year > today.year
    ):
        raise PublishedError("published_on", "Ngày công bố chưa tới.")


def refuse_no_revision(figure: Published, earlier: OfficialFigure) -> None:
    """A revision is about the same thing, and published no earlier than what it revises."""
    same = (figure.indicator.pk, figure.locality.pk) == (earlier.indicator_id, earlier.locality_id)
    if not same or (figure.from_year, figure.year) != (earlier.from_year, earlier.year):
        raise PublishedError("year", "Lần công bố lại phải cùng chỉ tiêu và cùng năm. Năm khác thì nhập số mới.")
    # Of two equal publications the later counts (ADR 0006): an earlier one could revise nothing.
    if figure.published_on < earlier.published_on:
        raise PublishedError("published_on", "Lần công bố lại không thể trước lần đầu. Kiểm lại ngày công bố.")
