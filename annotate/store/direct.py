"""Statements that are compiled once and go to the driver past the toolkit, whose part costs three times the driver's.

For the few that stand in the way of every request of a program: a statement has to be one that is kept (a constant of
its module), its values plain, and what it selects text or integers, which come as the driver has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert, Select
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]


class Compiled(NamedTuple):
    """SQL, the values that stand in it, and its parameters in order, with what turns one into the driver's."""

    sql: str
    fixed: dict[str, Any]
    binds: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def listed(self, values: Values) -> list[Any]:
        """The values for SQL with question marks."""
        given = {**self.fixed, **values}
        return [bind(given[name]) if bind else given[name] for name, bind in self.binds]

    def named(self, values: Values) -> dict[str, Any]:
        """The values for SQL with names."""
        given = {**self.fixed, **values}
        return {name: bind(given[name]) if bind else given[name] for name, bind in self.binds}


def ask(connection: Connection, statement: Select[Any], values: Values) -> Any:
    """The first row that answers a question, as a tuple; None if there is none."""
    made, driver = compiled(statement, connection.dialect), _driver(connection)
    with as_usual(connection, made.sql, values):
        given: Any = made.listed(values) if connection.dialect.positional else made.named(values)
        return driver.execute(made.sql, given).fetchone()


def run(connection: Connection, statement: Insert | Select[Any], values: Values) -> Any:
    """Run a statement that nobody waits for; PostgreSQL gets it with the next one, or with COMMIT.

    If it is refused, then it is there. What is returned has the `rowcount` from then on.
    """
    made, driver = compiled(statement, connection.dialect), _driver(connection)
    if not connection.dialect.positional:
        return driver.later(made.sql, made.named(values))
    with as_usual(connection, made.sql, values):
        return driver.execute(made.sql, made.listed(values))


@lru_cache(maxsize=500)
def compiled(statement: Insert | Select[Any], dialect: Dialect) -> Compiled:
    """A statement as this engine's driver takes it."""
    made = statement.compile(dialect=dialect)
    known = {name: bind for bind, name in made.bind_names.items()}
    binds = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in known.items()}
    fixed = {name: bind.effective_value for name, bind in known.items() if not bind.required}
    return Compiled(str(made), fixed, tuple((name, binds[name]) for name in made.positiontup or known))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def as_usual(connection: Connection, sql: str, values: Values) -> Iterator[None]:
    """Errors of the driver come as those of the toolkit, as they do everywhere."""
    known: Any = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except known as error:
        raise DBAPIError.instance(sql, dict(values), error, known, dialect=connection.dialect) from error
