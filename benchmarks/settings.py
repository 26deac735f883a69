"""vocplan's own settings, with the collected static files beside the temporary databases of the run."""

import os
from pathlib import Path

from vocplan.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["VOCPLAN_BENCH_STATIC"])
