"""A desk that prints its people by their roles: no name of theirs leaves it, in no form, and the bundle still holds."""

from __future__ import annotations

import pytest
from factories import approved_claim, make_article

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.report_parts import ROLES, Organisation
from annotate.exports import FORMATS, PageContext, render
from annotate.exports.archive import restored
from annotate.services import bundles, checkpoints, reports
from annotate.store.session import Database
from annotate.verify import check, read_key

NEWSROOM = Organisation("Example Newsroom", people=ROLES)


@pytest.fixture
def published(database: Database, ana: Actor, mira: Actor) -> str:
    article = make_article(database, ana)
    approved_claim(database, ana, mira, article)
    with database.write() as uow:
        reports.publish(uow, mira, article.slug, "", NEWSROOM)
    return article.slug


def test_every_form_says_the_role_and_no_name(database: Database, ana: Actor, mira: Actor, published: str) -> None:
    with database.read() as session:
        made = reports.edition(session, published, 1)[1]
    assert (made.published_by.name, made.published_by.called) == ("", "a reviewer")
    for name in set(FORMATS) - {"pdf", "pdfa"}:  # compressed; they print what Markdown prints
        data = render(name, made, PageContext())
        data = restored(data) if data.startswith(b"PK") else data
        assert not [one.name for one in (ana, mira) if one.name.encode() in data], name
    page, text = render("html", made, PageContext()).decode(), render("md", made, PageContext()).decode()
    assert "<bdi>a checker</bdi>" in page and "a reviewer, <time" in page
    assert "a reviewer, " in text and "by a reviewer" in text


def test_the_bundle_holds_and_names_nobody(
    database: Database, desk: Desk, ana: Actor, mira: Actor, published: str
) -> None:
    key = desk.signer.hand.make("desk.example/trail")
    checkpoints.make(database, desk.signer)
    with database.read() as session:
        data = bundles.make(session, desk.packer, published, 1).data
    assert not [one.name for one in (ana, mira) if one.name.encode() in data]
    found = check(data, read_key(str(key)))
    assert found.faults == []
    assert any("approved by reviewer" in fact for fact in found.facts)
    assert any("who published the report" in note for note in found.notes)
