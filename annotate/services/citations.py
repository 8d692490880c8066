"""Citations: what a source says about a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid, Problem
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Citation
from annotate.domain.vocabulary import CREDIBILITY, Stance
from annotate.services.claims import lock_claim, open_claim
from annotate.services.places import placed
from annotate.services.texts import check_rev
from annotate.store.base import new_id
from annotate.store.models import CitationRow, ClaimRow, SourceRow
from annotate.store.queries import citations as citation_query
from annotate.store.session import UnitOfWork

EDITABLE = (
    "stance", "locator", "excerpt", "credibility", "note", "attachment_id", "visible", "inferred", "claimed",
)  # fmt: skip


@dataclass(frozen=True)
class NewCitation:
    """What one source says about one claim. `credibility` is 1 (confirmed) to 6 (cannot be judged), or None.

    With `attachment_id`, a file of the source, `locator` is a place in it (domain.locators), as people write it or not.
    """

    source_id: str
    stance: str
    locator: str = ""
    excerpt: str = ""
    credibility: int | None = None
    note: str = ""
    attachment_id: str | None = None
    #: Of pictures and recordings: what can be seen or heard, what is concluded from it, what only the source says.
    visible: str | None = None
    inferred: str | None = None
    claimed: str | None = None


def cite(uow: UnitOfWork, actor: Actor, claim_id: str, new: NewCitation) -> Citation:
    """Attach a source to a claim; an approved claim reopens."""
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, claim_id)
    values = {name: getattr(new, name) for name in EDITABLE}
    check_texts({"source": new.source_id})
    source = uow.session.get(SourceRow, new.source_id)
    _check(values, [] if source else [Problem("source", "There is no such source. Choose one, or add it.")])
    if source is None or source.retired:
        raise Invalid("This source is retired. Choose another, or take it up again first.", field="source")
    values |= placed(uow.session, actor, source.id, values, {})
    open_claim(uow, actor, claim, f"*{source.title}* was cited")
    row = CitationRow(
        id=new_id(),
        claim_id=claim.id,
        source_id=source.id,
        author_id=actor.id,
        withdrawn=False,
        created_at=uow.now,
        **values,
    )
    recorder.add(uow, actor, row, _happening(Tag.CITATION_ADD, claim, source, Stance(new.stance)))
    return _one(uow, row)


def edit(uow: UnitOfWork, actor: Actor, citation_id: str, rev: int, changes: Mapping[str, Any]) -> Citation:
    """Correct a citation; an approved claim reopens."""
    row, claim, source = _locked(uow, actor, citation_id, rev)
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    _check(values, [])
    now = {n: getattr(row, n) for n in EDITABLE}
    wanted = values | placed(uow.session, actor, source.id, values, now)
    values = {n: v for n, v in wanted.items() if v != now[n]}
    if values:
        open_claim(uow, actor, claim, f"the citation of *{source.title}* was changed")
        recorder.change(uow, actor, row, values, _happening(Tag.CITATION_EDIT, claim, source, Stance(row.stance)))
    return _one(uow, row)


def uncite(uow: UnitOfWork, actor: Actor, citation_id: str, rev: int) -> Citation:
    """Take a citation back; the row stays, an approved claim reopens."""
    return _set_withdrawn(uow, actor, citation_id, rev, True, Tag.CITATION_WITHDRAW)


def recite(uow: UnitOfWork, actor: Actor, citation_id: str, rev: int) -> Citation:
    """Put a citation back that was taken back."""
    return _set_withdrawn(uow, actor, citation_id, rev, False, Tag.CITATION_RESTORE)


def _set_withdrawn(uow: UnitOfWork, actor: Actor, citation_id: str, rev: int, withdrawn: bool, tag: Tag) -> Citation:
    row, claim, source = _locked(uow, actor, citation_id, rev)
    if row.withdrawn == withdrawn:
        raise Conflict("The citation was taken back already." if withdrawn else "The citation stands already.")
    open_claim(uow, actor, claim, f"the citation of *{source.title}* was {'taken back' if withdrawn else 'put back'}")
    recorder.change(uow, actor, row, {"withdrawn": withdrawn}, _happening(tag, claim, source, Stance(row.stance)))
    return _one(uow, row, withdrawn=True)


def _locked(uow: UnitOfWork, actor: Actor, ident: str, rev: int) -> tuple[CitationRow, ClaimRow, SourceRow]:
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, citation_query.citation_row(uow.session, ident).claim_id)
    row = citation_query.citation_row(uow.session, ident)
    check_rev(row.rev, rev, recorder.image(row), "citation")
    source = uow.session.get(SourceRow, row.source_id)
    assert source is not None  # a foreign key says so
    return row, claim, source


def _check(values: Mapping[str, Any], problems: list[Problem]) -> None:
    check_texts(values)
    if "stance" in values and values["stance"] not in list(Stance):
        problems.append(Problem("stance", f"“{values['stance']}” is not one of {', '.join(Stance)}."))
    if values.get("credibility") is not None and values["credibility"] not in CREDIBILITY:
        problems.append(Problem("credibility", "Credibility is a whole number from 1 to 6."))
    if problems:
        raise Invalid.of(problems)


def _happening(tag: Tag, claim: ClaimRow, source: SourceRow, stance: Stance) -> Happening:
    words = {"claim": str(claim.number), "source": source.title, "stance": stance.label.lower()}
    return Happening(tag, claim.article_id, words, claim.id)


def _one(uow: UnitOfWork, row: CitationRow, withdrawn: bool = False) -> Citation:
    return next(c for c in citation_query.citations(uow.session, [row.claim_id], withdrawn) if c.id == row.id)
