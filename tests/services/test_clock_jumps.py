"""A clock that jumps, back by decades and far ahead: nothing is refused, lost, reordered or called wrong for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pgtools
import pytest
from factories import actor, approved_claim, make_article, make_attachment, make_claim, make_source

from annotate import verify as verifier
from annotate.audit.signer import KeyFile, Signer
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.desk import Desk
from annotate.domain.errors import Throttled, Unauthenticated
from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.services import backups, bundles, checkpoints, claims, reports, restores, sessions
from annotate.services.backups import Sources
from annotate.store.evidence import Folder
from annotate.store.session import Database

#: Today, before zip knows dates, long after, and today again.
JUMPS = ("2026-11-25", "1969-12-31", "2099-01-01", "2026-11-25")


@pytest.fixture
def sources(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """A desk with a key."""
    monkeypatch.setenv("PATH", pgtools.path())
    KeyFile(tmp_path / "keys" / "checkpoint.key").make("desk.example/trail")
    signer = Signer(KeyFile(tmp_path / "keys" / "checkpoint.key"), tmp_path / "keys" / "checkpoint.last")
    return Sources(database, Folder(tmp_path / "evidence"), signer)


def at(database: Database, day: str) -> None:
    database.clock = lambda: datetime.fromisoformat(day).replace(tzinfo=UTC)


def unhurt(sources: Sources) -> None:
    with sources.database.read() as session:
        faults = [*verify(session).faults, *verify_tree(session, sources.signer)]
    assert [str(fault) for fault in faults] == []


def test_work_checkpoints_backups_and_drills_go_on_whatever_the_clock_says(
    sources: Sources, ana: Actor, mira: Actor, tmp_path: Path
) -> None:
    database, sizes = sources.database, []
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    for number, day in enumerate(JUMPS):
        at(database, day)
        source = make_source(database, ana, f"Video {number}")
        make_attachment(database, sources.evidence, ana, source, f"{number}".encode())
        approved_claim(database, ana, mira, article, source)
        with database.write() as uow:
            claim = claims.edit(uow, ana, claim.id, claim.rev, {"statement": day})
        sizes.append(checkpoints.make(database, sources.signer).size)
        unhurt(sources)
    at(database, JUMPS[1])
    backups.write(sources, tmp_path / "desk.zip")
    done = restores.drill(tmp_path / "desk.zip", sources.signer.hand.key, database.url)
    assert done.faults == [] and done.events == sizes[-1] > sizes[0]


def test_an_edition_that_was_worked_on_under_a_jumping_clock_has_a_bundle_that_holds(
    sources: Sources, ana: Actor, mira: Actor, tmp_path: Path
) -> None:
    database = sources.database
    article = make_article(database, ana)
    for number, day in enumerate(JUMPS):
        at(database, day)
        approved_claim(database, ana, mira, article, make_source(database, ana, f"Video {number}"))
    with database.write() as uow:
        reports.publish(uow, mira, article.slug, "", Organisation("The Newsroom", ""))
    checkpoints.make(database, sources.signer)
    with database.read() as session:
        packer = bundles.Packer(sources.evidence, sources.signer, tmp_path / "bundles", tmp_path / "drawn")
        made = bundles.make(session, packer, article.slug, 1)
    found = verifier.check(made.data, verifier.read_key(str(sources.signer.hand.key)))
    assert found.faults == []


def test_no_session_and_no_throttle_lasts_until_a_clock_that_ran_ahead_is_right_again(desk: Desk) -> None:
    now, ahead = JUMPS[0], JUMPS[2]
    for opened, looked, expired in ((now, now, False), (now, ahead, True), (ahead, ahead, False), (ahead, now, True)):
        at(desk.database, opened)
        cookie = sessions.open_for(desk.database, actor(desk.database, "ana").id, "test")
        at(desk.database, looked)
        with desk.database.read() as session:
            found = sessions.who(session, cookie, desk.settings, desk.database.now())
        assert found and found.expired == expired
    few = replace(desk.settings, login_attempts=2)
    for day, refused in ((ahead, Throttled), (now, Unauthenticated)):
        at(desk.database, day)
        for _ in range(few.login_attempts if day == ahead else 0):
            with pytest.raises(Unauthenticated):
                sessions.sign_in(desk.database, "nobody@example.org", "wrong", "192.0.2.1", "test", few)
        with pytest.raises(refused):
            sessions.sign_in(desk.database, "nobody@example.org", "wrong", "192.0.2.1", "test", few)
