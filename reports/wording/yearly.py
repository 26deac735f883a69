"""What is said of promises over several years, made of finished words: every year, on average, against a base year.

`row` is a standing with its target; the words for values and promises are made by the caller.
"""

from collections.abc import Iterable

from targets.calculations.statuses import Status


def years_listed(years: Iterable[int]) -> str:
    """ "năm 2021", "các năm 2021, 2023 và 2024"."""
    *first, last = [str(year) for year in years]
    return f"các năm {', '.join(first)} và {last}" if first else f"năm {last}"


def every_year_said(row, fact: str, promised: str) -> str:
    """A promise for every year. `fact`: the last year that is known ("năm 2022 tăng 11,3%"), "" without one."""
    if row.target.from_year is None:
        return one_year_said(row, fact, promised)
    period, aim = f"{row.target.from_year}–{row.target.year}", f"mục tiêu {promised} mỗi năm"
    missing = years_listed(row.missing_years) if row.missing_years else ""
    # First of all: one missed year ends the promise, whatever is not known of the others.
    if row.missed_years:
        others = [year for year in row.missed_years if year != row.actual_year]
        told = f"{fact}, {aim}" if row.actual_year in row.missed_years else aim
        return f"**Không đạt**: {f'{years_listed(others)} không giữ được mức; ' if others else ''}{told}"
    if not fact:
        if row.status == Status.OVERDUE_NO_DATA:
            return f"**Giai đoạn {period} đã qua**, chưa có số liệu của năm nào để kết luận; {aim}"
        return f"Chưa có số liệu của năm nào trong giai đoạn {period}; {aim}"
    told = fact[:1].upper() + fact[1:]
    if row.status == Status.ACHIEVED:
        return f"**Đạt**: cả {row.years_met} năm {period} đều giữ được mức; {fact}, {aim}"
    if row.status == Status.OVERDUE_NO_DATA:
        return f"**Giai đoạn {period} đã qua**, chưa có số liệu của {missing} để kết luận; {fact}, {aim}"
    if missing:
        return f"**{told}**, giữ được mức; chưa có số liệu của {missing} nên chưa kết luận được, {aim}"
    kept = ", các năm trước cũng giữ được mức" if row.years_met and row.years_met > 1 else ""
    return f"**{told}**{kept}; {aim}"


def one_year_said(row, fact: str, promised: str) -> str:
    """A promise of growth that is kept for one year alone: what was known of it before is no part of it."""
    aim = f"mục tiêu {promised}"
    if not fact:
        past = row.status == Status.OVERDUE_NO_DATA
        when = f"**Năm {row.target.year} đã qua**, chưa có số liệu của năm đó" if past else "Chưa có số liệu"
        return f"{when} để kết luận; {aim}" if past else f"{when} của năm {row.target.year}; {aim}"
    return f"**{'Không đạt' if row.missed_years else 'Đạt'}**: {fact}, {aim}"


def average_said(row, value: str, promised: str, gap: str, need: str) -> str:
    """A yearly average. `gap`: the size of the distance to it, `need`: what each year left must bring ("" none)."""
    target, period = row.target, f"{row.target.from_year}–{row.actual_year}"
    aim = f"mục tiêu bình quân {promised}"
    missing = f", chưa có số liệu của {years_listed(row.missing_years)}" if row.missing_years else ""
    fact = f"bình quân mỗi năm {period} được {value}{missing}"
    if row.status in (Status.ACHIEVED, Status.NOT_MET):
        return f"**{'Đạt' if row.status == Status.ACHIEVED else 'Không đạt'}**: {fact}, {aim}"
    if row.status == Status.OVERDUE_NO_DATA:
        return f"**Giai đoạn {target.from_year}–{target.year} đã qua**, {fact}; chưa kết luận được, {aim}"
    side = f"{'hơn' if row.gap > 0 else 'kém'} mức phải đạt {gap}" if row.gap else "đúng mức phải đạt"
    each = "mỗi năm còn lại" if target.year - row.year > 1 else f"năm {target.year}"
    tail = f"; {each} cần {need}" if need else ""
    return f"**{fact[:1].upper()}{fact[1:]}**, {side}; {aim}{tail}"


def change_said(row, fact: str, promised: str, note: str, need: str) -> str:
    """A change against a base year. `fact`: what has changed by now, "" where that is not known."""
    aim = f"mục tiêu {promised}, hạn năm {row.target.year}"
    if not fact:
        past = "đã qua" if row.status == Status.OVERDUE_NO_DATA else "chưa đủ số liệu"
        return f"**Năm {row.target.year} {past}**, chưa so được với năm gốc {row.target.base_year}; {aim}"
    if row.status in (Status.ACHIEVED, Status.NOT_MET):
        return f"**{'Đạt' if row.status == Status.ACHIEVED else 'Không đạt'}**: {fact}, {aim}"
    tail = "".join((f", {note}" if note else "", f"; {need}" if need else ""))
    return f"**{fact[:1].upper()}{fact[1:]}**{tail}; {aim}"


def few_agencies_said(row, value: str, promised: str) -> str:
    """A roll-up of too few agencies: shown, and no verdict drawn from it."""
    return (
        f"Năm {row.actual_year} mới có **{row.units_reporting}/{row.units_expected} đơn vị: {value}** (tạm tính), "
        f"chưa đủ để đánh giá; mục tiêu {promised}"
    )
