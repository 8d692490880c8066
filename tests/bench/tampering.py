"""Change a desk's database as its administrator can, one thing at a time, and count what `annotate trail verify` finds.

    PYTHONPATH=tests:tests/audit:tests/bench python tests/bench/tampering.py [--engine sqlite|postgresql] [--every 1]

Triggers are dropped and references not checked. Every column of every row of every audited table, of marks, openings,
events and the tree gets another value, one at a time; every event has a byte flipped, with its hash as it was, made
anew, and with the whole chain of its log made anew; events are swapped, deleted, inserted; the tail of each log is cut
with all that the tree has of it. Each is found if there is a fault, and in the right place if a fault names the row
or event that was touched (for a chain made anew and a tail cut with its tree: the leaf, checkpoint or signer that knows
better). Every change is rolled back. Exit status 1 unless everything was found in its place.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit_world import build
from kills import Postgres, desk_in
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from annotate.audit import ddl
from annotate.audit.recorder import leaf_hash
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.desk import Desk
from annotate.services import checkpoints
from annotate.store.base import Base
from annotate.store.evidence import Folder
from annotate.store.models import AUDITED

Row = dict[str, Any]
#: Tables that are no row of their own to the verifier: which column says where a fault is found.
ROWS = frozenset(str(model.__tablename__) for model in AUDITED)
BESIDE = {"span": "claim_id", "opening": "thing_id", "erased": "erasure_id"}


#: Said beside what is signed, by nobody and to nobody: no proof rests on it.
UNSIGNED = {("checkpoint", "at")}


@dataclass
class Count:
    """Attempts by kind, and those that were found, and found in the right place."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)
    #: Values that the database's own CHECKs leave no alternative to.
    refused: int = 0
    missed: list[str] = field(default_factory=list)

    def good(self) -> bool:
        """Was everything found in its place?"""
        return not self.missed

    def lines(self) -> Iterator[str]:
        """A table."""
        for kind in self.tried:
            tried, found, placed = self.tried[kind], self.found[kind], self.placed[kind]
            yield f"{kind:<44} {tried:>6} tried {found:>6} found {placed:>6} in the right place"
        total = (sum(counter.values()) for counter in (self.tried, self.found, self.placed))
        yield "{:<44} {:>6} tried {:>6} found {:>6} in the right place".format("all", *total)
        yield f"{self.refused} columns take no other value, whoever asks"


