"""A small world with a row in every audited table and a claim in every state, shared by the attacks of one module.

Each attack must fail and leave every byte as it was, so that the next one meets the same world.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import rfc8785
from factories import (
    PEOPLE,
    actor,
    approved_claim,
    make_article,
    make_citation,
    make_claim,
    make_party,
    make_source,
    ready_claim,
    submitted_claim,
)
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening, leaf_hash
from annotate.audit.tags import Tag
from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.domain.things import Article, Citation, Claim, Party, Source
from annotate.services import articles, comments, complaints, organisations, reports, reviews, users
from annotate.services.articles import NewArticle, Received
from annotate.services.complaints import NewComplaint
from annotate.store.base import AuditedRow, Base, new_id
from annotate.store.evidence import Folder
from annotate.store.models import (
    AnswerRow,
    AttachmentRow,
    ClearedRow,
    ErasureRow,
    FileRow,
    InspectionRow,
    LookupRow,
    PartyRow,
    PasskeyRow,
    RelationRow,
    ReplyRow,
)
from annotate.store.session import Database

NOW = "2026-11-23T12:00:00.000Z"
UNRECORDED = "(?i)foreign key"


@dataclass
class World:
    """The database and what stands in it."""

    database: Database
    people: dict[str, Actor]
    article: Article
    source: Source
    party: Party
    draft: Claim
    returned: Claim
    submitted: Claim
    approved: Claim
    blocked: Claim
    own: Claim
    citation: Citation

    def content(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        with self.database.engine.connect() as connection:
            return {
                name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
                for name, table in Base.metadata.tables.items()
            }

    def refuses(self, attack: Callable[[World, Connection], None], why: str) -> None:
        """The attack, committed for real, is refused in these words and changes nothing."""
        before = self.content()
        with pytest.raises(DBAPIError, match=why), self.database.engine.begin() as connection:
            attack(self, connection)
        assert self.content() == before


def row_of(connection: Connection, table: str, ident: str | None = None) -> dict[str, Any]:
    """One row as a dict: this one, or any."""
    where = "WHERE id = :id" if ident else ""
    found = connection.execute(text(f'SELECT * FROM "{table}" {where} LIMIT 1'), {"id": ident} if ident else {})
    return dict(found.mappings().one())


def insert(connection: Connection, table: str, values: dict[str, Any], verb: str = "INSERT") -> None:
    """A plain INSERT."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f'{verb} INTO "{table}" ({names}) VALUES ({marks})'), values)


def forge(
    connection: Connection,
    log: str,
    target: tuple[str, str, int | None],
    who: str,
    action: str = "claim:content:edit",
    **columns: Any,
) -> None:
    """Append an event that follows the rules of the chain, as somebody would who knows them."""
    query = text("SELECT seq, hash FROM event WHERE log = :log ORDER BY seq DESC LIMIT 1")
    last = connection.execute(query, {"log": log}).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, "")
    body = rfc8785.dumps({"log": log, "seq": seq, "prev": prev, "target": list(target), "forged": str(uuid.uuid4())})
    values = {
        "log": log, "seq": seq, "body": body, "hash": leaf_hash(body), "prev": prev, "at": NOW, "actor_id": who,
        "action": action, "target_type": target[0], "target_id": target[1], "target_rev": target[2], "claim_id": None,
        "work": 0, **columns,
    }  # fmt: skip
    insert(connection, "event", values)


def digest() -> str:
    """A digest of nothing that was ever seen."""
    return hashlib.sha256(b"something else").hexdigest()


