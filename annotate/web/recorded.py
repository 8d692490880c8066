"""Recording on the working page what stands beside a claim's citations: where was looked, and who was asked.

Both lists are worked on in the same way, so there is one set of views, made once for each kind of record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flask import Blueprint, request
from sqlalchemy.orm import Session

from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import lookups as lookup_verbs
from annotate.services import replies as reply_verbs
from annotate.store.queries import basis
from annotate.web import working
from annotate.web.answers import Answer
from annotate.web.current import actor, read, today, write
from annotate.web.forms.base import rev_of
from annotate.web.forms.records import LOOKUP, REPLY, LookupForm, ReplyForm, new_lookup, new_reply, of_lookup, of_reply
from annotate.web.gate import needs
from annotate.web.recording import Name, done, shown
from annotate.web.records import Opened, refused


@dataclass(frozen=True)
class Kind:
    """One kind of record: its verbs, its form, how it is found, and what is said when it has changed."""

    name: Name
    #: With `add`, `edit` and `withdraw`.
    verbs: ModuleType
    #: The form as it was sent, empty for a claim, and filled with a record.
    sent: Callable[[], LookupForm | ReplyForm]
    empty: Callable[[Claim], LookupForm | ReplyForm]
    filled: Callable[[Any], LookupForm | ReplyForm]
    found: Callable[[Session, Sequence[str]], Sequence[Any]]
    #: The field that it is called by in what is said.
    called: str
    added: str
    saved: str
    taken_back: str
    missing: str

    def said(self, words: str, one: Any) -> str:
        """What the page says of one record."""
        return words.format(getattr(one, self.called))

    def of(self, claim: Claim, ident: str) -> Any:
        """The claim's record of this id. Raises NotFound."""
        one = next((one for one in self.found(read(), [claim.id]) if one.id == ident), None)
        if one is None:
            raise NotFound(self.missing)
        return one


SEARCHES = Kind(
    "lookups", lookup_verbs, lambda: LookupForm(prefix=LOOKUP), lambda claim: new_lookup(today()), of_lookup,
    basis.lookups, "place", "The search in “{}” is recorded.", "The search in “{}” is saved.",
    "The search in “{}” is taken back.", "The claim has no such search.",
)  # fmt: skip
QUESTIONS = Kind(
    "replies", reply_verbs, lambda: ReplyForm(prefix=REPLY), lambda claim: new_reply(today(), claim.claimant_name),
    of_reply, basis.replies, "party_name", "It is recorded that “{}” was asked.", "What came from “{}” is saved.",
    "That “{}” was asked is taken back.", "The claim has no such question.",
)  # fmt: skip


def _views(kind: Kind) -> Blueprint:
    bp = Blueprint(kind.name, __name__)
    base = f"/articles/<slug>/claims/<int:number>/{kind.name}"
    _reading(bp, base, kind)
    _writing(bp, base, kind)
    return bp


def _reading(bp: Blueprint, base: str, kind: Kind) -> None:
    @bp.get(f"{base}/new")
    @needs(Permission.EDIT_CLAIM)
    def new(slug: str, number: int) -> Answer:
        """The claim with the form for one more open."""
        work = working.load(slug)
        claim = work.claim(number)
        return shown(work, claim, kind.name, Opened(kind.empty(claim)))

    @bp.get(f"{base}/<ident>")
    @needs(Permission.READ)
    def edit_form(slug: str, number: int, ident: str) -> Answer:
        """The claim with the form of one open."""
        work = working.load(slug)
        claim = work.claim(number)
        return shown(work, claim, kind.name, Opened(kind.filled(kind.of(claim, ident)), ident))


def _writing(bp: Blueprint, base: str, kind: Kind) -> None:
    @bp.post(base)
    @needs(Permission.EDIT_CLAIM)
    def add(slug: str, number: int) -> Answer:
        """Record one."""
        work = working.load(slug)
        claim, form = work.claim(number), kind.sent()
        try:
            with write() as uow:
                made = kind.verbs.add(uow, actor(), claim.id, form.new())
        except (Invalid, Conflict) as error:
            return shown(work, claim, kind.name, *refused(form, error))
        return done(work, claim, kind.name, kind.said(kind.added, made))

    @bp.post(f"{base}/<ident>")
    @needs(Permission.EDIT_CLAIM)
    def edit(slug: str, number: int, ident: str) -> Answer:
        """Correct one, or record what came back."""
        work = working.load(slug)
        claim, form = work.claim(number), kind.sent()
        there = kind.of(claim, ident)
        try:
            rev = rev_of(form.rev.data)
            with write() as uow:
                kind.verbs.edit(uow, actor(), there.id, rev, form.changes())
        except (Invalid, Conflict) as error:
            return shown(work, claim, kind.name, *refused(form, error, ident))
        return done(work, claim, kind.name, kind.said(kind.saved, there))

    @bp.post(f"{base}/<ident>/withdraw")
    @needs(Permission.EDIT_CLAIM)
    def withdraw(slug: str, number: int, ident: str) -> Answer:
        """Take one back."""
        work = working.load(slug)
        claim = work.claim(number)
        there = kind.of(claim, ident)
        with write() as uow:
            kind.verbs.withdraw(uow, actor(), there.id, rev_of(request.form.get("rev")))
        return done(work, claim, kind.name, kind.said(kind.taken_back, there))


searches = _views(SEARCHES)
questions = _views(QUESTIONS)
