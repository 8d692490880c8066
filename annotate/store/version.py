"""Which version the tables are at, and which one this program was written for.

Every start and every `/healthz` asks; so this reads two lines of each migration instead of loading what runs them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sqlalchemy import Engine, inspect, text

from annotate._paths import resource_dir
from annotate.domain.errors import Conflict

_REVISION = re.compile(r"^(revision|down_revision)\b[^=\n]*= *(?:\"([^\"]+)\"|None)", re.MULTILINE)


def current(engine: Engine) -> str | None:
    """The revision that the tables are at; None for an empty database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def head() -> str:
    """The revision that this program was written for: the one that no other builds on."""
    revisions = _revisions()
    (last,) = revisions.keys() - revisions.values()
    return last


def check(engine: Engine) -> None:
    """Raise Conflict, and say what to run, unless the tables are at the revision that this program expects."""
    at, wanted = current(engine), head()
    if at is None:
        raise Conflict("The database is empty. Run: annotate init")
    _refuse_newer(at)
    if at != wanted:
        raise Conflict(f"The database is at {at}; this program expects {wanted}. Run: annotate db upgrade")


def check_not_newer(engine: Engine) -> None:
    """Raise Conflict if the tables are at a revision that this program does not know."""
    at = current(engine)
    if at is not None:
        _refuse_newer(at)


def _refuse_newer(at: str) -> None:
    if at not in _revisions():
        todo = "It was made by a newer version of the program: install it."
        raise Conflict(f"The database is at {at}; this program expects {head()}. {todo}")


@lru_cache(1)
def _revisions() -> dict[str, str | None]:
    """Each revision and the one that it builds on, as the migrations say."""
    found = {}
    for path in resource_dir("migrations").glob("versions/*.py"):
        said = {name: value or None for name, value in _REVISION.findall(path.read_text(encoding="utf-8"))}
        found[str(said["revision"])] = said["down_revision"]
    return found
