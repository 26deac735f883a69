"""The backend's entry, where Django looks for it by name."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg2 import extensions

from vocplan.postgresql.patience import door_at, wait
from vocplan.postgresql.planned import PlanningConnection, PlanningCursor

extensions.set_wait_callback(wait)


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens no connection to a server that is known to be away."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # What libpq of Debian and of the image takes where no host is named.
        host, port = conn_params.get("host") or "/var/run/postgresql", conn_params.get("port") or 5432
        door_at(host, int(port)).refuse_if_away()
        planning = {"connection_factory": PlanningConnection, "cursor_factory": PlanningCursor}
        return super().get_new_connection(conn_params | planning)
