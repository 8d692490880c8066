"""What the next edition would be: what is in it, what is left out and why, and what it changes. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.domain.people import Actor
from annotate.domain.report import Report
from annotate.domain.report_changes import Changes
from annotate.domain.report_parts import Organisation
from annotate.domain.things import Article, Claim, Source
from annotate.domain.vocabulary import State
from annotate.services import reports
from annotate.services.report_evidence import sealed_sources
from annotate.services.report_history import changes
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as query


@dataclass(frozen=True)
class Withheld:
    """A source that stays out because it holds a sealed file, and the numbers of the claims that cite it."""

    source: Source
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Preview:
    """The next edition before it is one. `changes` is None where it would be the first."""

    report: Report
    left_out: tuple[Claim, ...]
    withheld: tuple[Withheld, ...]
    changes: Changes | None
    #: The edition that is out now.
    before: Report | None

    @property
    def news(self) -> dict[int, tuple[str, ...]]:
        """Claim → the fields in which it differs from the edition before; none for one that is new."""
        if self.changes is None:
            return {}
        changed = {change.after.number: change.fields for change in self.changes.changed}
        return changed | {claim.number: () for claim in self.changes.added}


def preview(session: Session, article: Article, organisation: Organisation, now: str, actor: Actor) -> Preview:
    """Draw it up as publishing would. Some twenty queries, whatever the number of claims."""
    report = reports.assemble(session, article.slug, organisation, now, actor, working_copy=False)
    before = reports.newest(session, article.slug)
    last = reports.edition(session, article.slug, before.number)[1] if before else None
    every = query.claims(session, article.id, query.Filter(withdrawn=True), limit=reports.MOST).items
    left = tuple(sorted((c for c in every if c.state is not State.APPROVED), key=lambda claim: claim.number))
    return Preview(report, left, _withheld(session, every), changes(last, report) if last else None, last)


def _withheld(session: Session, claims: tuple[Claim, ...]) -> tuple[Withheld, ...]:
    numbers = {claim.id: claim.number for claim in claims if claim.state is State.APPROVED}
    citing: dict[str, tuple[Source, set[int]]] = {}
    for citation in citation_query.citations(session, list(numbers)):
        citing.setdefault(citation.source.id, (citation.source, set()))[1].add(numbers[citation.claim_id])
    sealed = sealed_sources(session, set(citing))
    return tuple(Withheld(source, tuple(sorted(n))) for ident, (source, n) in citing.items() if ident in sealed)
