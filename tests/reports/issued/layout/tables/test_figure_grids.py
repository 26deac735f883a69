"""The figures of all agencies on few pages: what stands where, what is added, what is marked."""

from reports.issued.content.schema import Dataset, Table, TableCell
from reports.issued.layout.tables.figure_grids import MOST_ACROSS, figure_grids
from reports.wording.formats import NBSP
from tests.reports.issued.datasets import element, figure, whole


def grids(**columns) -> dict[str, Table]:
    return {table.key: table for table in figure_grids(whole(**columns))}


def texts(row: tuple[TableCell, ...]) -> list[str]:
    return [cell.text.replace(NBSP, " ") for cell in row]


def of_elements(count: int, agencies: int = 2) -> Dataset:
    """So many elements, each given by so many agencies."""
    codes = [f"element_{place}" for place in range(count)]
    return whole(
        elements=tuple(element(code, name=code) for code in codes),
        figures=tuple(figure(place, element_code=code) for code in codes for place in range(1, agencies + 1)),
    )


def test_agencies_stand_downwards_and_elements_across_with_their_sums_below():
    figures = (
        figure(1, "100", 2023),
        figure(2, "100", 2023),
        figure(1, "110"),
        figure(2, "130"),
        figure(1, "40", element_code="female"),
        figure(2, None, entry="missing", element_code="female"),
    )
    table = grids(figures=figures)["figures-2024-1"]
    assert [column.title for column in table.columns] == [
        "TT", "Đơn vị", "Số lượt người được đào tạo (lượt người)", "Trong đó: nữ (lượt người)",
    ]  # fmt: skip
    assert [texts(row) for row in table.rows] == [
        ["1", "UBND quận số 1", "110", "40"],
        ["2", "UBND quận số 2", "130", "…"],
        ["", "Cộng", "240", "40"],
        ["", "Số đơn vị có số", "2", "1"],
        ["", "Cộng năm 2023", "200", "—"],
        ["", "So với năm 2023", "+20,0%", "—"],
    ]
    assert "“…”: đơn vị báo chưa có số liệu." in table.notes


def test_each_kind_of_cell_is_told_apart():
    cells = (
        figure(1, "4655", quality="estimate"),
        figure(2, None, entry="not_applicable"),
        figure(3, "7", accepted_at=None),
        figure(4, "4655.5", illustrative=True),
    )
    table = grids(figures=cells)["figures-2024-1"]
    assert [row[2].text for row in table.rows[:5]] == ["ước 4.655", "không phát sinh", "7*", "4.655,5", "9.317,5"]
    assert table.notes == (
        "“—”: chưa có số liệu.",
        "“*”: số chờ duyệt.",
        "“ước”: số ước, chưa phải số chính thức.",
        "Số liệu minh họa, không phải số liệu chính thức.",
    )


def test_sums_are_compared_only_when_the_same_agencies_stand_behind_them():
    table = grids(figures=(figure(1, "100", 2023), figure(1, "110"), figure(2, "130")))["figures-2024-1"]
    assert [texts(row)[2] for row in table.rows[2:]] == ["240", "2", "100", "—"]


def test_percentages_of_agencies_are_never_added():
    figures = (figure(1, "40"), figure(2, "60"))
    table = grids(elements=(element(unit="%"),), figures=figures)["figures-2024-1"]
    assert [texts(row)[1:] for row in table.rows[2:]] == [["Cộng", "—"], ["Số đơn vị có số", "2"]]


def test_what_one_agency_alone_gives_stands_in_a_list_with_its_name():
    figures = (
        figure(1),
        figure(2),
        figure(3, "12", element_code="female"),
        figure(3, "10", 2023, element_code="female"),
    )
    found = grids(figures=figures)
    assert [column.title for column in found["figures-2024-1"].columns][2:] == [
        "Số lượt người được đào tạo (lượt người)"
    ]
    assert [texts(row) for row in found["figures-alone"].rows] == [
        ["1", "Trong đó: nữ", "lượt người", "UBND quận số 3", "10", "12", "+20,0%", "chính thức"]
    ]


def test_many_elements_are_parted_evenly_and_every_figure_is_there():
    data = of_elements(MOST_ACROSS + 1)
    first, second = figure_grids(data)
    assert (len(first.columns), len(second.columns)) == (7, 7)
    assert [first.title[-5:], second.title[-5:]] == ["(1/2)", "(2/2)"]
    numbers = [cell for table in (first, second) for row in table.rows[:2] for cell in row if cell.value is not None]
    assert len(numbers) == len(data.figures)


def test_each_year_of_a_longer_report_has_its_grid():
    figures = tuple(figure(place, year=year) for place in (1, 2) for year in (2022, 2024))
    assert list(grids(kind="interim", first_year=2022, figures=figures)) == ["figures-2022-1", "figures-2024-1"]
