"""Things as plain JSON values, built by hand: a list of 5,000 claims leaves no time for a model per item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from annotate.domain.accounts import Lookup, Reply
from annotate.domain.events import Event
from annotate.domain.evidence import Attachment
from annotate.domain.things import (
    Article,
    ArticleRow,
    Citation,
    Claim,
    Comment,
    Edition,
    Party,
    Progress,
    Revision,
    Source,
    Term,
)
from annotate.services.answers import Question
from annotate.services.sealing import hidden
from annotate.store.models import EventRow

Json = dict[str, Any]

_CLAIM = (
    "id", "rev", "article_id", "revision_id", "number", "state", "type", "status", "statement", "attribution",
    "own_voice", "rationale", "known", "unknown", "settle", "search_log", "confidence", "worthiness", "assignee_id",
    "author_id", "stale", "created_at", "updated_at",
)  # fmt: skip


#: JSON in its shortest form. Made once: `json.dumps` makes an encoder for each call.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def etag(rev: int) -> dict[str, str]:
    """The ETag header of a thing at this rev."""
    return {"ETag": f'"{rev}"'}


def claim(found: Claim, digest: str | None) -> Json:
    """A claim; `digest` is what an approval of it as it stands would name, where that was worked out."""
    values = found.__dict__
    result = {name: values[name] for name in _CLAIM}
    claimant = {"id": found.claimant_id, "name": found.claimant_name} if found.claimant_id else None
    spans = [span.__dict__ for span in found.spans]
    return {**result, "wording": found.wording, "claimant": claimant, "digest": digest, "spans": spans}


def listed_claims(page: Sequence[Json]) -> str:
    """Claims of `queries.claim_listing` as a JSON array. Encoded by the hundred: few objects are alive at once."""
    parts = (page[at : at + 100] for at in range(0, len(page), 100))
    return f"[{','.join(encode([_listed_claim(values) for values in part])[1:-1] for part in parts)}]"


def _listed_claim(values: Json) -> Json:
    spans = [{"start": s[1], "end": s[2], "exact": s[3], "prefix": s[4], "suffix": s[5]} for s in values["spans"]]
    values["stale"] = values.pop("stale_digest") is not None
    values["wording"] = values["statement"] or " … ".join(span["exact"] for span in spans)
    ident, name = values.pop("claimant_id"), values.pop("claimant_name")
    values["claimant"] = {"id": ident, "name": name} if ident else None
    values["spans"] = spans
    del values["spans_rev"]
    return values


def decided(found: Claim, digest: str) -> Json:
    """A claim after a step."""
    names = ("id", "number", "rev", "state", "status")
    return {**{name: getattr(found, name) for name in names}, "digest": digest}


def comment(found: Comment) -> Json:
    """A remark on a claim."""
    return dict(found.__dict__)


def source(found: Source) -> Json:
    """A source."""
    return dict(found.__dict__)


def question(found: Question) -> Json:
    """A question of a checklist with its answer."""
    there = found.answer
    names = ("rev", "answer", "method", "confidence", "author_id", "created_at")
    answer = {name: getattr(there, name) for name in names} if there else None
    term = found.term
    return {"question": term.code, "label": term.label, "definition": term.definition, "answer": answer}


def lookup(found: Lookup) -> Json:
    """A search for a claim."""
    return dict(found.__dict__)


def reply(found: Reply) -> Json:
    """A question to somebody, and what came of it."""
    return dict(found.__dict__)


def party(found: Party) -> Json:
    """A party."""
    return dict(found.__dict__)


def term(found: Term) -> Json:
    """A term."""
    return dict(found.__dict__)


def citation(found: Citation, withdrawn: bool) -> Json:
    """A citation with its source."""
    values = {**found.__dict__, "source": source(found.source), "withdrawn": withdrawn}
    del values["file_sha256"]  # of a sealed file it is not for everybody; the file itself says it
    values["file"] = values.pop("attachment_id")
    return values


def file(found: Attachment) -> Json:
    """A file of a source, as `services.sealing.shown` leaves it to whoever asks."""
    shut = hidden(found)
    values = {**found.__dict__, "readers": list(found.readers), "size": None if shut else found.size, "hidden": shut}
    del values["file_id"]
    return values


def article(row: ArticleRow) -> Json:
    """An article in a list."""
    values = {name: value for name, value in row.article.__dict__.items() if name != "revision_id"}
    return {**values, "progress": dict(row.progress.__dict__)}


def article_with_revision(found: Article, progress: Progress, text: Revision) -> Json:
    """An article with the number and fingerprint of its text."""
    return {**article(ArticleRow(found, progress)), "revision": revision(text)}


def revision(found: Revision) -> Json:
    """A frozen text, without its words."""
    return {"number": found.number, "sha256": found.sha256, "length": found.length}


def edition(found: Edition) -> Json:
    """A published edition, without its content."""
    return {
        "article": found.article_slug, "edition": found.number, "sha256": found.sha256, "note": found.note,
        "kind": found.kind, "published_by": found.published_by, "published_at": found.published_at,
    }  # fmt: skip


def event(row: EventRow, found: Event) -> Json:
    """One event: read from its bytes, and the bytes themselves, so that a program can hash them."""
    return {
        "log": found.log, "seq": found.seq, "at": found.at,
        "actor": {"id": found.actor_id, "name": found.actor_name, "role": found.actor_role, "via": found.via},
        "action": found.action,
        "target": {"type": found.target_type, "id": found.target_id, "rev": found.target_rev},
        "claim_id": found.claim_id, "sentence": found.sentence, "reason": found.reason,
        "changes": {name: list(pair) for name, pair in found.changes.items()},
        "prev": row.prev, "hash": found.hash, "body": row.body.decode(),
    }  # fmt: skip
