"""A real article with 35 claims: the same bytes by every way in, each claim at its place on every way out."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import raid_desk
from raid_desk import FOOTAGE, SHA256, TITLE, Raid

from annotate.desk import Desk
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.report import Organisation
from annotate.domain.text import text_sha256
from annotate.domain.things import Claim
from annotate.exports import PageContext, render
from annotate.imports import read_article, read_pasted
from annotate.services import articles, claims, reports, reviews, users
from annotate.services.articles import NewArticle
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.claims import Filter
from annotate.store.session import Database

NEWSROOM = Organisation("The Newsroom", "https://newsroom.example")
PAGE = PageContext(claim_url="https://newsroom.example/reports/raid/1/claims/{number}")


@pytest.fixture
def raid(material: Path) -> Raid:
    return raid_desk.load(material)


def all_claims(database: Database, slug: str, only: str | None = None) -> list[Claim]:
    with database.read() as session:
        article = article_query.article(session, slug)
        return list(claim_query.claims(session, article.id, Filter(only=only), limit=100).items)


def frozen_text(database: Database, slug: str) -> str:
    with database.read() as session:
        revision = article_query.revision(session, article_query.article(session, slug).revision_id)
    assert revision.sha256 == text_sha256(revision.text)
    return revision.text


@pytest.mark.parametrize(
    "read", [lambda raid: read_article(raid.data, "raid.txt"), lambda raid: read_pasted(raid.text)]
)
def test_the_importers_change_no_character(raid: Raid, read: Any, database: Database, ana: Actor) -> None:
    with database.write() as uow:
        made = articles.add(uow, ana, NewArticle(title=TITLE, text=read(raid).text))
    assert made.revision.sha256 == SHA256
    assert frozen_text(database, made.article.slug) == raid.text


def test_the_api_freezes_the_same_text(raid: Raid, desk: Desk, served: Any) -> None:
    with desk.database.write() as uow:
        headers = {"Authorization": f"Bearer {users.make_token(uow, SYSTEM, 'ana@example.org')}"}
    program = served.test_client()
    made = program.post("/api/v1/articles", json={"title": TITLE, "text": raid.text}, headers=headers)
    assert (made.status_code, made.json["revision"]["sha256"]) == (201, SHA256)
    back = program.get(f"/api/v1/articles/{made.json['slug']}/text", headers=headers)
    assert back.data == raid.data


def test_the_api_marks_all_claims_and_lists_them_where_they_were_marked(raid: Raid, desk: Desk, served: Any) -> None:
    with desk.database.write() as uow:
        headers = {"Authorization": f"Bearer {users.make_token(uow, SYSTEM, 'ana@example.org')}"}
    program = served.test_client()
    slug = program.post("/api/v1/articles", json={"title": TITLE, "text": raid.text}, headers=headers).json["slug"]
    for claim in raid.claims:
        spans = [{"start": s.start, "end": s.end, "exact": s.exact} for s in raid.spans(claim)]
        who = {"own_voice": True} if raid_desk.own_voice(claim) else {"claimant": claim["claimant"]}
        body = {"type": claim["claim_type"], "spans": spans, "revision_sha256": SHA256, **who}
        made = program.post(f"/api/v1/articles/{slug}/claims", json=body, headers=headers)
        assert made.status_code == 201, made.text
    listed = program.get(f"/api/v1/articles/{slug}/claims?limit=100", headers=headers).json["items"]
    check_places(raid, [[(s["start"], s["end"], s["exact"]) for s in claim["spans"]] for claim in listed])
    assert [c["claimant"] and c["claimant"]["name"] for c in listed] == [
        None if raid_desk.own_voice(c) else c["claimant"] for c in raid.claims
    ]


@pytest.mark.parametrize("upload", [True, False], ids=["file", "pasted"])
def test_the_form_freezes_the_same_text(raid: Raid, upload: bool, desk: Desk, visit: Any) -> None:
    ana = visit("ana").go("/articles/new")
    handed = {"file": (io.BytesIO(raid.data), "raid.txt")} if upload else {"text": raid.text.replace("\n", "\r\n")}
    ana.send("/articles/new", title=TITLE, **handed)
    assert ana.article().text_content() == raid.text
    path = ana.answer.request.path
    ana.send(path)
    assert ana.answer.status_code == 200
    slug = ana.answer.request.path.rsplit("/", 1)[1]
    assert frozen_text(desk.database, slug) == raid.text
    assert ana.article().text_content() == raid.text


def test_the_command_line_freezes_the_same_text(raid: Raid, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "raid.txt"
    file.write_bytes(raid.data)
    home = {"ANNOTATE_HOME": str(desk.settings.home), "DATABASE_URL": desk.settings.database_url}
    added = subprocess.run(
        [sys.executable, "-m", "annotate", "articles", "add", str(file)], env={**os.environ, **home},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert frozen_text(desk.database, added.stdout.strip()) == raid.text


def check_places(raid: Raid, found: list[list[tuple[int, int, str]]]) -> None:
    """Each claim stands where it was marked, and says what the article says there."""
    assert len(found) == len(raid.claims) == 35
    for claim, spans in zip(raid.claims, found, strict=True):
        assert (spans[0][0], spans[-1][1]) == (claim["start"], claim["end"]), claim["id"]
        assert all(raid.text[start:end] == exact for start, end, exact in spans), claim["id"]


def test_every_claim_stands_at_its_place_with_its_claimant_and_type(raid: Raid, database: Database, ana: Actor) -> None:
    article = raid_desk.fill(database, ana, raid)
    found = all_claims(database, article.slug)
    check_places(raid, [[(s.start, s.end, s.exact) for s in claim.spans] for claim in found])
    for wanted, claim in zip(raid.claims, found, strict=True):
        assert claim.type == wanted["claim_type"]
        assert claim.own_voice == raid_desk.own_voice(wanted)
        assert claim.claimant_name == ("" if claim.own_voice else wanted["claimant"])


def test_words_that_are_the_reporters_are_left_out_of_another_ones_claim(
    raid: Raid, database: Database, ana: Actor
) -> None:
    article = raid_desk.fill(database, ana, raid)
    claim = all_claims(database, article.slug)[21]
    assert [s.exact for s in claim.spans] == [
        "these six people",
        "were the ones cooperating with the police and were trying to calm the situation",
    ]


def test_the_footage_is_one_source_that_seven_claims_and_more_cite(raid: Raid, database: Database, ana: Actor) -> None:
    article = raid_desk.fill(database, ana, raid)
    named = [c["id"] for c in raid.claims if any("drone footage" in s for s in c["named_sources"])]
    found = all_claims(database, article.slug)
    with database.read() as session:
        cited = citation_query.citations(session, [c.id for c in found])
    footage = [c for c in cited if c.source.kind == "drone_footage"]
    assert {c.source.title for c in footage} == {FOOTAGE}
    assert len({c.source.id for c in footage}) == 1
    assert len(footage) == len(named) > 6
    assert any(c.note.startswith("Also media_content. ") for c in footage)


def test_the_filter_finds_what_the_reporter_says_without_a_source(raid: Raid, database: Database, ana: Actor) -> None:
    article = raid_desk.fill(database, ana, raid)
    wanted = {c["start"] for c in raid.claims if raid_desk.own_voice(c) and not c["named_sources"]}
    assert {c.spans[0].start for c in all_claims(database, article.slug, "own-voice")} == wanted
    assert len(wanted) == 2


def test_all_claims_are_exported_where_they_stand(raid: Raid, database: Database, ana: Actor) -> None:
    article = raid_desk.fill(database, ana, raid)
    with database.read() as session:
        report = reports.assemble(session, article.slug, NEWSROOM, database.now(), ana)
    data = json.loads(render("json", report, PAGE))
    assert data["article"]["revision"]["sha256"] == SHA256
    assert data["article"]["text"] == raid.text
    check_places(raid, [[(s["start"], s["end"], s["exact"]) for s in claim["spans"]] for claim in data["claims"]])


def approve(database: Database, author: Actor, reviewer: Actor, claim: Claim, status: str) -> None:
    with database.write() as uow:
        changes = {"status": status, "rationale": "Held against the footage and both statements."}
        ready = claims.edit(uow, author, claim.id, claim.rev, changes)
        handed_in = reviews.submit(uow, author, claim.id, ready.rev)
        reviews.approve(uow, reviewer, claim.id, str(handed_in.digest))


def test_a_report_with_some_of_them_passes_other_peoples_rules(
    raid: Raid, material: Path, database: Database, ana: Actor, mira: Actor, tmp_path: Path
) -> None:
    for package in ("rdflib", "pyshacl"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"the checker of ClaimReviews needs {package}")
    article = raid_desk.fill(database, ana, raid)
    found = all_claims(database, article.slug)
    verdicts = {13: "disputed", 17: "misleading", 22: "unproven", 28: "true", 31: "false"}
    for number, status in verdicts.items():
        approve(database, ana, mira, found[number - 1], status)
    with database.write() as uow:
        reports.publish(uow, mira, article.slug, "", NEWSROOM)
    with database.read() as session:
        _, report = reports.edition(session, article.slug, 1)
    assert [claim.number for claim in report.claims] == list(verdicts)
    exported = tmp_path / "reviews.jsonl"
    drawn = json.loads(render("claimreview", report, PAGE))
    exported.write_text("\n".join(json.dumps(review) for review in drawn))
    checker = [sys.executable, str(material / "tools/check_claimreview.py"), "--schemaorg"]
    done = subprocess.run(
        [*checker, str(material / "claimreview/schemaorg"), str(exported)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(drawn) == len(verdicts)
