"""Things as they stood at a moment, rebuilt from their events alone: a claim with its digest, a source, an article."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from annotate.audit import states
from annotate.audit.reading import Gone
from annotate.audit.recorder import LIBRARY, Image
from annotate.audit.states import Moment, State
from annotate.domain.accounts import Basis
from annotate.domain.digest import claim_digest
from annotate.domain.errors import NotFound
from annotate.domain.evidence import Answer, Attachment
from annotate.domain.origins import Graph
from annotate.domain.spans import Span
from annotate.domain.things import Article, Citation, Claim, Party, Source
from annotate.domain.vocabulary import Access, Capture, Stance
from annotate.store.base import Base
from annotate.store.models import (
    AnswerRow,
    ArticleRow,
    ClaimRow,
    EventRow,
    LookupRow,
    PartyRow,
    RelationRow,
    ReplyRow,
    SourceRow,
)
from annotate.store.queries import articles as article_query
from annotate.store.queries import basis as basis_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import sources as source_query

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class ClaimThen:
    """A claim as it stood, with what it rested on and the digest of all that."""

    claim: Claim
    citations: tuple[Citation, ...]
    basis: Basis
    digest: str
    #: The claim's own image, as its events have it.
    image: Image
    #: Something that the digest covers was erased since, so that nobody can compute it any more.
    erased: bool = False


@dataclass(frozen=True)
class SourceThen:
    """A source as it stood, with the files that it held and the answers to its checklist."""

    source: Source
    attachments: tuple[Attachment, ...]
    answers: tuple[Answer, ...]
    origin: Party | None
    derived_from: Source | None


@dataclass(frozen=True)
class ArticleThen:
    """An article as it stood, and its claims by number, the withdrawn ones included."""

    article: Article
    claims: tuple[Claim, ...]


def claim(session: Session, events: Sequence[EventRow], claim_id: str, until: Moment) -> ClaimThen:
    """A claim from its own events (`states.of_claim`) and those of what it rested on; NotFound before its mark."""
    state = states.claim(session, events, until)
    image = state.get(("claim", claim_id))
    if image is None:
        raise NotFound(f"This claim was not marked yet at event {until.seq}. Choose a later one.")
    found = _claim(image, state)
    citations, basis = _citations(state), _basis(state, claim_id)
    sha256 = article_query.revision(session, found.revision_id).sha256
    erased = any(isinstance(text, Gone) for reply in states.of_kind(state, "reply") for text in reply.values())
    return ClaimThen(found, citations, basis, claim_digest(found, sha256, citations, basis), image, erased)


def source(session: Session, source_id: str, until: Moment) -> SourceThen:
    """A source at an event of the library; raises NotFound before it was added."""
    state = states.source(session, source_id, until)
    if ("source", source_id) not in state:
        raise NotFound(f"This source was not in the library yet at event {until.seq}. Choose a later one.")
    made = _source(state["source", source_id])
    origin = state.get(("party", made.origin_id or ""))
    above = state.get(("source", made.derived_from_id or ""))
    held = [i for i in states.of_kind(state, "attachment") if i["source_id"] == source_id and not i["withdrawn"]]
    said = [i for i in states.of_kind(state, "answer") if i["source_id"] == source_id]
    return SourceThen(
        made, tuple(_attachment(i, state) for i in held),
        tuple(basis_query.as_answer(row(AnswerRow, i)) for i in said),
        source_query.as_party(row(PartyRow, origin)) if origin else None, _source(above) if above else None,
    )  # fmt: skip


def article(session: Session, article_id: str, until: Moment) -> ArticleThen:
    """An article and its claims at an event of its log; raises NotFound before it was added."""
    state = states.article(session, article_id, until)
    if ("article", article_id) not in state:
        raise NotFound(f"This article was not on the desk yet at event {until.seq}. Choose a later one.")
    made = article_query.as_article(row(ArticleRow, state["article", article_id]))
    claims = sorted((_claim(i, state) for i in states.of_kind(state, "claim")), key=lambda c: c.number)
    return ArticleThen(made, tuple(claims))


def moment_of_source(session: Session, seq: int) -> Moment:
    """The moment after an event of the library; raises NotFound. One query."""
    return states.moment(session, LIBRARY, seq)


def row(model: type[Row], image: Image) -> Row:
    """A row of no session from an image; columns that came later than the event are null."""
    return model(**{column.key: image.get(column.key) for column in model.__table__.columns})


def spans_of(image: Image) -> tuple[Span, ...]:
    """The spans of a claim's image, in text order."""
    return tuple(Span(**values) for values in image["spans"])