class Attack:
    """A desk's database without guards, and one change after another that is rolled back."""

    def __init__(self, desk: Desk, count: Count, draw: random.Random) -> None:
        self.desk, self.count, self.draw = desk, count, draw
        self.sqlite = desk.database.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Without guards and references, and undone at the end."""
        with self.desk.database.engine.connect() as connection:
            if self.sqlite:  # a reference is looked at when a row is written, or at COMMIT, which does not come
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            else:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            ddl.remove(connection)
            yield connection
            connection.rollback()

    def try_(self, kind: str, where: str, places: tuple[str, ...], change: Callable[[Connection], bool]) -> None:
        """One change; `change` says whether the database took it. Found in its place if a fault begins with one."""
        with self.transaction() as connection:
            if not change(connection):
                self.count.refused += 1
                return
            faults = self.faults(connection, tree=kind.removeprefix("a column of ") not in ROWS)
        self.count.tried[kind] += 1
        self.count.found[kind] += bool(faults)
        right = any(fault.startswith(places) for fault in faults)
        self.count.placed[kind] += right
        if not right:
            self.count.missed.append(f"{kind}, {where}: {faults[:3] or 'nothing found'}")

    def faults(self, connection: Connection, tree: bool = True) -> list[str]:
        """What a verification says; that of the tree, which knows events alone, only where it could say something."""
        with Session(connection) as session:
            found = [str(fault) for fault in verify(session).faults]
            return found + ([str(fault) for fault in verify_tree(session, self.desk.signer)] if tree else [])


def rows_of(desk: Desk, table: Table) -> list[Row]:
    """All rows."""
    with desk.database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(table.select()).mappings()]


# --- every column ----------------------------------------------------------------------------------------------------


def every_column(attack: Attack, every: int) -> None:
    """Another value in each column of each row; with `every`, of each so-manieth row."""
    for name in [*(str(m.__tablename__) for m in AUDITED), *BESIDE, "event", "leaf", "node", "checkpoint"]:
        table = Base.metadata.tables[name]
        rows = rows_of(attack.desk, table)
        for row in rows[::every]:
            for column in (c for c in table.columns if (name, c.key) not in UNSIGNED):
                others = [other[column.key] for other in rows if other[column.key] != row[column.key]]
                one_column(attack, table, row, column.key, others)


def one_column(attack: Attack, table: Table, row: Row, name: str, others: list[Any]) -> None:
    """Values of other rows first, then the same value slightly changed: the first that the database takes."""
    key = {column.key: row[column.key] for column in table.primary_key.columns}
    values = [*attack.draw.sample(others, min(3, len(others))), *changed(row[name]), *enums(table, row[name])]

    def change(connection: Connection) -> bool:
        for value in values:
            if type(value) is type(row[name]) and value == row[name]:
                continue
            try:
                with connection.begin_nested():
                    update = table.update().values({name: value})
                    connection.execute(update.where(*(table.columns[k] == v for k, v in key.items())))
                return True
            except DBAPIError:
                continue
        return False

    attack.try_(f"a column of {table.name}", f"{name} of {key}", place(table.name, row), change)


def place(table: str, row: Row) -> tuple[str, ...]:
    """How a fault about this row may begin."""
    if table == "event":
        return (f"log {row['log']}, event ", f"{row['target_type']} {row['target_id']}")
    if table == "leaf":
        return (f"log {row['log']}, event {row['seq']}:", "tree: leaf")
    if table == "node":
        return ("tree: ",)
    if table == "checkpoint":
        return ("checkpoint of ",)
    if table in BESIDE:
        kind = {"span": "claim", "opening": row.get("type"), "erased": "erasure"}[table]
        return (f"{kind} {row[BESIDE[table]]}",)
    return (f"{table} {row['id']}",)


def changed(value: Any) -> list[Any]:
    """The same value a little different."""
    if value is None:
        return ["x", 1, "2026-01-01T00:00:00.000Z"]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value + 7, value - 1, 1 - value, 0, None]
    if isinstance(value, bytes):
        return [bytes([value[0] ^ 1]) + value[1:] if value else b"x", value + b"x"]
    digit = "0" if value[-1:] != "0" else "1"
    return [f"{value}x", f"{value[:-1]}{digit}", f"x{value}", "x", "", None]


def enums(table: Table, value: Any) -> list[str]:
    """Values that the table's CHECKs name."""
    said = " ".join(str(getattr(c, "sqltext", "")) for c in table.constraints)
    return [one for one in re.findall(r"'([^']*)'", said) if one != value]


# --- events ----------------------------------------------------------------------------------------------------------


def every_event(attack: Attack, every: int) -> None:
    """Flipped, swapped, deleted, inserted."""
    events = sorted(rows_of(attack.desk, Base.metadata.tables["event"]), key=lambda e: (e["log"], e["seq"]))
    leaves = {
        (leaf["log"], leaf["seq"]): leaf["position"] for leaf in rows_of(attack.desk, Base.metadata.tables["leaf"])
    }
    for at, row in list(enumerate(events))[::every]:
        where, here = f"{row['log']} {row['seq']}", f"log {row['log']}, event {row['seq']}:"
        leaf = f"tree: leaf {leaves[row['log'], row['seq']]} "
        body = flipped(row["body"], attack.draw)
        attack.try_("a byte of an event", where, (here,), lambda c, r=row, b=body: put(c, r, body=b))
        attack.try_(
            "a byte of an event, its hash made anew", where, (here, f"log {row['log']}, event {row['seq'] + 1}:", leaf),
            lambda c, r=row, b=body: put(c, r, body=b, hash=leaf_hash(b)),
        )  # fmt: skip
        attack.try_(
            "a byte of an event, the chain made anew", where, (here, leaf),
            lambda c, r=row: rechained(c, events, r, altered(r["body"])),
        )  # fmt: skip
        attack.try_("an event deleted", where, (f"log {row['log']}, event ", leaf), lambda c, r=row: drop(c, r))
        last = at + 1 == len(events) or events[at + 1]["log"] != row["log"]
        if not last:
            attack.try_(
                "two events swapped", where, (here, f"log {row['log']}, event {row['seq'] + 1}:"),
                lambda c, r=row, o=events[at + 1]: swapped(c, r, o),
            )  # fmt: skip
        else:
            attack.try_(
                "an event inserted at the end", where, (f"log {row['log']}, event ",), lambda c, r=row: added(c, r)
            )
            attack.try_(
                "the tail of a log cut, with its tree", where, ("signer:", "checkpoint of "),
                lambda c, r=row: cut(c, r, leaves[r["log"], r["seq"]]),
            )  # fmt: skip
        attack.try_(
            "an event inserted before another", where, (f"log {row['log']}, event ", leaf),
            lambda c, r=row: inserted(c, events, r),
        )  # fmt: skip


