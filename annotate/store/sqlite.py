"""SQLite: WAL with synchronous=FULL, so that an acknowledged verdict survives a power cut; BEGIN is said by us."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    # Without it INSERT OR REPLACE deletes rows and no trigger notices.
    "recursive_triggers=ON",
    "temp_store=MEMORY",
    # Pages (32 MB). One change touches some twenty pages, mostly the same ones again: copying them back to the
    # database file rarely costs a fraction of copying them every fifty changes, and no writer waits for it.
    "wal_autocheckpoint=8000",
    "cache_size=-16000",
)


def engine_for(url: str) -> Engine:
    """An engine with these settings."""
    # Last in, first out: writers follow each other on one connection, whose page cache then still holds.
    engine = create_engine(
        url, pool_size=8, max_overflow=40, pool_use_lifo=True,
        connect_args={"timeout": 30, "check_same_thread": False},
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def settings(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "IMMEDIATE")
        if mode:
            connection.exec_driver_sql(f"BEGIN {mode}")

    # A COMMIT refused by a deferred foreign key leaves the transaction open, and the pool would hand the
    # connection, rejected rows and write lock included, to the next borrower.
    @event.listens_for(engine, "checkin")
    def clean(dbapi: Any, record: Any) -> None:
        if dbapi is not None and dbapi.in_transaction:
            dbapi.rollback()

    return engine