def _claim(image: Image, state: State) -> Claim:
    claimant = state.get(("party", image["claimant_id"] or ""), {})
    return claim_query.as_claim(row(ClaimRow, image), spans_of(image), claimant.get("name", ""))


def _source(image: Image) -> Source:
    return source_query.as_source(row(SourceRow, image))


def _citations(state: State) -> tuple[Citation, ...]:
    standing = [image for image in states.of_kind(state, "citation") if not image["withdrawn"]]
    standing.sort(key=lambda image: (image["created_at"], image["id"]))
    return tuple(_citation(image, state) for image in standing)


def _citation(image: Image, state: State) -> Citation:
    names = (
        "id", "rev", "claim_id", "locator", "excerpt", "credibility", "note", "author_id", "created_at",
        "attachment_id", "visible", "inferred", "claimed",
    )  # fmt: skip
    values: dict[str, Any] = {name: image.get(name) for name in names}
    file = state.get(("attachment", values["attachment_id"] or ""))
    return Citation(
        **values, source=_source(state["source", image["source_id"]]), stance=Stance(image["stance"]),
        file_sha256=state["file", file["file_id"]]["sha256"] if file else None,
    )  # fmt: skip


def _basis(state: State, claim_id: str) -> Basis:
    relations = [
        basis_query.as_relation(row(RelationRow, image))
        for image in states.of_kind(state, "relation")
        if not image["withdrawn"] and claim_id in (image["claim_id"], image["other_id"])
    ]
    answers = [basis_query.as_answer(row(AnswerRow, image)) for image in states.of_kind(state, "answer")]
    lookups = [image for image in states.of_kind(state, "lookup") if not image["withdrawn"]]
    replies = [image for image in states.of_kind(state, "reply") if not image["withdrawn"]]
    return Basis(
        files=_files(state),
        answers={ident: tuple(a for a in answers if a.source_id == ident) for ident in {a.source_id for a in answers}},
        graph=_graph(state), relations=tuple(relations),
        lookups=tuple(basis_query.as_lookup(row(LookupRow, image)) for image in lookups),
        replies=tuple(
            basis_query.as_reply(row(ReplyRow, image), state["party", image["party_id"]]["name"]) for image in replies
        ),
    )  # fmt: skip


def _graph(state: State) -> Graph:
    links: dict[str, dict[str, str]] = {"belongs_to": {}, "derived_from_id": {}, "origin_id": {}}
    for (kind, ident), image in state.items():
        for name, found in links.items():
            if kind in ("party", "source") and image.get(name):
                found[ident] = image[name]
    return Graph(links["belongs_to"], links["derived_from_id"], links["origin_id"])


def _files(state: State) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for image in states.of_kind(state, "attachment"):
        if not image["withdrawn"]:
            held.setdefault(image["source_id"], []).append(state["file", image["file_id"]]["sha256"])
    return {source_id: tuple(sorted(hashes)) for source_id, hashes in held.items()}


def _attachment(image: Image, state: State) -> Attachment:
    names = (
        "id", "rev", "source_id", "file_id", "name", "origin", "captured", "derived_from_id", "derivation",
        "metadata_public", "note", "author_id", "withdrawn", "created_at",
    )  # fmt: skip
    values: dict[str, Any] = {name: image.get(name) for name in names}
    file = state["file", image["file_id"]]
    return Attachment(
        **values, sha256=file["sha256"], size=file["size"],
        media_type=file["media_type"], method=Capture(image["method"]), access=Access(image["access"]),
        readers=tuple(json.loads(image["readers"])),
    )  # fmt: skip
