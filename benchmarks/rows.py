"""What is measured: one row per promise about speed, with the goal that it must reach."""

from dataclasses import dataclass

RATIO = "×"


@dataclass(frozen=True)
class Row:
    """`app` is the work, `yardstick` what it is held against in the same run; "" where the goal is absolute.

    `must` and `aim` are in `unit`, at most; a row without `must` is there to be looked at. `data` names the function of
    benchmarks/data.py that fills the row's own database, "" where it needs none; `server` the kind of that database.
    """

    name: str
    module: str
    app: str
    yardstick: str = ""
    must: float | None = None
    aim: float | None = None
    unit: str = RATIO
    data: str = "city"
    server: str = "sqlite"


ROWS = (
    Row(
        "D1",
        "dashboard",
        "leader's overview drawn in Chromium, cold cache, slow 4G, CPU/4",
        must=1.0,
        aim=0.7,
        unit="s",
    ),
    Row("D2", "dashboard", "all bytes of that load, compressed, headers included", must=96, aim=41, unit="KiB"),
    Row(
        "D3",
        "dashboard",
        "server CPU of the overview, warm",
        "a signed-in view that prints one pre-aggregated row set, without menu or template",
        must=2.0,
        aim=1.3,
    ),
    Row(
        "D3-frame",
        "dashboard",
        "the same",
        "the same row set as a page of the site, with its menu",
    ),
    Row(
        "D3-new",
        "dashboard",
        "the same when something has changed, so that it is drawn anew",
        "the same row set as a page of the site, with its menu",
    ),
    Row("D4", "dashboard", "the overview revalidated, unchanged (304)", "its own 200, warm", must=1 / 2, aim=1 / 4),
    Row("D4-new", "dashboard", "the overview revalidated, unchanged (304)", "its own 200, drawn anew"),
    Row(
        "S1",
        "forms",
        "POST of 40 figures: rights, checks, versions, history, record",
        "a view that checks by hand and makes one bulk INSERT",
        must=2.5,
        aim=1.6,
        data="office",
    ),
    Row(
        "S2",
        "forms",
        "GET of the form of 40 rows, server CPU",
        "the same cells as a Django formset",
        must=1 / 4,
        aim=1 / 8,
        data="office",
    ),
    Row(
        "I1-city",
        "recompute",
        "one accepted report recomputed, a city's size",
        "the whole city computed anew",
        server="sqlite",
    ),
    Row(
        "R1",
        "recompute",
        "a nation recalculated in full, every row written; processor seconds",
        "the whole method as SQL: sums of both views, what is there of each body",
        must=2.5,
        aim=1.3,
        data="nation",
        server="postgresql",
    ),
    Row(
        "R2",
        "recompute",
        "the same",
        "pandas reading the same rows and adding them up",
        must=0.7,
        aim=0.3,
        data="nation",
        server="postgresql",
    ),
    Row(
        "I1",
        "recompute",
        "one accepted report recomputed in the nation; processor seconds",
        "the whole method as SQL over the nation",
        must=1 / 15,
        aim=1 / 60,
        data="nation",
        server="postgresql",
    ),
    Row(
        "I1-63",
        "recompute",
        "the same among 63 localities of 82 bodies",
        "the whole method as SQL over the nation",
        must=1 / 15,
        aim=1 / 60,
        data="nation_of_districts",
        server="postgresql",
    ),
    Row(
        "B1-board",
        "pages",
        "the board of 456 bodies, server CPU",
        must=60,
        aim=40,
        unit="ms",
        data="large_locality",
        server="postgresql",
    ),
    Row(
        "B1-reviews",
        "pages",
        "the reviews of 456 bodies, server CPU",
        must=40,
        aim=20,
        unit="ms",
        data="large_locality",
        server="postgresql",
    ),
    Row(
        "B1-indicator",
        "pages",
        "an indicator's page over 456 bodies, server CPU",
        must=50,
        aim=30,
        unit="ms",
        data="large_locality",
        server="postgresql",
    ),
    Row(
        "W1",
        "report",
        "the consolidated report of some 40 pages as DOCX",
        "docxtpl filling a bare template with the same text",
        must=1.5,
        data="",
    ),
    Row(
        "T1",
        "plan_text",
        "the text of a plan of 15 pages read",
        must=2.0,
        aim=0.5,
        unit="s",
        data="",
    ),
)