def flipped(body: bytes, draw: random.Random) -> bytes:
    """One bit turned round."""
    at = draw.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1 << draw.randrange(8)]) + body[at + 1 :]


def altered(body: bytes) -> bytes:
    """Another event that reads as well: of another second."""
    at = body.index(b'"at":"') + 6 + 18
    return body[:at] + (b"1" if body[at : at + 1] != b"1" else b"2") + body[at + 1 :]


def put(connection: Connection, row: Row, **values: Any) -> bool:
    """Change an event."""
    table = Base.metadata.tables["event"]
    which = (table.columns.log == row["log"]) & (table.columns.seq == row["seq"])
    connection.execute(table.update().values(**values).where(which))
    return True


def drop(connection: Connection, row: Row) -> bool:
    """Delete an event."""
    values = {"log": row["log"], "seq": row["seq"]}
    connection.execute(text("DELETE FROM event WHERE log = :log AND seq = :seq"), values)
    return True


def swapped(connection: Connection, one: Row, other: Row) -> bool:
    """Each at the other's place."""
    columns = ("body", "hash", "at", "actor_id", "action", "target_type", "claim_id", "work")
    put(connection, one, **{name: other[name] for name in columns})
    return put(connection, other, **{name: one[name] for name in columns})


def added(connection: Connection, row: Row, seq: int | None = None, body: bytes | None = None) -> bool:
    """One more event after this one, in the chain, that makes no row."""
    new = seq or row["seq"] + 1
    made = body or row["body"].replace(b'"seq":%d' % row["seq"], b'"seq":%d' % new)
    values = {**row, "seq": new, "body": made, "prev": row["hash"], "hash": leaf_hash(made), "target_rev": None}
    connection.execute(Base.metadata.tables["event"].insert(), values)
    return True


def inserted(connection: Connection, events: list[Row], row: Row) -> bool:
    """One more event before this one: all later ones of the log move up."""
    later = [e for e in events if e["log"] == row["log"] and e["seq"] >= row["seq"]]
    for event in reversed(later):
        put(connection, event, seq=event["seq"] + 1)
    return added(connection, row, seq=row["seq"], body=altered(row["body"]))


def rechained(connection: Connection, events: list[Row], row: Row, body: bytes) -> bool:
    """Another body, and every hash of the log after it made anew, as somebody does who knows the chain."""
    before, prev = row["hash"], leaf_hash(body)
    put(connection, row, body=body, hash=prev, at=body[body.index(b'"at":"') + 6 :][:24].decode())
    for event in (e for e in events if e["log"] == row["log"] and e["seq"] > row["seq"]):
        again = event["body"].replace(before.encode(), prev.encode())
        put(connection, event, body=again, prev=prev, hash=leaf_hash(again))
        before, prev = event["hash"], leaf_hash(again)
    return True


def cut(connection: Connection, row: Row, position: int) -> bool:
    """The last event of a log gone with its leaf, and with all of the tree and the checkpoints from there."""
    drop(connection, row)
    for statement in (
        "DELETE FROM leaf WHERE position >= :position",
        "DELETE FROM checkpoint WHERE size > :position",
        "DELETE FROM node WHERE level = 0 AND position >= :position",
    ):
        connection.execute(text(statement), {"position": position})
    return True


# --- all together ----------------------------------------------------------------------------------------------------


def tamper(engine: str, every: int, folder: Path, seed: int = 1) -> Count:
    """All of it on one engine."""
    postgres = Postgres(tempfile.mkdtemp(prefix="pg")) if engine == "postgresql" else None
    count = Count()
    try:
        with desk_in(folder, postgres) as desk:
            build(desk.database, Folder(folder / "evidence"))
            checkpoints.make(desk.database, desk.signer)
            attack = Attack(desk, count, random.Random(seed))
            with attack.transaction() as connection:
                assert attack.faults(connection) == [], attack.faults(connection)
            every_column(attack, every)
            every_event(attack, every)
            with attack.transaction() as connection:
                assert attack.faults(connection) == [], "something was not rolled back"
    finally:
        if postgres:
            postgres.close()
    return count


def main(engines: list[str], every: int) -> int:
    """Print what came of it; the exit status."""
    good = True
    for engine in engines:
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            count = tamper(engine, every, Path(folder))
        print(f"{engine}, {time.monotonic() - start:.0f} s")
        print("\n".join(f"  {line}" for line in count.lines()))
        print("\n".join(f"  MISSED {line}" for line in count.missed[:40]))
        good = good and count.good()
    return 0 if good else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--every", type=int, default=1, help="Only each so-manieth row and event.")
    given = parser.parse_args()
    sys.exit(main(given.engine or ["sqlite", "postgresql"], given.every))
