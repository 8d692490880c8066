"""What a report says of the evidence, drawn from the desk as it stands: files, origins, records, relations.

A source that holds a sealed file is withheld whole: its title, its publisher or the words quoted from it would name it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.accounts import Basis, Relation
from annotate.domain.codec import from_plain
from annotate.domain.facts import facts
from annotate.domain.findings import Findings
from annotate.domain.origins import Cited, Graph, origins
from annotate.domain.report_evidence import (
    Behind,
    Fact,
    ReportFile,
    ReportLookup,
    ReportRelation,
    ReportReply,
)
from annotate.domain.things import Citation, Claim, Source
from annotate.domain.vocabulary import Access, Capture
from annotate.store.models import AttachmentRow, FileRow, InspectionRow, PartyRow, SourceRow
from annotate.store.queries.basis import bases


@dataclass(frozen=True)
class Grounds:
    """All that the claims of a report rest on beside their citations; names are by id of party or source."""

    bases: Mapping[str, Basis]
    names: Mapping[str, str]
    files: Mapping[str, tuple[ReportFile, ...]]
    sealed: frozenset[str]

    @property
    def graph(self) -> Graph:
        """Camps and derivations of everything that is cited."""
        return next((basis.graph for basis in self.bases.values()), Graph())

    def camp_name(self, party: str | None) -> str:
        """The camp that a party belongs to, where that is another than itself."""
        camp = self.graph.camp(party) if party else None
        return self.names.get(camp, "") if camp and camp != party else ""


def grounds(session: Session, claims: Sequence[Claim], citations: Sequence[Citation]) -> Grounds:
    """Read them. Eleven queries, whatever the number of claims."""
    found = bases(session, claims, citations)
    graph = next((basis.graph for basis in found.values()), Graph())
    parties = {*graph.belongs, *graph.belongs.values(), *graph.origin.values()}
    names = {
        **_names(session, PartyRow, parties),
        **_names(session, SourceRow, {*graph.derived, *graph.derived.values()}),
    }
    files, sealed = _files(session, {c.source.id for c in citations})
    return Grounds(found, names, files, sealed)


def sealed_sources(session: Session, sources: set[str]) -> frozenset[str]:
    """Those of the sources that hold a sealed file, so that no report names them. One query."""
    return _files(session, sources)[1]


def behind(claim: Claim, citations: Sequence[Citation], graph: Graph) -> Behind | None:
    """How many independent origins stand behind a claim; None where nothing is cited."""
    if not citations:
        return None
    found = origins([Cited(c.source.id, c.stance) for c in citations], claim.claimant_id, graph)
    return Behind(
        found.citations, found.for_it, found.against_it, found.independent, found.unnamed, found.own
    )  # fmt: skip


def lookups(basis: Basis) -> tuple[ReportLookup, ...]:
    """Where was looked, for what."""
    return tuple(ReportLookup(k.place, k.query, k.found, k.looked) for k in basis.lookups)


def replies(basis: Basis) -> tuple[ReportReply, ...]:
    """Who was asked, and what came of it."""
    return tuple(ReportReply(r.party_name, r.asked, r.deadline, r.outcome, r.answered, r.answer) for r in basis.replies)


def relations(claims: Sequence[Claim], found: Grounds) -> tuple[ReportRelation, ...]:
    """Relations between claims that are both in the report, in the order of the text."""
    numbers = {claim.id: claim.number for claim in claims}
    known: dict[str, Relation] = {r.id: r for basis in found.bases.values() for r in basis.relations}
    inside = [r for r in known.values() if r.claim_id in numbers and r.other_id in numbers]
    drawn = [ReportRelation(numbers[r.claim_id], numbers[r.other_id], r.kind, r.topic, r.settle) for r in inside]
    return tuple(sorted(drawn, key=lambda r: (r.claim, r.other, r.kind)))


def source_words(source: Source, found: Grounds) -> dict[str, str]:
    """Origin, camp, derivation and interest of a source, by the names of a ReportSource's fields."""
    return {
        "origin": found.names.get(source.origin_id or "", ""),
        "camp": found.camp_name(source.origin_id),
        "derived_from": "" if _hidden(source, found) else found.names.get(source.derived_from_id or "", ""),
        "interest": source.interest or "",
    }


def _hidden(source: Source, found: Grounds) -> bool:
    """Does it derive from a source that is withheld?"""
    return bool(found.sealed.intersection(found.graph.chain(source.id)[1:]))


def _names(session: Session, model: type[PartyRow] | type[SourceRow], idents: set[str]) -> dict[str, str]:
    if not idents:
        return {}
    name = PartyRow.name if model is PartyRow else SourceRow.title
    return {row[0]: row[1] for row in session.execute(select(model.id, name).where(model.id.in_(idents)))}


def _files(session: Session, sources: set[str]) -> tuple[dict[str, tuple[ReportFile, ...]], frozenset[str]]:
    query = (
        select(AttachmentRow, FileRow, InspectionRow.found)
        .join(FileRow, FileRow.id == AttachmentRow.file_id)
        .outerjoin(InspectionRow, InspectionRow.file_id == FileRow.id)
        .where(AttachmentRow.source_id.in_(sources), AttachmentRow.withdrawn == False)  # noqa: E712
        .order_by(FileRow.sha256)
    )
    files: dict[str, list[ReportFile]] = {}
    sealed = set()
    for held, file, found in session.execute(query):
        if held.access == Access.SEALED:
            sealed.add(held.source_id)
        elif held.access == Access.PUBLIC:
            files.setdefault(held.source_id, []).append(_file(held, file, found))
    return {ident: tuple(items) for ident, items in files.items() if ident not in sealed}, frozenset(sealed)


def _file(held: AttachmentRow, file: FileRow, found: str | None) -> ReportFile:
    known: tuple[Fact, ...] = ()
    if found:
        known = facts(from_plain(Findings, json.loads(found)), personal=held.metadata_public)
    return ReportFile(
        file.sha256, held.name, file.size, file.media_type, Capture(held.method), held.created_at, known
    )  # fmt: skip
