"""The declarative base: names of constraints, column types that both engines store alike, the audited row."""

from __future__ import annotations

import secrets
import time
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class IntBool(TypeDecorator[bool]):
    """True and False as 1 and 0: SQLite's STRICT tables know no boolean, and both engines shall store the same."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Store as an integer."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bool | None:
        """Read as a bool."""
        return None if value is None else bool(value)


class Base(DeclarativeBase):
    """Base of all tables. Text, integer and bytes columns only, so that SQLite tables can be STRICT."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: Integer, bytes: LargeBinary, bool: IntBool}


class AuditedRow(Base):
    """A row that cannot change without its event: (id, rev) refers, deferred, to the event that made this revision."""

    __abstract__ = True

    #: Columns that the event holds by hash instead of by value.
    hashed: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[str] = mapped_column(primary_key=True)
    #: Rises by exactly one with each change; a trigger refuses anything else.
    rev: Mapped[int] = mapped_column(default=1)


R = TypeVar("R", bound=AuditedRow)


def personal(**more: Any) -> MappedColumn[Any]:
    """A column of personal text: events commit to what stands in it, and an erasure can remove it."""
    return mapped_column(info={"personal": True}, **more)


def personal_columns(model: type[Base]) -> tuple[str, ...]:
    """Names of the model's columns of personal text."""
    return tuple(column.key for column in table(model).columns if column.info.get("personal"))


def audited(*items: SchemaItem) -> tuple[Any, ...]:
    """Table arguments of an audited table: STRICT, and the deferred reference to its event."""
    guard = ForeignKeyConstraint(
        ["id", "rev"], ["event.target_id", "event.target_rev"], deferrable=True, initially="DEFERRED"
    )
    return (*items, guard, {"sqlite_strict": True})


def plain(*items: SchemaItem) -> tuple[Any, ...]:
    """Table arguments of a table that is not audited."""
    return (*items, {"sqlite_strict": True})


def table(model: type[Base]) -> Table:
    """The model's table, for plain inserts."""
    return cast("Table", model.__table__)


@cache
def unbound(model: type[R]) -> type[R]:
    """A class whose objects look like rows of the model, and that no session knows: for what is only inserted.

    A row with 28 columns is made in a tenth of the time.
    """
    said = {"__table__": table(model), "__tablename__": model.__tablename__, "hashed": model.hashed}
    return cast("type[R]", type(model.__name__, (SimpleNamespace,), said))


def new_id() -> str:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random; sorts by time of making."""
    value = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
