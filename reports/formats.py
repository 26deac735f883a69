from reports.outputs.formats import *  # noqa: F403
