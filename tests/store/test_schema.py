"""The tables' version, and that both engines hold what the models say."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from annotate.domain.errors import Conflict
from annotate.store import schema
from annotate.store.session import Database, make_engine


def test_a_new_database_is_at_the_head(database: Database) -> None:
    assert schema.current(database.engine) == schema.head()
    schema.check(database.engine)


def test_an_empty_database_is_told_to_run_init(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Conflict, match="Run: annotate init"):
        schema.check(engine)
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_0000'"))
    with pytest.raises(Conflict, match="newer version of the program"):
        schema.check(database.engine)
