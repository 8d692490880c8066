"""Two versions of a claim side by side: what is there now, and what a stale writer typed."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.things import Claim
from annotate.web.forms.claims import ClaimForm
from annotate.web.working import Work

#: Form field → field of the claim.
_FIELDS = {
    "statement": "statement", "claimant": "claimant_name", "type": "type", "attribution": "attribution",
    "status": "status", "rationale": "rationale", "known": "known", "unknown": "unknown", "settle": "settle",
    "search_log": "search_log", "confidence": "confidence", "worthiness": "worthiness", "assignee_id": "assignee_id",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One field that differs: its label, the words that are there and those that were typed."""

    name: str
    label: str
    theirs: str
    mine: str


def versions(work: Work, claim: Claim, form: ClaimForm) -> list[Difference]:
    """The fields that were sent and differ from what is there now."""
    found = []
    for name, attribute in _FIELDS.items():
        field = form[name]
        theirs, mine = str(getattr(claim, attribute) or ""), str(field.data or "")
        if name in form.sent and theirs != mine:
            labels = dict(getattr(field, "choices", None) or ())
            found.append(Difference(name, field.label.text, labels.get(theirs, theirs), labels.get(mine, mine)))
    if "statement" in form.sent and bool(form.own_voice.data) != claim.own_voice:
        say = {True: "The reporter’s own voice", False: "Not the reporter’s own voice"}
        found.append(Difference("own_voice", "Who says so", say[claim.own_voice], say[bool(form.own_voice.data)]))
    return found
