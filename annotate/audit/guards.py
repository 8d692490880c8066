"""What the database refuses, whoever asks: written once, in SQL that both engines understand."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.audit.guard import Guard
from annotate.audit.opening_guards import opening_guards
from annotate.domain.workflow import TRANSITIONS
from annotate.store.models import AUDITED

_FROZEN = ("revision", "review", "report", "file", "erasure")
CLAIM_CONTENT = (
    "article_id", "revision_id", "number", "spans_rev", "type", "status", "statement", "attribution", "claimant_id",
    "own_voice", "rationale", "known", "unknown", "settle", "search_log", "confidence", "author_id",
)  # fmt: skip
#: The columns of a source that an approval covers (domain.digest).
SOURCE_CONTENT = (
    "kind", "title", "url", "archive_url", "publisher", "author", "published", "reliability", "note", "origin_id",
    "derived_from_id", "interest",
)  # fmt: skip

#: Tables whose rows belong to a source and are covered with it.
SOURCE_PARTS = ("attachment", "answer")


def worked_on(claim: str, person: str) -> str:
    """SQL: has this person worked on this claim, on what it cites or on what it stands against, since its approval?

    What a claim has is little, what a person has done is much: so from the claim to the events, never from the person.
    SQLite keeps the order of a CROSS JOIN, and an expression (coalesce) is looked up in no index, on either engine.
    """
    since = f"(SELECT max(a.seq) FROM event a WHERE a.claim_id = {claim} AND a.action = 'claim:state:approve')"
    since_at = f"(SELECT max(a.at) FROM event a WHERE a.claim_id = {claim} AND a.action = 'claim:state:approve')"
    theirs = f"e.work = 1 AND coalesce(e.actor_id, '') = {person}"
    cited = f"c.claim_id = {claim} AND c.withdrawn = 0"
    later = f"e.at >= c.created_at AND e.at > coalesce({since_at}, '')"
    return (
        f"EXISTS (SELECT 1 FROM event e WHERE e.claim_id = {claim} AND {theirs} AND e.seq > coalesce({since}, 0))"
        f" OR EXISTS (SELECT 1 FROM citation c CROSS JOIN event e WHERE {cited} AND e.target_id = c.source_id"
        f" AND e.target_rev > 1 AND {theirs} AND {later})"
        + "".join(
            f" OR EXISTS (SELECT 1 FROM citation c CROSS JOIN {part} t CROSS JOIN event e WHERE {cited}"
            f" AND t.source_id = c.source_id AND e.target_id = t.id AND {theirs} AND {later})"
            for part in SOURCE_PARTS
        )
        + f" OR EXISTS (SELECT 1 FROM relation r CROSS JOIN event e WHERE r.other_id = {claim} AND e.target_id = r.id"
        f" AND {theirs} AND e.at > coalesce({since_at}, ''))"
    )


def guards() -> Iterator[Guard]:
    """All guards, in no particular order."""
    yield from _event_guards()
    for model in AUDITED:
        yield from _audited_guards(str(model.__tablename__))
    yield from _span_guards()
    yield from _claim_guards()
    yield from _review_guards()
    yield from _passkey_guards()
    yield from _citation_guards()
    yield from _source_part_guards()
    yield from _relation_guards()
    yield from _record_guards()
    yield from _tree_guards()
    yield from opening_guards()


def _event_guards() -> Iterator[Guard]:
    last = "FROM event e WHERE e.log = NEW.log ORDER BY e.seq DESC LIMIT 1"
    for table in ("event", "log"):
        for event in ("UPDATE", "DELETE", "TRUNCATE"):
            yield Guard(table, event, "forever", "the trail is for ever: events are never changed or removed")
    yield Guard(
        "event", "INSERT", "next", "an event must follow the last one of its log",
        f"NEW.seq {{differs}} coalesce((SELECT e.seq {last}), 0) + 1"
        f" OR NEW.prev {{differs}} coalesce((SELECT e.hash {last}), '')",
    )  # fmt: skip


def _audited_guards(table: str) -> Iterator[Guard]:
    for event in ("DELETE", "TRUNCATE"):
        yield Guard(table, event, "kept", f"nothing is deleted: a {table} is withdrawn, retired or deactivated")
    yield Guard(table, "INSERT", "first", f"a new {table} begins at rev 1", "NEW.rev <> 1")
    if table in _FROZEN:
        yield Guard(table, "UPDATE", "frozen", f"a {table} is never changed")
    else:
        yield Guard(
            table, "UPDATE", "step", f"the rev of a {table} rises by exactly one",
            "NEW.rev <> OLD.rev + 1 OR NEW.id <> OLD.id",
        )  # fmt: skip


def _span_guards() -> Iterator[Guard]:
    for event in ("UPDATE", "DELETE", "TRUNCATE"):
        yield Guard(
            "span", event, "frozen", "spans are never changed: new ones are written with a new rev of the claim"
        )
    yield Guard(
        "span", "INSERT", "open", "the event of this revision of the claim is written already",
        "EXISTS (SELECT 1 FROM event e WHERE e.target_id = NEW.claim_id AND e.target_rev = NEW.rev)",
    )  # fmt: skip


def _claim_guards() -> Iterator[Guard]:
    pairs = sorted({(before, after) for (before, _), after in TRANSITIONS.items()} | {("submitted", "draft")})
    allowed = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in pairs)
    yield Guard("claim", "INSERT", "draft", "a claim begins as a draft", "NEW.state <> 'draft'")
    yield Guard(
        "claim",
        "UPDATE",
        "way",
        "there is no such way from state to state",
        f"NEW.state <> OLD.state AND NOT ({allowed})",
    )
    yield Guard(
        "claim", "UPDATE", "closed", "the content of a submitted or approved claim cannot change under it",
        "OLD.state IN ('submitted', 'approved') AND NEW.state IN ('submitted', 'approved')"
        f" AND ({_differ(CLAIM_CONTENT)})",
    )  # fmt: skip
    yield Guard(
        "claim", "UPDATE", "digest", "what was approved cannot change its digest",
        "NEW.state = 'approved' AND NEW.digest {differs} OLD.digest",
    )  # fmt: skip
    yield Guard(
        "claim", "UPDATE", "approved", "a claim is approved by a review of exactly this version",
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND NOT EXISTS (SELECT 1 FROM review r"
        " WHERE r.claim_id = NEW.id AND r.claim_rev = OLD.rev AND r.decision = 'approve' AND r.digest = NEW.digest)",
    )  # fmt: skip


def _differ(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns)


def _review_guards() -> Iterator[Guard]:
    claim = "SELECT 1 FROM claim k WHERE k.id = NEW.claim_id AND k.rev = NEW.claim_rev"
    yield Guard(
        "review", "INSERT", "version", "a decision names the claim as it is now, with its digest",
        f"NEW.decision <> 'submit' AND NOT EXISTS ({claim} AND k.state = 'submitted' AND k.digest = NEW.digest)",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "open", "only a draft or returned claim can be submitted",
        f"NEW.decision = 'submit' AND NOT EXISTS ({claim} AND k.state IN ('draft', 'returned'))",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "reviewer", "a decision is made by an active reviewer",
        "NEW.decision <> 'submit' AND NOT EXISTS (SELECT 1 FROM \"user\" u WHERE u.id = NEW.reviewer_id"
        " AND u.active = 1 AND u.role = 'reviewer' AND NEW.role = u.role)",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "four_eyes", "nobody approves a claim that they worked on",
        f"NEW.decision = 'approve' AND ({worked_on('NEW.claim_id', 'NEW.reviewer_id')})",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "comments", "an open comment blocks the approval",
        "NEW.decision = 'approve' AND EXISTS (SELECT 1 FROM comment c WHERE c.claim_id = NEW.claim_id"
        " AND c.blocking = 1 AND c.resolved_at IS NULL)",
    )  # fmt: skip


def _passkey_guards() -> Iterator[Guard]:
    held = "SELECT 1 FROM passkey p WHERE p.id = NEW.passkey_id AND p.user_id = NEW.reviewer_id AND p.retired = 0"
    yield Guard(
        "review", "INSERT", "passkey", "a decision is signed by a passkey of its reviewer that is not retired",
        f"NEW.passkey_id IS NOT NULL AND NOT EXISTS ({held}"
        " AND replace(NEW.assertion, p.credential_id, '') <> NEW.assertion)",
    )  # fmt: skip
    yield Guard(
        "passkey", "UPDATE", "fixed", "a passkey stays what it is and whose it is",
        _differ(("user_id", "credential_id", "public_key", "algorithm", "rp_id", "created_at")),
    )  # fmt: skip
    yield Guard(
        "passkey", "UPDATE", "retired", "a retired passkey stays retired", "OLD.retired = 1 AND NEW.retired <> 1"
    )


def _citation_guards() -> Iterator[Guard]:
    closed = (
        "EXISTS (SELECT 1 FROM claim k WHERE k.id = NEW.claim_id AND k.state IN ('submitted', 'approved', 'withdrawn'))"
    )
    for event in ("INSERT", "UPDATE"):
        yield Guard("citation", event, "closed", "the claim is closed; reopen it before citing", closed)
    yield Guard(
        "citation", "UPDATE", "fixed", "a citation stays between its claim and its source",
        "NEW.claim_id <> OLD.claim_id OR NEW.source_id <> OLD.source_id",
    )  # fmt: skip
    yield Guard(
        "party", "UPDATE", "approved", "an approved claim names this party; reopen the claim first",
        f"({_differ(('name', 'belongs_to'))}) AND EXISTS (SELECT 1 FROM claim k WHERE k.state = 'approved' AND ("
        "k.claimant_id = NEW.id"
        " OR EXISTS (SELECT 1 FROM reply r WHERE r.claim_id = k.id AND r.party_id = NEW.id AND r.withdrawn = 0)"
        " OR EXISTS (SELECT 1 FROM citation c JOIN source s ON s.id = c.source_id WHERE c.claim_id = k.id"
        " AND c.withdrawn = 0 AND s.origin_id = NEW.id)))",
    )  # fmt: skip
    yield Guard(
        "source", "UPDATE", "approved", "an approved claim rests on this source; reopen the claim first",
        f"({_differ(SOURCE_CONTENT)}) AND EXISTS (SELECT 1 FROM citation c JOIN claim k ON k.id = c.claim_id"
        " WHERE c.source_id = NEW.id"
        " AND c.withdrawn = 0 AND k.state = 'approved')",
    )  # fmt: skip


def _source_part_guards() -> Iterator[Guard]:
    approved = (
        "EXISTS (SELECT 1 FROM citation c JOIN claim k ON k.id = c.claim_id"
        " WHERE c.source_id = NEW.source_id AND c.withdrawn = 0 AND k.state = 'approved')"
    )
    said = {
        "attachment": "NEW.withdrawn <> OLD.withdrawn",
        "answer": _differ(("answer", "method", "confidence")),
    }
    fixed = {"attachment": ("source_id", "file_id"), "answer": ("source_id", "question")}
    for table in SOURCE_PARTS:
        message = f"an approved claim rests on the source of this {table}; reopen the claim first"
        yield Guard(table, "INSERT", "approved", message, approved)
        yield Guard(table, "UPDATE", "approved", message, f"({said[table]}) AND {approved}")
        yield Guard(table, "UPDATE", "fixed", f"an {table} stays with its source", _differ(fixed[table]))


def _relation_guards() -> Iterator[Guard]:
    sides = "SELECT 1 FROM claim k WHERE k.id IN (NEW.claim_id, NEW.other_id)"
    yield Guard(
        "relation", "INSERT", "article", "both claims of a relation stand in its article",
        f"EXISTS ({sides} AND k.article_id <> NEW.article_id)",
    )  # fmt: skip
    for event in ("INSERT", "UPDATE"):
        yield Guard(
            "relation", event, "approved", "an approved claim stands in this relation; reopen the claim first",
            f"EXISTS ({sides} AND k.state = 'approved')",
        )  # fmt: skip
    yield Guard(
        "relation", "UPDATE", "fixed", "a relation stays between its claims",
        _differ(("article_id", "claim_id", "other_id", "kind")),
    )  # fmt: skip


def _record_guards() -> Iterator[Guard]:
    closed = (
        "EXISTS (SELECT 1 FROM claim k WHERE k.id = NEW.claim_id AND k.state IN ('submitted', 'approved', 'withdrawn'))"
    )
    # A claim that was withdrawn cannot be opened for an erasure, and the law does not wait until it is restored.
    erased = (
        "EXISTS (SELECT 1 FROM claim k JOIN erasure e ON e.thing_id = OLD.id WHERE k.id = NEW.claim_id"
        " AND k.state = 'withdrawn' AND e.thing_rev = OLD.rev)"
    )
    for table, event in (("lookup", "INSERT"), ("lookup", "UPDATE"), ("reply", "INSERT"), ("reply", "UPDATE")):
        but = f" AND NOT ({erased})" if (table, event) == ("reply", "UPDATE") else ""
        yield Guard(
            table, event, "closed", f"the claim is closed; reopen it before recording a {table}", f"{closed}{but}"
        )
    for table in ("lookup", "reply"):
        yield Guard(table, "UPDATE", "fixed", f"a {table} stays with its claim", _differ(("claim_id",)))


def _tree_guards() -> Iterator[Guard]:
    for table in ("leaf", "node", "checkpoint"):
        for event in ("UPDATE", "DELETE", "TRUNCATE"):
            yield Guard(table, event, "forever", f"the tree is for ever: a {table} is never changed or removed")
    yield Guard(
        "leaf", "INSERT", "next", "a leaf follows the last one",
        "NEW.position <> (SELECT coalesce(max(l.position), -1) FROM leaf l) + 1",
    )  # fmt: skip
    yield Guard(
        "leaf", "INSERT", "order", "the events of a log become leaves in their order",
        "NEW.seq <> coalesce((SELECT max(l.seq) FROM leaf l WHERE l.log = NEW.log), 0) + 1",
    )  # fmt: skip
    yield Guard(
        "checkpoint", "INSERT", "next", "a checkpoint covers more than the one before and no more than there is",
        "NEW.size <= (SELECT coalesce(max(c.size), -1) FROM checkpoint c) OR NEW.size > (SELECT count(*) FROM leaf)",
    )  # fmt: skip
