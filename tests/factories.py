"""Things for tests, made by the real services. Every default tells something; a test names only what it is about."""

from __future__ import annotations

import io
from typing import Any

from annotate.domain.accounts import Lookup, Relation, Reply
from annotate.domain.evidence import Answer, Attachment
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.spans import resolve_quote
from annotate.domain.things import Article, Citation, Claim, Party, Source
from annotate.domain.vocabulary import Role
from annotate.services import (
    answers,
    articles,
    attachments,
    citations,
    claims,
    inspections,
    lookups,
    parties,
    relations,
    replies,
    reviews,
    sources,
    users,
)
from annotate.services.answers import NewAnswer
from annotate.services.articles import NewArticle
from annotate.services.attachments import NewAttachment
from annotate.services.citations import NewCitation
from annotate.services.claims import NewClaim
from annotate.services.lookups import NewLookup
from annotate.services.relations import NewRelation
from annotate.services.replies import NewReply
from annotate.services.sources import NewSource
from annotate.store.evidence import Evidence
from annotate.store.queries import articles as article_query
from annotate.store.queries import attachments as attachment_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.users import user_row
from annotate.store.session import Database

#: Key → name, role. Addresses are <key>@example.org.
PEOPLE = {
    "ana": ("Ana Kelmendi", "checker"),
    "farid": ("Farid Nouri", "checker"),
    "mira": ("Mira Lindqvist", "reviewer"),
    "jonas": ("Jonas Weber", "reviewer"),
    "ines": ("Ines Duarte", "admin"),
    "guest": ("Guest", "viewer"),
}
TEXT = (
    "Police raid the camp at dawn\n"
    "More than 100 people were injured on Tuesday, the residents said. 🚓 Police spoke of 36.\n"
    "Fifteen officers were treated in hospital.\n"
    "Six men were charged on Thursday."
)
QUOTE = "More than 100 people were injured"


def add_people(database: Database) -> None:
    """An account for each of PEOPLE."""
    with database.write() as uow:
        for key, (name, role) in PEOPLE.items():
            users.add(uow, SYSTEM, f"{key}@example.org", name, role)


def actor(database: Database, key: str) -> Actor:
    """The person of this key, with the role held now."""
    with database.read() as session:
        row = user_row(session, f"{key}@example.org")
        return Actor(row.id, row.name, Role(row.role))


def make_article(
    database: Database, actor: Actor, text: str = TEXT, title: str = "Dawn raid", **fields: Any
) -> Article:
    """A frozen article; the same text again gives the article that is there."""
    with database.write() as uow:
        return articles.add(uow, actor, NewArticle(title=title, text=text, **fields)).article


def make_claim(
    database: Database, actor: Actor, article: Article, quote: str = QUOTE, type: str = "quantity", **fields: Any
) -> Claim:
    """A draft that marks the words of `quote`."""
    with database.write() as uow:
        revision = article_query.revision(uow.session, article.revision_id)
        span = resolve_quote(revision.text, quote, 1)
        return claims.mark(uow, actor, article.slug, NewClaim(type, [span], revision.sha256, fields))


def make_source(
    database: Database, actor: Actor, title: str = "Footage of the gate", kind: str = "drone_footage", **fields: Any
) -> Source:
    """A source of the library."""
    with database.write() as uow:
        return sources.add(uow, actor, NewSource(kind, title, **fields))[0]


def make_party(
    database: Database, actor: Actor, name: str = "Residents’ council", belongs: str = "", how: str = "part_of"
) -> Party:
    """A claimant; `belongs`: the name of the party that it belongs to."""
    camp = {"belongs": belongs, "belongs_how": how} if belongs else {}
    with database.write() as uow:
        return parties.add(uow, actor, name, **camp)[0]


def make_answer(
    database: Database, actor: Actor, source: Source, question: str = "provenance", answer: str = "A re-upload",
    rev: int | None = None, **fields: Any,
) -> Answer:  # fmt: skip
    """A question of a source's checklist, answered."""
    with database.write() as uow:
        return answers.answer(uow, actor, source.id, question, NewAnswer(answer, **fields), rev)


def make_lookup(
    database: Database, actor: Actor, claim: Claim, place: str = "Court register", query: str = "raid", **fields: Any
) -> Lookup:
    """A search for a claim that found nothing."""
    with database.write() as uow:
        return lookups.add(uow, actor, claim.id, NewLookup(place, query, **fields))


def make_reply(
    database: Database, actor: Actor, claim: Claim, party: str = "State Police", channel: str = "Mail", **fields: Any
) -> Reply:
    """A party that was asked today, and is waited for."""
    with database.write() as uow:
        return replies.add(uow, actor, claim.id, NewReply(channel, party=party, **fields))


def make_citation(
    database: Database,
    actor: Actor,
    claim: Claim,
    source: Source | None = None,
    stance: str = "supports",
    **fields: Any,
) -> Citation:
    """A source cited on a claim; a new source unless one is given."""
    source = source or make_source(database, actor)
    with database.write() as uow:
        return citations.cite(uow, actor, claim.id, NewCitation(source.id, stance, **fields))


def ready_claim(
    database: Database, actor: Actor, article: Article, source: Source | None = None, quote: str = QUOTE, **fields: Any
) -> Claim:
    """A draft that lacks nothing: status, rationale and one citation."""
    wanted = {"status": "disputed", "rationale": "The council says 100, the police say 36.", **fields}
    claim = make_claim(database, actor, article, quote, **wanted)
    make_citation(database, actor, claim, source)
    return read_claim(database, claim)


def submitted_claim(
    database: Database, actor: Actor, article: Article, source: Source | None = None, quote: str = QUOTE, **fields: Any
) -> Claim:
    """A claim that waits for a reviewer."""
    claim = ready_claim(database, actor, article, source, quote, **fields)
    with database.write() as uow:
        return reviews.submit(uow, actor, claim.id, claim.rev)


def approved_claim(
    database: Database,
    actor: Actor,
    reviewer: Actor,
    article: Article,
    source: Source | None = None,
    quote: str = QUOTE,
    **fields: Any,
) -> Claim:
    """A claim that `actor` wrote and `reviewer` approved."""
    claim = submitted_claim(database, actor, article, source, quote, **fields)
    with database.write() as uow:
        return reviews.approve(uow, reviewer, claim.id, str(claim.digest))


def read_claim(database: Database, claim: Claim) -> Claim:
    """The claim as it is now."""
    with database.read() as session:
        return claim_query.claim(session, claim.id)


def make_relation(
    database: Database, actor: Actor, claim: Claim, other: Claim, kind: str = "contradiction", **fields: Any
) -> Relation:
    """“claim *kind* other”, of one article."""
    with database.write() as uow:
        return relations.declare(uow, actor, claim.id, NewRelation(kind, other.id, **fields))


def make_attachment(
    database: Database,
    evidence: Evidence,
    actor: Actor,
    source: Source | None = None,
    data: bytes = b"What was seen at the gate.\n",
    name: str = "notes.txt",
    **fields: Any,
) -> Attachment:
    """A file that a source holds; a new source unless one is given. Nobody has looked at it yet."""
    source = source or make_source(database, actor)
    taken = evidence.take(io.BytesIO(data), len(data))
    with database.write() as uow:
        made = attachments.attach(uow, actor, source.id, taken, NewAttachment(name, **fields))
    evidence.settle(taken.sha256)
    return made


def inspected(database: Database, evidence: Evidence, attachment: Attachment) -> Attachment:
    """The same file, looked at by the real inspector."""
    inspections.work_off(database, evidence)
    with database.read() as session:
        return attachment_query.attachment(session, attachment.id)
