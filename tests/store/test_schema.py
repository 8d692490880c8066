"""The tables' version, and that both engines hold what the models say."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from annotate._paths import resource_dir
from annotate.domain.errors import Conflict
from annotate.store import version
from annotate.store.session import Database, make_engine


def test_a_new_database_is_at_the_head(database: Database) -> None:
    assert version.current(database.engine) == version.head()
    version.check(database.engine)


def test_an_empty_database_is_told_to_run_init(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Conflict, match="Run: annotate init"):
        version.check(engine)
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_0000'"))
    with pytest.raises(Conflict, match="newer version of the program"):
        version.check(database.engine)


def test_the_head_is_what_alembic_would_go_to() -> None:
    assert version.head() == ScriptDirectory(str(resource_dir("migrations"))).get_current_head()


def test_the_head_is_the_revision_that_none_builds_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "versions").mkdir()
    for name, builds_on in (("one", "None"), ("two", '"one"'), ("three", '"two"')):
        said = f'"""Down."""\n\nrevision: str = "{name}"\ndown_revision: str | None = {builds_on}\n'
        (tmp_path / "versions" / f"{name}.py").write_text(said)
    monkeypatch.setattr(version, "resource_dir", lambda name: tmp_path)
    version._revisions.cache_clear()
    try:
        assert version.head() == "three"
    finally:
        version._revisions.cache_clear()