def _rest(database: Database, who: Actor, claim: Claim, other: Claim, source: Source) -> None:
    """A row in each table of evidence and of accounts."""
    more = {"author_id": who.id, "created_at": NOW, "withdrawn": False}
    with database.write() as uow:
        held = uow.session.scalars(select(FileRow).order_by(FileRow.name)).first()
        assert held is not None
        rows: list[tuple[Tag, AuditedRow]] = [
            (Tag.PASSKEY_REGISTER, PasskeyRow(
                user_id=who.id, credential_id="Aa_-", public_key="AAAA", algorithm="ES256", rp_id="desk.example",
                created_at=NOW,
            )),
            (Tag.ATTACHMENT_ADD, AttachmentRow(
                source_id=source.id, file_id=held.id, name="a.txt", method="received", access="desk", **more,
            )),
            (Tag.FILE_INSPECT, InspectionRow(
                file_id=held.id, outcome="done", media_type="text/plain", found="{}", inspector="1", created_at=NOW,
            )),
            (Tag.ANSWER_ADD, AnswerRow(
                source_id=source.id, question="authenticity", answer="Asked the court.", author_id=who.id,
                created_at=NOW,
            )),
            (Tag.CLEARED_ADD, ClearedRow(
                article_id=claim.article_id, revision_id=claim.revision_id, start=0, end=5, **more,
            )),
            (Tag.RELATION_ADD, RelationRow(
                article_id=claim.article_id, claim_id=claim.id, other_id=other.id, kind="contradiction", **more,
            )),
            (Tag.LOOKUP_ADD, LookupRow(
                claim_id=claim.id, place="Court register", query="raid", looked="2026-11-23", **more,
            )),
            (Tag.REPLY_ADD, ReplyRow(
                claim_id=claim.id, party_id=uow.session.scalars(select(PartyRow.id)).one(), channel="Telephone",
                asked="2026-11-23", outcome="waiting", **more,
            )),
            (Tag.ERASURE_RECORD, ErasureRow(
                type="party", thing_id=new_id(), thing_rev=1, fields='["note"]', commitments="[]", basis="request",
                reason="Asked by letter.", author_id=who.id, created_at=NOW,
            )),
        ]  # fmt: skip
        for tag, row in rows:
            row.id = new_id()
            recorder.add(uow, who, row, Happening(tag, LIBRARY))


def build(database: Database, evidence: Folder) -> World:
    """Fill a database."""
    people = {key: actor(database, key) for key in PEOPLE}
    ana, farid, mira, jonas = (people[key] for key in ("ana", "farid", "mira", "jonas"))
    with database.write() as uow:
        for number in ("Six", "Ten"):
            received = Received(number.encode(), f"{number}.txt", "text/plain")
            articles.add(uow, ana, NewArticle(number, f"{number} men were charged.", received=received), evidence)
    article = make_article(database, ana)
    source, party = make_source(database, farid), make_party(database, ana)
    approved = approved_claim(database, ana, mira, article, source, claimant_id=party.id)
    submitted = submitted_claim(database, ana, article, make_source(database, farid, "Charge sheet"))
    draft = ready_claim(database, ana, article, make_source(database, farid, "Statement"))
    own = submitted_claim(database, mira, article, make_source(database, farid, "Agency report"))
    citation = make_citation(database, farid, draft, source, "context")
    returned = submitted_claim(database, ana, article, make_source(database, farid, "Video"))
    blocked = submitted_claim(database, ana, article, make_source(database, farid, "Interview"))
    make_claim(database, ana, article, "Fifteen officers")
    with database.write() as uow:
        reviews.send_back(uow, mira, returned.id, "Which hospital?")
        comments.add(uow, mira, blocked.id, "The date is missing.", blocking=True)
        users.set_active(uow, people["ines"], "guest@example.org", False)
    _rest(database, ana, draft, returned, make_source(database, farid, "Papers"))
    with database.write() as uow:
        newsroom = Organisation("Example Newsroom", "")
        reports.publish(uow, mira, article.slug, "", newsroom)
        organisations.edit(uow, people["ines"], 0, {"ethics": "We name our sources."}, newsroom)
    with database.write() as uow:
        complaints.add(uow, ana, article.slug, NewComplaint("It was 36."))
    assert jonas.role == "reviewer"
    return World(
        database, people, article, source, party, draft, returned, submitted, approved, blocked, own, citation
    )  # fmt: skip
