"""What a claim stands against, in support of or repeats, as its panel and the page of conflicts say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from annotate.domain.accounts import Relation
from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission, why_not
from annotate.domain.things import Claim
from annotate.domain.vocabulary import RelationKind, State
from annotate.store.queries import claims as claim_query
from annotate.store.queries import relations as query
from annotate.web.current import actor, read
from annotate.web.forms.relations import RelationForm
from annotate.web.working import Work

#: How a claim stands to the other, from its own side; and from the other side, where that is something else.
_SAYS = {
    RelationKind.CONTRADICTION: "Contradicts", RelationKind.TENSION: "In tension with",
    RelationKind.DENIAL: "Denies", RelationKind.RIVAL_MOTIVE: "Gives a rival motive to",
    RelationKind.RIVAL_ACCOUNT: "Gives a rival account to", RelationKind.SUPPORTS: "Supports",
    RelationKind.REPEATS: "Repeats",
}  # fmt: skip
_IS_SAID = {
    RelationKind.DENIAL: "Is denied by", RelationKind.SUPPORTS: "Is supported by",
    RelationKind.REPEATS: "Is repeated by",
}  # fmt: skip
#: “18”, “claim 18”, or what the form offers: “18 · more than a hundred”. Other words may begin with a number, too.
_NUMBER = re.compile(r"(?:claim\s*|#\s*)?(\d{1,9})(?:\s*$|\s*·\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One relation from the side of a claim: “Contradicts”, and the other claim."""

    relation: Relation
    says: str
    other: Claim


def standing(work: Work, claim: Claim, form: RelationForm | None = None, **more: Any) -> dict[str, Any]:
    """What the part “Stands against” shows: conflicts first, then what supports or repeats. Three queries."""
    found = query.of_claim(read(), claim.id)
    others = {c.id: c for c in claim_query.by_ids(read(), [_other(r, claim) for r in found])} if found else {}
    lines = [Line(r, says(r, claim), others[_other(r, claim)]) for r in found]
    lines.sort(key=lambda line: not line.relation.kind.conflicting)
    return {
        "work": work, "claim": claim, "lines": lines, "relate": form, "relating": None, "relate_form": None,
        "relate_versions": None, "why_not_relate": why_not_relate(claim), **more,
        **(offered(work) if form or more.get("relate_form") else {}),
    }  # fmt: skip


def offered(work: Work) -> dict[str, Any]:
    """What the form offers: the claims of the article by number, and the topics in use. Three queries."""
    claims = claim_query.claims(read(), work.article.id, claim_query.Filter(), None, _OFFERED).items
    return {"offered_claims": claims, "offered_topics": query.topics(read(), work.article.id)}


#: Claims that the form offers by number and words; the others are found by their number.
_OFFERED = 500


def says(relation: Relation, claim: Claim) -> str:
    """How a claim, one of the two, stands to the other, in words that the other’s number follows."""
    if relation.claim_id == claim.id:
        return _SAYS[relation.kind]
    return _IS_SAID.get(relation.kind, _SAYS[relation.kind])


def number_of(typed: str | None, field: str = "other") -> int:
    """The claim’s number in what was typed or chosen. Raises Invalid."""
    match = _NUMBER.match((typed or "").strip())
    if match is None:
        raise Invalid("Name the claim by its number, such as 18. Typing its words offers the numbers.", field=field)
    return int(match[1])


def why_not_relate(claim: Claim) -> str | None:
    """Why the person may not say how this claim stands to others; a claim that waits for a reviewer waits on."""
    closed = "It is withdrawn. Restore it first." if claim.state is State.WITHDRAWN else None
    return why_not(actor(), Permission.EDIT_CLAIM) or closed


def _other(relation: Relation, claim: Claim) -> str:
    return relation.other_id if relation.claim_id == claim.id else relation.claim_id
