"""vocplan's own settings, with the collected static files beside the temporary databases of the run."""

import os
from pathlib import Path

from vocplan.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["VOCPLAN_BENCH_STATIC"])
# A hundred made-up people sign in nowhere; how strong their passwords are kept is not what is measured.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
