"""Bring a database up to date, or back. Which version it is at: `version.py`.

What a migration does around the tables (guards, grants) is in migrations/env.py, above this floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from annotate._paths import resource_dir
from annotate.store.session import make_engine


def upgrade(database: str | Engine, revision: str = "head", app_role: str = "") -> None:
    """Bring the tables to `revision`. `app_role` is the PostgreSQL role of the web processes, "" for none."""
    with _engine(database) as engine:
        command.upgrade(_config(engine, app_role), revision)


def downgrade(database: str | Engine, revision: str, app_role: str = "") -> None:
    """Bring the tables back to `revision` ("base" for none); raises Conflict where a record would be lost."""
    with _engine(database) as engine:
        command.downgrade(_config(engine, app_role), revision)


@contextmanager
def _engine(database: str | Engine) -> Iterator[Engine]:
    if isinstance(database, Engine):
        yield database
        return
    engine = make_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


def _config(engine: Engine, app_role: str) -> Config:
    config = Config(attributes={"engine": engine, "app_role": app_role})
    config.set_main_option("script_location", str(resource_dir("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    return config
