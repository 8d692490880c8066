"""Vocabularies: add a term, correct it, switch it off or on; never delete it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.seeds import VOCABULARIES
from annotate.domain.things import Term
from annotate.domain.vocabulary import NOT_CHECKABLE, TONES, UNCHECKED, UNPROVEN
from annotate.services.texts import check_rev, require
from annotate.store.base import new_id
from annotate.store.models import TermRow
from annotate.store.queries import terms as query
from annotate.store.session import UnitOfWork

EDITABLE = ("label", "definition", "tone", "letter", "rating_value", "alternate_name", "position", "applies_to")
#: Statuses that the workflow itself speaks of.
_KEPT = frozenset({UNCHECKED, UNPROVEN, NOT_CHECKABLE})


def add(uow: UnitOfWork, actor: Actor, vocabulary: str, code: str, label: str, **fields: Any) -> Term:
    """Add a term at the end of its vocabulary."""
    demand(actor, Permission.ADMINISTER)
    uow.lock(SYSTEM_LOG)
    if vocabulary not in VOCABULARIES:
        raise NotFound("There is no such vocabulary.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", code):
        raise Invalid("Write the code in small letters, digits and underscores, such as half_true.", field="code")
    values = {name: fields[name] for name in EDITABLE if name in fields} | {"label": label}
    _check(vocabulary, values)
    _check_kinds(uow, vocabulary, values)
    same = select(TermRow.id).where(TermRow.vocabulary == vocabulary, TermRow.code == code)
    if uow.session.scalar(same):
        raise Conflict(f"The vocabulary has the code “{code}” already.", field="code")
    last = uow.session.scalar(select(func.max(TermRow.position)).where(TermRow.vocabulary == vocabulary)) or 0
    empty = {"definition": "", "tone": "unchecked" if vocabulary == "status" else "", "letter": ""}
    rest = {"rating_value": None, "alternate_name": "", "position": last + 1, "applies_to": None}
    row = TermRow(id=new_id(), vocabulary=vocabulary, code=code, active=True, **{**empty, **rest, **values})
    recorder.add(uow, actor, row, Happening(Tag.TERM_ADD, SYSTEM_LOG, {"label": label}))
    return query.as_term(row)


def edit(uow: UnitOfWork, actor: Actor, vocabulary: str, code: str, rev: int, changes: Mapping[str, Any]) -> Term:
    """Correct a term. Editions that are out keep the words as they were."""
    row = _locked(uow, actor, vocabulary, code, rev)
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    _check(vocabulary, values)
    _check_kinds(uow, vocabulary, values)
    words = {"label": row.label, "fields": say_fields(list(values))}
    recorder.change(uow, actor, row, values, Happening(Tag.TERM_EDIT, SYSTEM_LOG, words))
    return query.as_term(row)


def switch(uow: UnitOfWork, actor: Actor, vocabulary: str, code: str, rev: int, active: bool) -> Term:
    """Offer a term, or stop offering it; claims that have it keep it."""
    row = _locked(uow, actor, vocabulary, code, rev)
    if not active and vocabulary == "status" and code in _KEPT:
        raise Conflict(f"The way of a claim rests on “{row.label}”; it cannot be switched off.")
    tag = Tag.TERM_REVIVE if active else Tag.TERM_RETIRE
    recorder.change(uow, actor, row, {"active": active}, Happening(tag, SYSTEM_LOG, {"label": row.label}))
    return query.as_term(row)


def _locked(uow: UnitOfWork, actor: Actor, vocabulary: str, code: str, rev: int) -> TermRow:
    demand(actor, Permission.ADMINISTER)
    uow.lock(SYSTEM_LOG)
    row = query.term_row(uow.session, vocabulary, code)
    check_rev(row.rev, rev, recorder.image(row), "term")
    return row


def _check_kinds(uow: UnitOfWork, vocabulary: str, values: dict[str, Any]) -> None:
    """A question of a checklist is asked of kinds of sources that there are, each named once; other terms of none."""
    if "applies_to" not in values:
        return
    codes = list(dict.fromkeys((values["applies_to"] or "").split()))
    if codes and vocabulary != "checklist":
        raise Invalid("Only a question of a checklist is asked of kinds of sources.", field="applies_to")
    known = query.terms(uow.session)["source_kind"]
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise Invalid(f"There is no kind of source “{unknown[0]}”. Choose from the list.", field="applies_to")
    values["applies_to"] = " ".join(codes) or None


def _check(vocabulary: str, values: Mapping[str, Any]) -> None:
    check_texts(values)
    if "label" in values:
        require(values["label"], "label", "Give the term a label.")
    if vocabulary == "status" and values.get("tone", TONES[0]) not in TONES:
        raise Invalid(f"Choose one of the tones {', '.join(TONES)}.", field="tone")
    rating = values.get("rating_value")
    if rating is not None and (not isinstance(rating, int) or not 1 <= rating <= 5):
        raise Invalid("The rating value is a whole number from 1 (false) to 5 (true), or empty.", field="rating_value")
    position = values.get("position", 0)
    if not isinstance(position, int) or not 0 <= position <= 1000:
        raise Invalid("The place in the list is a whole number from 0 to 1000.", field="position")
