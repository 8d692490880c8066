"""Reading vocabularies."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, Exists, exists, select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.seeds import VOCABULARIES
from annotate.domain.things import Term
from annotate.store.base import table
from annotate.store.models import TermRow

_TERM = table(TermRow).c
_ACTIVE = select(_TERM.vocabulary, _TERM.code).where(_TERM.active == True)  # noqa: E712
_FIELDS = tuple(Term.__dataclass_fields__)
#: Plain columns, built once: every page of the working desk asks this, and objects cost three times as much.
_ALL = select(*(_TERM[name] for name in _FIELDS)).order_by(_TERM.vocabulary, _TERM.position, _TERM.code)


def as_term(row: TermRow) -> Term:
    """The plain thing of a row."""
    return Term(**{name: getattr(row, name) for name in _FIELDS})


def terms(session: Session) -> dict[str, dict[str, Term]]:
    """All vocabularies: vocabulary → code → term, each in its order, retired ones included. One query."""
    found: dict[str, dict[str, Term]] = {name: {} for name in VOCABULARIES}
    for row in session.connection().execute(_ALL):
        term = Term(*row)
        found[term.vocabulary][term.code] = term
    return found


def term_row(session: Session, vocabulary: str, code: str) -> TermRow:
    """The table row, for changing; raises NotFound."""
    row = session.scalar(select(TermRow).where(TermRow.vocabulary == vocabulary, TermRow.code == code))
    if row is None:
        raise NotFound(f"The vocabulary has no term “{code}”.")
    return row


def offered(vocabulary: str, code: BindParameter[str]) -> Exists:
    """Is the term of this code offered now? A part of a larger question."""
    return exists(1).where(_TERM.vocabulary == vocabulary, _TERM.code == code, _TERM.active == True)  # noqa: E712


def active_codes(connection: Connection, vocabulary: str) -> frozenset[str]:
    """Codes that are offered now. One query."""
    return frozenset(code for name, code in active(connection) if name == vocabulary)


def active(connection: Connection) -> frozenset[tuple[str, str]]:
    """(vocabulary, code) of every term that is offered now. One query."""
    return frozenset((row[0], row[1]) for row in connection.execute(_ACTIVE).all())
