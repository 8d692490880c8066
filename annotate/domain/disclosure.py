"""Which events of the trail leave the desk with a published edition: closed unless a rule here opens it.

An event goes out as the exact bytes that are in the tree, or not at all, so what it says has to be fit for everybody to
the last word. Two rules:

- Of published claims the whole history of what the report prints goes out: who marked, worded, cited, submitted and
  approved it. Not what is said between colleagues (comments, reasons, returns, whom a claim was given to), not the
  right of reply (how somebody was reached stays with the desk), not what was taken back, and nothing that names what
  the report does not name.
- Of the library goes out what says nothing beyond the report: each of its texts stands in the report itself. So no note
  on a party, no place or device from inside a file, no seal and no name of a reader.

Of the system's log only the events go out that registered the passkeys by which those approvals were signed; what a
passkey is called is in another event.

A personal text is no word of an event but a commitment, and stays one unless the report says that text itself: so an
event may go out whose note or origin does not. A name that was erased is said by nobody any more; what that person did
is still part of the history.

docs/decisions/0014-bundle.md says why, and what a stranger can conclude.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.domain import openings as openings_
from annotate.domain.openings import ERASED, Opening, commitment_in, commitments, committed
from annotate.domain.report import Report
from annotate.domain.report_parts import ROLES
from annotate.domain.vocabulary import Access, Belonging, Capture, PartyKind, RelationKind

Body = Mapping[str, Any]

#: Number of these rules: with another one, bundles that were packed before are packed anew.
RULES = 3
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".,;]+")
#: A text between asterisks in the cause of an event: what something is called.
_NAMED = re.compile(r"\*(.*)\*")
_CLAIM = re.compile(r"\bclaim (\d+)\b")
#: Ids, hashes, times: they say nothing by themselves.
_NUMB = re.compile(r"[0-9a-f-]{36}|[0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]+Z|\[\]|")
#: Codes of the library's closed lists. A seal is none of them: that a file was sealed once is nobody's business.
_CODES = frozenset({*PartyKind, *Belonging, *Capture, Access.PUBLIC, Access.DESK, ERASED})
#: Columns that are made from a column beside them.
_MADE = frozenset({"name_key", "url_key"})
#: Shorter secrets would be found everywhere.
_LEAST = 4
_CLAIM_ACTIONS = frozenset({
    "claim:claim:mark", "claim:content:edit", "claim:status:change", "claim:spans:move", "claim:content:undo",
    "claim:worthiness:change", "claim:state:submit", "claim:state:approve", "claim:state:restore",
    "claim:content:restore", "claim:state:reopen", "claim:digest:refresh",
})  # fmt: skip


@dataclass(frozen=True)
class Disclosure:
    """What may be said, read from one published report. `secrets` are texts that no open event may hold."""

    report: Report
    secrets: frozenset[str] = frozenset()
    said: frozenset[str] = field(init=False)
    people: frozenset[str] = field(init=False)
    claims: Mapping[str, int] = field(init=False)
    sources: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        report = self.report
        named = [report.published_by, *(p for c in report.claims for p in (c.approved_by, *c.checked_by) if p)]
        found = {
            "said": frozenset(texts(report.to_dict())),
            "people": frozenset(person.name for person in named if person.name),
            "claims": {claim.id: claim.number for claim in report.claims},
            "sources": frozenset(source.id for source in report.sources),
            "secrets": frozenset(s.casefold() for s in self.secrets if len(s) >= _LEAST),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def opens(self, event: Body) -> bool:
        """May this event go out, word for word?"""
        rule = _RULES.get(event["target"]["type"])
        changed = event["target"]["rev"] is not None
        return rule is not None and changed and self._fit(event) and rule(self, event)

    def reads(self, event: Body, openings: Mapping[str, Opening]) -> Body:
        """The event as the rules read it: with the texts that the report says, and the names of those who acted."""

        def text(commitment: str) -> Any:
            opening = openings.get(commitment)
            named = opening is not None and opening.type == "user" and self.report.organisation.people != ROLES
            known = opening is not None and (named or opening.value in self.said)
            return opening.value if opening and known else committed(commitment)

        return openings_.opened(dict(event), text)

    def shown(self, events: Iterable[Body], openings: Mapping[str, Opening]) -> list[str]:
        """Commitments in these open events that may be opened: the report says the very text."""
        held = {one for event in events for one, _ in commitments(dict(event))}
        return sorted(one for one in held & openings.keys() if openings[one].value in self.said)

    def _fit(self, event: Body) -> bool:
        """What holds for every event: its actor is named in the report, its reason printed, no secret in it."""
        actor, reason = event["actor"], event["reason"]
        erased = commitment_in(actor["name"]) is not None
        if actor["kind"] != "system" and not erased and actor["name"] not in self.people:
            return False
        if reason and reason not in self.said:
            return False
        for text in texts(_legible(event)):
            folded = text.casefold()
            if text not in self.said and (_MAIL.search(text) or any(secret in folded for secret in self.secrets)):
                return False
        return True

    def _claim(self, event: Body) -> bool:
        known = event["target"]["id"] in self.claims and event["action"] in _CLAIM_ACTIONS
        return known and self._cause(event["words"].get("cause", ""))

    def _cause(self, cause: str) -> bool:
        """Why a claim was opened again, if it names nothing but what the report names."""
        if not cause:
            return True
        found = _NAMED.search(cause)
        labels = {kind.label.lower() for kind in RelationKind}
        named = found is not None and (found[1] in self.said or found[1] in labels)
        return named and {int(number) for number in _CLAIM.findall(cause)} <= set(self.claims.values())

    def _citation(self, event: Body) -> bool:
        after = event["after"]
        known = after["claim_id"] in self.claims and after["source_id"] in self.sources
        return known and event["words"].get("source") in self.said

    def _relation(self, event: Body) -> bool:
        return {event["after"]["claim_id"], event["after"]["other_id"]} <= self.claims.keys()

    def _lookup(self, event: Body) -> bool:
        return event["after"]["claim_id"] in self.claims

    def _review(self, event: Body) -> bool:
        comment = event["after"]["comment"]
        return event["after"]["claim_id"] in self.claims and (not comment or comment in self.said)

    def _passkey(self, event: Body) -> bool:
        return bool(event["action"] == "passkey:passkey:register" and not event["after"]["name"])

    def _library(self, event: Body) -> bool:
        if event["target"]["type"] == "file" and event["action"] != "file:bytes:receive":
            return False
        words = [text for name, text in event["words"].items() if name != "fields"]
        said = [*words, *_values(event["after"]), *_values(event["changes"])]
        return all(text in self.said or text in _CODES or _NUMB.fullmatch(text) for text in said)


_RULES: Mapping[str, Callable[[Disclosure, Body], bool]] = {
    "article": lambda here, event: event["action"] in ("article:article:add", "article:details:edit"),
    "revision": lambda here, event: event["action"] == "revision:text:freeze",
    "passkey": Disclosure._passkey,
    "report": lambda here, event: event["action"] == "report:edition:publish",
    "claim": Disclosure._claim,
    "citation": Disclosure._citation,
    "relation": Disclosure._relation,
    "lookup": Disclosure._lookup,
    "review": Disclosure._review,
    "source": Disclosure._library,
    "party": Disclosure._library,
    "attachment": Disclosure._library,
    "file": Disclosure._library,
}
#: Things of which the last image must be open and not taken back, or none is: an older one would say what is not so
#: any more, and the report does not.
_WHOLE = frozenset({"citation", "relation", "lookup", "source", "party", "attachment", "file"})


def opened(disclosure: Disclosure, events: Iterable[Body]) -> set[tuple[str, int]]:
    """(log, seq) of the events that go out, of those given, which are in the order of their logs."""
    every = list(events)
    open_ = {(e["log"], e["seq"]) for e in every if disclosure.opens(e)}
    last = {(e["target"]["type"], e["target"]["id"]): e for e in every}
    closed = {thing for thing, e in last.items() if (e["log"], e["seq"]) not in open_ or e["after"].get("withdrawn")}
    hidden = {thing for thing in closed if thing[0] in _WHOLE}
    return open_ - {(e["log"], e["seq"]) for e in every if (e["target"]["type"], e["target"]["id"]) in hidden}


def texts(value: Any) -> Iterator[str]:
    """Every text in plain JSON values, without the names of members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def _legible(event: Body) -> Body:
    """Without what a passkey signed: the service has checked it, and base64 holds by chance whatever is short."""
    after = event["after"]
    return {**event, "after": {n: v for n, v in after.items() if n != "assertion"}} if "assertion" in after else event


def _values(image: Mapping[str, Any]) -> Iterator[str]:
    return (text for name, value in image.items() if name not in _MADE for text in texts(value))
