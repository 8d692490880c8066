"""Evidence stores of both kinds, each test with an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from evidence_stores import CREDENTIALS, new_bucket, s3_server

from annotate.store.evidence import Evidence, Folder


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running S3 server."""
    with s3_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def s3_client(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What talks to it."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    client = import_module("annotate.store.evidence.s3").connect(s3_address)
    yield client
    client.close()


@pytest.fixture
def bucket(s3_client: Any) -> str:
    """An empty bucket."""
    return new_bucket(s3_client)


@pytest.fixture
def s3(s3_client: Any, bucket: str, tmp_path: Path) -> Evidence:
    """An empty store in that bucket."""
    return import_module("annotate.store.evidence.s3").S3(s3_client, bucket, "desk/evidence", tmp_path / "incoming")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder."""
    return Folder(tmp_path / "evidence")


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> Evidence:
    """An empty store of each kind in turn."""
    found: Evidence = request.getfixturevalue(request.param)
    return found
