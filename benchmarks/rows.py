"""What is measured: one row per promise about speed, with the goal that it must reach."""

from dataclasses import dataclass

RATIO = "×"


@dataclass(frozen=True)
class Row:
    """`app` is the work, `yardstick` what it is held against in the same run; "" where the goal is absolute.

    `must` and `aim` are in `unit`, at most; a row without `must` is there to be looked at. `data` names the function of
    benchmarks/data.py that fills the row's own database, `server` the kind of that database.
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
        "a signed-in page of the site that prints one pre-aggregated row set",
        must=2.0,
        aim=1.3,
    ),
    Row(
        "D3-bare",
        "dashboard",
        "the same",
        "the same row set without the site's frame: no menu, no template",
    ),
    Row(
        "D3-new",
        "dashboard",
        "the same when something has changed, so that it is drawn anew",
        "a signed-in page of the site that prints one pre-aggregated row set",
    ),
    Row("D4", "dashboard", "the overview revalidated, unchanged (304)", "its own 200, warm", must=1 / 2, aim=1 / 4),
    Row("D4-new", "dashboard", "the overview revalidated, unchanged (304)", "its own 200, drawn anew"),
)
