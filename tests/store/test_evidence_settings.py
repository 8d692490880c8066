"""Which store a desk opens, and that what rests on the store does so with either."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from evidence_stores import free_port
from factories import actor

from annotate._paths import load_config
from annotate.audit.signer import KeyFile
from annotate.cli import doctor
from annotate.cli.demo import demo_settings
from annotate.cli.serve import clear_leftovers
from annotate.desk import Desk, open_desk, open_evidence
from annotate.services import articles, backups, restores
from annotate.services.articles import NewArticle, Received
from annotate.services.backups import Sources
from annotate.services.restores import Target
from annotate.store.evidence import Folder
from annotate.store.session import Database

PIECE = NewArticle("A headline", "A sentence.", received=Received(b"the piece", "piece.txt", "text/plain"))


def settings(home: Path, **given: Any) -> Any:
    return load_config().load({}, home=home, **given)


@pytest.fixture
def s3_desk(sqlite_database: Database, s3_address: str, s3_client: Any, bucket: str, tmp_path: Path) -> Desk:
    """A desk that keeps its evidence in a bucket."""
    given = settings(
        tmp_path / "home", database_url=sqlite_database.url.render_as_string(hide_password=False),
        evidence_url=f"s3://{bucket}/our/desk", s3_endpoint=s3_address,
    )  # fmt: skip
    given.home.mkdir(mode=0o700)
    return Desk(given, sqlite_database, open_evidence(given))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"evidence_url": "http://store.example.org"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://Bucket"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://bucket/a//b"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://bucket/ends/"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://key:secret@bucket"}, "write s3://bucket/prefix"),
        ({"evidence_url": "s3://bucket", "s3_endpoint": "store.example.org"}, "ANNOTATE_S3_ENDPOINT must be"),
        ({"evidence_url": "s3://bucket", "s3_endpoint": "https://u:p@store"}, "ANNOTATE_S3_ENDPOINT must be"),
        ({"evidence_url": "s3://bucket", "s3_endpoint": "https://store/"}, "ANNOTATE_S3_ENDPOINT must be"),
        ({"s3_endpoint": "https://store"}, "ANNOTATE_EVIDENCE_URL names no bucket"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, given: dict[str, str], said: str) -> None:
    with pytest.raises(load_config().SettingsError, match=said):
        settings(tmp_path, **given)


def test_without_a_setting_evidence_lies_in_the_home_folder(tmp_path: Path) -> None:
    desk = open_desk(settings(tmp_path))
    assert isinstance(desk.evidence, Folder) and desk.evidence.root == tmp_path / "evidence"
    desk.database.dispose()


def test_the_environment_names_the_store(tmp_path: Path) -> None:
    environ = {"ANNOTATE_EVIDENCE_URL": "s3://bucket/prefix", "ANNOTATE_S3_ENDPOINT": "http://127.0.0.1:9000"}
    found = load_config().load(environ, home=tmp_path)
    assert (found.evidence_url, found.s3_endpoint) == ("s3://bucket/prefix", "http://127.0.0.1:9000")


def test_the_example_never_uses_the_store_of_a_real_desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANNOTATE_HOME", str(tmp_path))
    monkeypatch.setenv("ANNOTATE_EVIDENCE_URL", "s3://bucket/real")
    monkeypatch.setenv("ANNOTATE_S3_ENDPOINT", "http://127.0.0.1:9000")
    assert isinstance(open_evidence(demo_settings()), Folder)


def test_the_client_is_loaded_only_where_it_is_asked_for_and_missed_in_a_sentence(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from annotate._paths import load_config
from annotate.desk import open_evidence
load = load_config().load
open_evidence(load({{}}, home=Path({str(tmp_path)!r})))
assert not any(name.split(".")[0] in ("boto3", "botocore") for name in sys.modules)
sys.modules["boto3"] = None  # as where the extra is not installed
try:
    open_evidence(load({{}}, home=Path({str(tmp_path)!r}), evidence_url="s3://bucket"))
except load_config().SettingsError as error:
    print(error)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ANNOTATE_EVIDENCE_URL" in shown.stdout and 'pip install "annotate-desk[s3]"' in shown.stdout


def test_a_desk_works_with_a_bucket(s3_desk: Desk, s3_client: Any, bucket: str, tmp_path: Path) -> None:
    ana = actor(s3_desk.database, "ana")
    with s3_desk.database.write() as uow:
        articles.add(uow, ana, PIECE, s3_desk.evidence)
    (digest,) = s3_desk.evidence.hashes()
    assert s3_client.head_object(Bucket=bucket, Key=f"our/desk/kept/{digest}")["ContentLength"] == 9
    assert any("All 1 pieces of evidence" in finding.seen for finding in doctor.examine(s3_desk))
    KeyFile(s3_desk.settings.keys_dir / "checkpoint.key").make("desk.example/trail")
    backups.write(Sources(s3_desk.database, s3_desk.evidence, s3_desk.signer), tmp_path / "backup.zip")
    home, key = tmp_path / "restored", s3_desk.signer.hand.key
    url = s3_desk.database.url.set(database=str(home / "annotate.db"))
    assert restores.restore(tmp_path / "backup.zip", Target(home, url, Folder(home / "evidence"), key)).faults == []
    assert Folder(home / "evidence").get(digest) == b"the piece"
    bucket = open_evidence(settings(home, evidence_url=f"{s3_desk.settings.evidence_url}/again",
                                    s3_endpoint=s3_desk.settings.s3_endpoint))  # fmt: skip
    (home / "annotate.db").unlink()
    assert restores.restore(tmp_path / "backup.zip", Target(home, url, bucket, key)).faults == []
    assert bucket.get(digest) == b"the piece"


def test_a_start_clears_a_bucket_and_a_store_that_is_away_does_not_stop_it(
    s3_desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3_desk.evidence.put(b"young")
    clear_leftovers(s3_desk)
    assert capsys.readouterr().err == "" and len(list(s3_desk.evidence.hashes())) == 1
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    away = settings(tmp_path, evidence_url="s3://bucket", s3_endpoint=f"http://127.0.0.1:{free_port()}")
    gone = Desk(away, s3_desk.database, open_evidence(away))
    clear_leftovers(gone)
    assert "does not answer" in capsys.readouterr().err
    with gone.database.write() as uow:
        articles.add(uow, actor(gone.database, "ana"), PIECE, s3_desk.evidence)
    found = [finding for finding in doctor.examine(gone) if finding.fix]
    assert any("Evidence cannot be read" in finding.seen for finding in found)
