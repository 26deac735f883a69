"""Statements that come again are planned once a connection.

PostgreSQL takes several times as long to plan the query of a form's cells as to run it, and every save asks the same
dozen questions. A statement that a connection has sent some times is handed over with PREPARE, and from then on only
its values are sent; the server itself decides whether one plan fits all of them. It decides badly where rows are added
up over a span of years: without the years it expects few rows, sorts them on disk and takes six times as long. Such
statements are planned with their values.
"""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg2 import Error, errors, extensions
from psycopg2.extras import Json

# How often a statement is sent before it is prepared; how many a connection keeps, each some 60 KB in the server.
TIMES, MOST = 3, 150
# What is longer, or has more values, is written once for a whole form or table.
MOST_SEEN = 1000
LONGEST, MOST_VALUES = 20_000, 60
SPANS = (" BETWEEN ", " GROUP BY ")
REMAKES = ("ALTER ", "DROP ")
LARGEST_INTEGER = 2**31 - 1
# As the server reads the literals of the same values: a text has the type of what it is compared with or stored in.
TYPES = {
    int: "integer",
    bool: "boolean",
    str: "unknown",
    type(None): "unknown",
    Json: "unknown",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
}

Statement = tuple[str, tuple[str, ...]]


def types_of(values: Any) -> tuple[str, ...] | None:
    """The server's types of the values; None where the statement is to be sent as it is."""
    if not isinstance(values, list | tuple) or not 0 < len(values) <= MOST_VALUES:
        return None
    types = []
    for value in values:
        # A choice is a text of its own class, and is sent as one.
        # By the nearest class: a bool is an int, and a moment a day, too.
        kind = next((TYPES[one] for one in type(value).__mro__ if one in TYPES), None)
        too_large = kind == "integer" and abs(value) > LARGEST_INTEGER
        if kind is None or too_large or (kind == "timestamptz" and value.tzinfo is None):
            return None
        types.append(kind)
    return tuple(types)


class PlanningConnection(extensions.connection):
    """Knows which statements it has been sent, and how it calls those that it has prepared."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.seen: Counter[Statement] = Counter()
        self.names: dict[Statement, str] = {}
        self.outdated = False

    def name_of(self, statement: Statement) -> str:
        """The name of a prepared statement, of one that was prepared just now, or "" for one that is not."""
        if self.outdated:
            self.forget()
        if statement in self.names:
            return self.names[statement]
        # Statements that never come again, of ever other lengths of a list, would fill the process.
        if len(self.seen) >= MOST_SEEN:
            self.seen.clear()
        self.seen[statement] += 1
        if self.seen[statement] <= TIMES or len(self.names) >= MOST:
            return ""
        self.names[statement] = name = f"planned_{len(self.names)}" if self.prepares(statement) else ""
        return name

    def forget(self) -> None:
        """A table has changed: a statement that was prepared for it might give other columns than it promised."""
        if self.names:
            with extensions.cursor(self) as cursor:
                cursor.execute("DEALLOCATE ALL")
        self.names.clear()
        self.seen.clear()
        self.outdated = False

    def prepares(self, statement: Statement) -> bool:
        """Have the server take the statement in; what is under way goes on whether or not it does."""
        query, types = statement
        if any(word in query for word in SPANS):
            return False
        # Put in as values are, so that a doubled %% of the query becomes one here as well.
        text = query % tuple(f"${place}" for place in range(1, len(types) + 1))
        inside = self.info.transaction_status == extensions.TRANSACTION_STATUS_INTRANS
        # The plain cursor: ours would count these statements, too.
        with extensions.cursor(self) as cursor:
            if inside:
                cursor.execute("SAVEPOINT planned")
            try:
                cursor.execute(f"PREPARE planned_{len(self.names)} ({', '.join(types)}) AS {text}")
            except Error:
                if self.closed:
                    raise
                if inside:
                    cursor.execute("ROLLBACK TO SAVEPOINT planned")
                return False
            if inside:
                cursor.execute("RELEASE SAVEPOINT planned")
        return True


class PlanningCursor(extensions.cursor):
    """Sends the values alone of a statement that its connection has prepared."""

    sent: tuple[str, Any] | None = None

    def execute(self, query: Any, vars: Any = None) -> None:
        self.sent = query, vars
        types = types_of(vars) if self.name is None and isinstance(query, str) and len(query) <= LONGEST else None
        if types and (name := self.connection.name_of((query, types))):
            self.execute_planned(name, query, vars)
            return
        super().execute(query, vars)
        if not vars and isinstance(query, str) and query.lstrip().startswith(REMAKES):
            self.connection.forget()

    def execute_planned(self, name: str, query: str, values: Any) -> None:
        """Send the values; where another connection has changed the table meanwhile, ask anew as before.

        Inside a transaction, which ends with the refusal, FeatureNotSupported goes on, and the next one asks anew.
        """
        try:
            super().execute(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
        except errors.FeatureNotSupported:
            self.connection.outdated = True
            if self.connection.info.transaction_status != extensions.TRANSACTION_STATUS_IDLE:
                raise
            self.connection.forget()
            super().execute(query, values)

    @property
    def query(self) -> bytes | None:
        """What was asked, for whoever reads along: not how it was sent."""
        return self.mogrify(*self.sent) if self.sent else None
