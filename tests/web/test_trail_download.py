"""The trail of an article: filtered by claim, with ways into its past, and taken away with its proof."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cases import every
from factories import make_article, make_claim, make_source
from prepared import prepared
from sqlalchemy import event, select
from web_browser import Browser, events

from annotate.audit.signer import KeyFile, Signer
from annotate.desk import Desk
from annotate.domain import note
from annotate.domain.merkle import proves_inclusion
from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.exports.trail import FORMS
from annotate.services import checkpoints, claims, trails
from annotate.store.models import EventRow
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
URL = "/articles/dawn-raid/trail"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    hand = KeyFile(tmp_path / "keys" / "checkpoint.key")
    hand.make("desk.example.org/trail")
    return Signer(hand, tmp_path / "keys" / "checkpoint.last")


@prepared
def article(database: Database, ana: Actor) -> Article:
    """An article with two claims, one of them named by a formula."""
    made = make_article(database, ana)
    first = make_claim(database, ana, made, statement="First")
    make_claim(database, ana, made, "Six men were charged")
    with database.write() as uow:
        claims.edit(uow, ana, first.id, 1, {"rationale": "=1+1"})
    return made


@pytest.fixture
def reader(as_person: AsPerson) -> Browser:
    return as_person("ana")


def rows(database: Database, log: str) -> list[EventRow]:
    with database.read() as session:
        return list(session.scalars(select(EventRow).where(EventRow.log == log).order_by(EventRow.seq)))


def taken(reader: Browser, name: str = "json") -> Any:
    answer = reader.post(f"{URL}/download", {"format": name})
    assert answer.status_code == 200
    return answer


# As a file


def test_a_stranger_proves_every_event_from_the_file_and_the_key_alone(
    reader: Browser, database: Database, article: Article, ana: Actor, signer: Signer
) -> None:
    make_source(database, ana)
    checkpoints.make(database, signer)
    with database.write() as uow:
        claims.edit(uow, ana, _first(database, article), 2, {"known": "Later than the checkpoint."})
    data = taken(reader).data
    file = json.loads(data)
    checkpoint = note.read(file["checkpoint"]["note"], signer.hand.key)
    assert checkpoint.size == file["checkpoint"]["size"]
    *covered, last = file["events"]
    assert (last["proof"], last["position"]) == (None, None), "nothing covers it yet, and it says so"
    prev = ""
    for entry in covered:
        body = rfc8785.dumps(entry["event"])
        assert body in data, "the very bytes stand in the file"
        leaf = hashlib.sha256(b"\x00" + body).digest()
        assert (leaf.hex(), entry["event"]["prev"]) == (entry["hash"], prev)
        path = [bytes.fromhex(node) for node in entry["proof"]]
        assert proves_inclusion(leaf, entry["position"], checkpoint.size, path, checkpoint.root)
        prev = entry["hash"]
    assert [e["event"]["seq"] for e in file["events"]] == [row.seq for row in rows(database, article.id)]
    assert base64.b64encode(checkpoint.root).decode() in file["checkpoint"]["note"]


def _first(database: Database, article: Article) -> str:
    return next(str(row.claim_id) for row in rows(database, article.id) if row.claim_id)


def test_an_event_changed_in_the_file_has_no_proof(
    reader: Browser, database: Database, article: Article, signer: Signer
) -> None:
    checkpoint = note.read(checkpoints.make(database, signer).note, signer.hand.key)
    entry = json.loads(taken(reader).data)["events"][2]
    entry["event"]["actor"]["name"] = "Somebody else"
    leaf = hashlib.sha256(b"\x00" + rfc8785.dumps(entry["event"])).digest()
    path = [bytes.fromhex(node) for node in entry["proof"]]
    assert not proves_inclusion(leaf, entry["position"], checkpoint.size, path, checkpoint.root)


def test_without_a_checkpoint_the_file_says_that_there_is_no_proof(reader: Browser, article: Article) -> None:
    file = json.loads(taken(reader).data)
    assert file["checkpoint"] is None and {entry["proof"] for entry in file["events"]} == {None}


def test_the_table_has_a_row_for_each_event_and_no_formula(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    make_claim(database, ana, article, "Fifteen officers", statement="=cmd|' /C calc'!A0")
    answer = taken(reader, "csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    there = rows(database, article.id)
    assert [(row["seq"], row["hash"]) for row in table] == [(str(row.seq), row.hash) for row in there]
    assert table[0]["person"] == "Ana Kelmendi" and table[0]["role"] == "checker"
    assert table[-2]["sentence"].startswith("Ana Kelmendi changed the rationale of claim 1")
    assert not [cell for row in table for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_a_person_named_like_a_formula_computes_nothing(database: Database, desk: Desk, ana: Actor) -> None:
    from_cell = Actor(ana.id, "=HYPERLINK(1)", ana.role)
    made = make_article(database, from_cell)
    with database.read() as session:
        table = desk_csv(session, made)
    assert table[0]["person"] == "'=HYPERLINK(1)"
    assert table[0]["sentence"].startswith("'=HYPERLINK(1) added the article")


def desk_csv(session: Any, article: Article) -> list[dict[str, str]]:
    data = FORMS["csv"].render(trails.trail_of(session, article))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_that_it_was_taken_is_recorded_with_the_fingerprint_of_the_bytes(
    reader: Browser, database: Database, article: Article
) -> None:
    for name in ("json", "csv"):
        answer = taken(reader, name)
        assert f'filename="dawn-raid.trail.{name}"' in answer.headers["Content-Disposition"]
        last = json.loads(rows(database, "system")[-1].body)
        assert last["action"] == "report:edition:export"
        assert last["after"] == {"sha256": hashlib.sha256(answer.data).hexdigest()}
        assert last["words"] == {"what": "the trail", "format": name.upper()}


@every("name", ["", "xml", "json ", "x" * 300, "../json"])
def test_a_format_that_is_none_is_not_found_and_records_nothing(reader: Browser, article: Article, name: str) -> None:
    before = events(reader.desk)
    assert reader.post(f"{URL}/download", {"format": name}).status_code == 404
    assert events(reader.desk) == before


def test_strangers_get_no_file_and_looking_gives_none(anybody: Browser, reader: Browser, article: Article) -> None:
    before = events(reader.desk)
    answer = anybody.client.post(f"{URL}/download", data={"format": "json"})
    assert answer.status_code in (303, 400) and b"annotate-trail" not in answer.data
    assert reader.get(f"{URL}/download").status_code == 405 and events(reader.desk) == before


def test_the_file_costs_the_same_number_of_questions_however_long_it_is(
    reader: Browser, database: Database, ana: Actor, article: Article, signer: Signer
) -> None:
    def asked() -> int:
        checkpoints.make(database, signer)
        found: list[str] = []
        listen = lambda *args: found.append(args[2])  # noqa: E731
        with database.read() as session:
            event.listen(database.engine, "before_cursor_execute", listen)
            trails.trail_of(session, article)
            event.remove(database.engine, "before_cursor_execute", listen)
        return len(found)

    few = asked()
    for quote in ("Fifteen officers", "people were", "injured on", "residents said"):
        make_claim(database, ana, article, quote)
    assert asked() == few <= 5


# As a page


def test_the_trail_is_filtered_by_claim_and_leads_into_the_past(
    reader: Browser, database: Database, article: Article
) -> None:
    page = reader.get(f"{URL}?claim=2").text
    assert "Six men were charged" in page and "changed the rationale" not in page
    there = rows(database, article.id)
    assert f'href="/articles/dawn-raid/claims/2/at/{there[-2].seq}"' in page
    whole = reader.get(URL).text
    assert f'href="/articles/dawn-raid/at/{there[0].seq}"' in whole
    assert reader.get(f"/articles/dawn-raid/at/{there[0].seq}").status_code == 200
    assert "/at/" in reader.get("/trail").text


@every("claim", ["9", "x", "-1", "9" * 40, "٢", "1; DROP"])
def test_a_claim_that_is_none_is_refused_with_a_sentence(reader: Browser, article: Article, claim: str) -> None:
    answer = reader.get(URL, query_string={"claim": claim})
    assert answer.status_code == 422 and "has no claim" in answer.text


def test_the_next_page_keeps_the_filters(reader: Browser, database: Database, ana: Actor, article: Article) -> None:
    for number in range(60):
        with database.write() as uow:
            claims.edit(uow, ana, _first(database, article), number + 2, {"known": f"Version {number}"})
    page = reader.get(f"{URL}?claim=1&what=claim:").text
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "claim=1" in following
    assert "marked" in reader.get(following).text
