"""What a report takes from the evidence: public files with their facts, and nothing of what is sealed or personal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from factories import (
    inspected,
    make_article,
    make_attachment,
    make_citation,
    make_party,
    make_relation,
    make_source,
    ready_claim,
)
from PIL import Image

from annotate.domain.people import Actor
from annotate.domain.report import Organisation, Report, canonical_bytes
from annotate.domain.things import Article, Source
from annotate.services import attachments, parties, reports, reviews, sources
from annotate.store.evidence import Folder
from annotate.store.queries.claims import claim_row
from annotate.store.session import Database

NEWSROOM = Organisation("The Newsroom", "")
#: 41° 26′ 24″ north, 19° 37′ 12″ east, as a camera writes it; and the words that would give it away.
GPS = {1: "N", 2: (41.0, 26.0, 24.0), 3: "E", 4: (19.0, 37.0, 12.0)}
GIVEN_AWAY = ("41.44", "19.62", "Camera of Farid")


def photograph() -> bytes:
    """A picture that says where it was taken, and with whose camera."""
    image, exif, out = Image.new("RGB", (64, 48), "#456"), Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x013B] = "Camera of Farid", "Farid Nouri"
    exif._ifds[0x8825] = GPS
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def evidence(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "evidence")


@pytest.fixture
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


@pytest.fixture
def footage(database: Database, ana: Actor) -> Source:
    return make_source(database, ana, "Footage of the gate")


def drawn(database: Database, article: Article, actor: Actor) -> Report:
    with database.read() as session:
        return reports.assemble(session, article.slug, NEWSROOM, "2026-11-25T12:00:00.000Z", actor)


def test_a_public_file_is_printed_with_its_facts_and_without_place_or_device(
    database: Database, ana: Actor, article: Article, footage: Source, evidence: Folder
) -> None:
    ready_claim(database, ana, article, footage)
    held = make_attachment(database, evidence, ana, footage, photograph(), "gate.jpg", access="public")
    inspected(database, evidence, held)
    made = drawn(database, article, ana)
    (file,) = made.sources[0].files
    assert (file.name, file.size, file.sha256) == ("gate.jpg", held.size, held.sha256)
    assert "64 × 48 pixels" in [fact.value for fact in file.facts]
    written = canonical_bytes(made).decode()
    assert not [words for words in GIVEN_AWAY if words in written]


def test_place_and_device_are_printed_where_somebody_ticked_them_in(
    database: Database, ana: Actor, article: Article, footage: Source, evidence: Folder
) -> None:
    ready_claim(database, ana, article, footage)
    held = make_attachment(database, evidence, ana, footage, photograph(), "gate.jpg", access="public")
    held = inspected(database, evidence, held)
    with database.write() as uow:
        attachments.edit(uow, ana, held.id, held.rev, {"metadata_public": True})
    facts = {fact.name: fact.value for fact in drawn(database, article, ana).sources[0].files[0].facts}
    assert facts["Place"] == "41.4400000° N, 19.6200000° E"
    assert facts["Author"] == "Farid Nouri"


def test_a_file_for_the_desk_is_not_printed(
    database: Database, ana: Actor, article: Article, footage: Source, evidence: Folder
) -> None:
    ready_claim(database, ana, article, footage)
    make_attachment(database, evidence, ana, footage, b"for us", "notes.txt", access="desk")
    made = drawn(database, article, ana)
    assert made.sources[0].files == () and made.withheld == 0


def test_a_source_with_a_sealed_file_is_counted_and_never_named(
    database: Database, ana: Actor, mira: Actor, article: Article, footage: Source, evidence: Folder
) -> None:
    claim = ready_claim(database, ana, article, footage)
    hidden = make_source(database, ana, "Letter of an officer", publisher="Third police station")
    make_attachment(
        database, evidence, ana, hidden, b"In confidence.", "letter.txt", access="sealed", readers=(ana.id, mira.id)
    )
    make_citation(database, ana, claim, hidden, "refutes", excerpt="I was on the roof that night")
    relayed = make_source(database, ana, "What another desk made of it", derived_from_id=hidden.id)
    make_citation(database, ana, claim, relayed, "context")
    made = drawn(database, article, ana)
    assert (made.withheld, made.claims[0].withheld) == (1, 1)
    assert made.claims[0].behind and made.claims[0].behind.citations == 3
    written = canonical_bytes(made).decode()
    for words in ("Letter of an officer", "Third police station", "letter.txt", "on the roof", hidden.id):
        assert words not in written
    assert {source.title for source in made.sources} == {footage.title, relayed.title}


def test_camps_origins_and_derivations_are_printed_by_name(
    database: Database, ana: Actor, article: Article, footage: Source
) -> None:
    police, state = make_party(database, ana, "Police"), make_party(database, ana, "Government")
    with database.write() as uow:
        from_camera = sources.add(uow, ana, sources.NewSource("drone_footage", "Whole recording"))[0]
        sources.edit(
            uow, ana, footage.id, footage.rev,
            {"origin_id": police.id, "derived_from_id": from_camera.id, "interest": "One side of it."},
        )  # fmt: skip
    with database.write() as uow:
        parties.edit(uow, ana, police.id, police.rev, {"belongs_how": "part_of", "belongs_to": state.id})
    ready_claim(database, ana, article, footage, claimant_id=police.id)
    made = drawn(database, article, ana)
    source, claim = made.sources[0], made.claims[0]
    assert (source.origin, source.camp, source.interest) == ("Police", "Government", "One side of it.")
    assert source.derived_from == "Whole recording"
    assert claim.camp == "Government"
    assert claim.behind and (claim.behind.independent, claim.behind.own) == (0, 1)


def test_a_published_edition_has_the_relations_between_approved_claims_alone(
    database: Database, ana: Actor, mira: Actor, article: Article
) -> None:
    first = ready_claim(database, ana, article)
    second = ready_claim(database, ana, article, quote="Police spoke of 36")
    third = ready_claim(database, ana, article, quote="Six men were charged")
    make_relation(database, ana, first, second, topic="Injured")
    make_relation(database, ana, first, third, "tension")
    for claim in (first, second):
        approve(database, ana, mira, claim.id)
    with database.write() as uow:
        edition = reports.publish(uow, mira, article.slug, "", NEWSROOM)
    with database.read() as session:
        _, made = reports.edition(session, article.slug, edition.number)
    assert [(r.claim, r.other, r.topic) for r in made.relations] == [(1, 2, "Injured")]
    assert Report.from_dict(json.loads(canonical_bytes(made))) == made


def approve(database: Database, author: Actor, reviewer: Actor, claim_id: str) -> None:
    with database.write() as uow:
        submitted = reviews.submit(uow, author, claim_id, claim_row(uow.session, claim_id).rev)
    with database.write() as uow:
        reviews.approve(uow, reviewer, claim_id, str(submitted.digest))
