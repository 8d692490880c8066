"""A witness as a process of its own, asked by a desk: what is set is asked, and nobody else is."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import actor, make_article
from witnessing import free_port, run, watching

from annotate.audit.signer import KeyFile, Signer
from annotate.domain.cosignature import cosigned
from annotate.domain.errors import Invalid
from annotate.domain.note import key, read
from annotate.services import checkpoints
from annotate.services.witnesses import Remote, remotes
from annotate.store.session import Database


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    hand = KeyFile(tmp_path / "keys" / "checkpoint.key")
    hand.make("desk.example/trail")
    return Signer(hand, tmp_path / "keys" / "checkpoint.last")


@pytest.fixture
def remote(tmp_path: Path, signer: Signer) -> Iterator[Remote]:
    """A partner’s witness that watches this desk."""
    with watching(signer.hand.key, tmp_path) as made:
        yield made


def test_checkpoints_carry_the_word_of_the_witness(sqlite_database: Database, signer: Signer, remote: Remote) -> None:
    first = checkpoints.make(sqlite_database, signer, witnesses=[remote])
    make_article(sqlite_database, actor(sqlite_database, "ana"))
    second = checkpoints.make(sqlite_database, signer, witnesses=[remote])
    for made in (first, second):
        assert made.cosigned == 1 and cosigned(made.note, remote.key) > 1_700_000_000
        assert read(made.note, signer.hand.key).size == made.size


def test_a_witness_that_knows_more_than_the_desk_thinks_is_asked_again(
    sqlite_database: Database, signer: Signer, remote: Remote
) -> None:
    checkpoints.make(sqlite_database, signer, witnesses=[remote])
    make_article(sqlite_database, actor(sqlite_database, "ana"))
    checkpoints.make(sqlite_database, signer)  # this one nobody was asked about
    make_article(sqlite_database, actor(sqlite_database, "ana"), text="Another text.")
    assert checkpoints.make(sqlite_database, signer, witnesses=[remote]).cosigned == 1


def test_a_witness_that_is_away_costs_its_cosignature_and_nothing_else(
    sqlite_database: Database, signer: Signer
) -> None:
    away = Remote(f"http://127.0.0.1:{free_port()}", key(str(signer.hand.key)))
    made = checkpoints.make(sqlite_database, signer, witnesses=[away])
    assert made.cosigned == 0 and read(made.note, signer.hand.key).size == made.size


def test_the_server_answers_other_addresses_and_ways_precisely(remote: Remote) -> None:
    for path, data, status in (("/", b"x", 404), ("/add-checkpoint", None, 405), ("/add-checkpoint", b"x", 400)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(remote.url + path, data=data, timeout=60)
        refused.value.close()
        assert refused.value.code == status


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("w.example", "is written as"),
        ("https://w.example=x", "not an Ed25519 key"),
        ("https://w.example/=x", "is written as"),
    ],
)
def test_a_setting_that_names_no_witness_is_refused(said: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        remotes(said)


def test_a_file_that_holds_no_log_key_is_named(tmp_path: Path) -> None:
    run("witness", "init", "witness.example/1", "--home", tmp_path)
    (tmp_path / "bad.vkey").write_text("nothing")
    refused = run("witness", "serve", "--home", tmp_path, "--log", tmp_path / "bad.vkey")
    assert refused.exit_code == 1 and "bad.vkey" in refused.stderr
