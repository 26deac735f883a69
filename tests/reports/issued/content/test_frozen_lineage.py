"""The page of one number of a report shows that number, with the digits that stand on paper."""

import pytest

from reports.issued.content.lineage import figure_lineage
from reports.wording.formats import NBSP
from tests.reports.issued.datasets import count, dataset, published, result, value
from tests.reports.issued.laying_out import laid_out, tables


@pytest.mark.parametrize(
    ("of", "known", "said"),
    [
        (result(), published(2024, "71.1"), ("71,1%", "—", "71,1%")),
        (result(), value(2024, "71.1234567", official="70.9"), ("71,1%", "71,1%", "70,9%")),
        (count(decimals=2), value(2024, "1150"), ("1.150 lượt người", "1.150 lượt người", "—")),
    ],
)
def test_a_number_reads_there_as_in_the_report(of, known, said):
    data = dataset(indicators=(type(of)(**{**vars(of), "values": (known,)}),))
    found = figure_lineage(data, of.code, 2024)
    assert tuple(text.replace(NBSP, " ") for text in (found.value, found.rollup, found.official)) == said
    cell = tables(laid_out(data))["results"].rows[0][4]
    assert (cell.ref, found.value.startswith(cell.text)) == ((of.code, 2024), True)
