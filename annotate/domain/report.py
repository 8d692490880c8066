"""The frozen edition of an article's verdicts. Every format is drawn from it and from nothing else.

Its canonical form is the RFC 8785 bytes of `to_dict()`; the SHA-256 of these bytes names the edition. Times are UTC
text with milliseconds, offsets are code points into `article.text`, numbers are integers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

import rfc8785

from annotate.domain.codec import from_plain, later, to_plain
from annotate.domain.corrections import Correction
from annotate.domain.errors import Invalid, NotFound
from annotate.domain.report_changes import ReportEdition
from annotate.domain.report_evidence import Behind, Fact, ReportFile, ReportLookup, ReportRelation, ReportReply
from annotate.domain.report_parts import (
    Claimant,
    FrozenText,
    LeftOut,
    Organisation,
    Person,
    ReportArticle,
    ReportCitation,
    ReportClaim,
    ReportSource,
    ReportTerm,
    ReportTerms,
    TrailHead,
)
from annotate.domain.text import text_sha256
from annotate.domain.vocabulary import State

__all__ = [
    "Behind",
    "Claimant",
    "Fact",
    "FrozenText",
    "LeftOut",
    "Organisation",
    "Person",
    "Report",
    "ReportArticle",
    "ReportCitation",
    "ReportClaim",
    "ReportEdition",
    "ReportFile",
    "ReportLookup",
    "ReportRelation",
    "ReportReply",
    "ReportSource",
    "ReportTerm",
    "ReportTerms",
    "TrailHead",
    "VERSION",
    "canonical_bytes",
    "report_sha256",
]

#: Version of the form below. A change that an older reader cannot take needs another.
VERSION = 1


@dataclass(frozen=True)
class Report:
    """One edition, or a working copy (its `edition` is 0). Claims stand in the order of their numbers.

    A report that contradicts itself cannot be made. Invalid is raised for a quote that is not in the text, a text that
    is not its fingerprint's, a label without definition, a citation without source, and for a published edition with a
    claim that nobody approved.
    """

    organisation: Organisation
    article: ReportArticle
    edition: int
    published_at: str
    published_by: Person
    note: str
    working_copy: bool
    example: bool
    method: str
    terms: ReportTerms
    claims: tuple[ReportClaim, ...]
    sources: tuple[ReportSource, ...]
    left_out: LeftOut
    trail: TrailHead
    v: int = field(default=VERSION)
    #: How the claims of this report stand to each other.
    relations: tuple[ReportRelation, ...] = later(())
    #: Sources that are withheld to protect them.
    withheld: int = later(0)
    #: From the second edition on: what this one does, and every edition up to it with what it did.
    correction: Correction | None = later(None)
    history: tuple[ReportEdition, ...] = later(())

    def __post_init__(self) -> None:
        if self.v != VERSION:
            raise Invalid(f"The report has version {self.v}; this program reads version {VERSION}.", field="v")
        _check(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return cast("dict[str, Any]", to_plain(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """The report that `to_dict()` wrote. Raises Invalid, with the field's path, for anything else."""
        return from_plain(cls, data)

    def claim(self, number: int) -> ReportClaim:
        """The claim with this number. Raises NotFound."""
        if number not in self._claims:
            raise NotFound(f"This report has no claim {number}.")
        return self._claims[number]

    def status(self, code: str) -> ReportTerm:
        """The definition of a verification status that a claim of this report has."""
        return self._statuses[code]

    def type(self, code: str) -> ReportTerm:
        """The definition of a claim type that a claim of this report has."""
        return self._types[code]

    def kind(self, code: str) -> ReportTerm:
        """The definition of a source kind that a source of this report has."""
        return self._kinds[code]

    def source(self, id: str) -> ReportSource:
        """A source that a claim of this report cites."""
        return self._sources[id]

    @cached_property
    def _canonical(self) -> bytes:
        return rfc8785.dumps(self.to_dict())

    @cached_property
    def _claims(self) -> dict[int, ReportClaim]:
        return {claim.number: claim for claim in self.claims}

    @cached_property
    def _statuses(self) -> dict[str, ReportTerm]:
        return {term.code: term for term in self.terms.statuses}

    @cached_property
    def _types(self) -> dict[str, ReportTerm]:
        return {term.code: term for term in self.terms.claim_types}

    @cached_property
    def _kinds(self) -> dict[str, ReportTerm]:
        return {term.code: term for term in self.terms.source_kinds}

    @cached_property
    def _sources(self) -> dict[str, ReportSource]:
        return {source.id: source for source in self.sources}


def canonical_bytes(report: Report) -> bytes:
    """The RFC 8785 form: the same report is the same bytes, on every machine and for ever."""
    return report._canonical


def report_sha256(report: Report) -> str:
    """SHA-256 of the canonical bytes, in lower-case hex."""
    return hashlib.sha256(canonical_bytes(report)).hexdigest()


def nameless(report: Report) -> Report:
    """The report with its people by their roles alone, each role once where several have worked on a claim."""

    def role(person: Person) -> Person:
        return Person("", person.role)

    claims = tuple(
        replace(
            claim, approved_by=role(claim.approved_by) if claim.approved_by else None,
            checked_by=tuple(dict.fromkeys(map(role, claim.checked_by))),
        )
        for claim in report.claims
    )  # fmt: skip
    return replace(report, published_by=role(report.published_by), claims=claims)


def _check(report: Report) -> None:
    _check_text(report.article)
    numbers = [claim.number for claim in report.claims]
    if numbers != sorted(set(numbers)):
        raise Invalid("Claims must stand in the order of their numbers, each number once.", field="claims")
    for claim in report.claims:
        _check_claim(claim, report)
    for relation in report.relations:
        if not {relation.claim, relation.other} <= set(numbers) or relation.claim == relation.other:
            raise Invalid("A relation stands between two claims of the report.", field="relations")
    for source in report.sources:
        if source.kind not in report._kinds:
            raise Invalid(f"The source “{source.title}” has a kind that the report does not define.", field="terms")


def _check_text(article: ReportArticle) -> None:
    if (article.revision.sha256, article.revision.length) != (text_sha256(article.text), len(article.text)):
        raise Invalid("The text is not the one whose SHA-256 and length the report gives.", field="article.text")
    if "\n".join(article.text[block.start : block.end] for block in article.blocks) != article.text:
        raise Invalid("The blocks do not add up to the text.", field="article.blocks")


def _check_claim(claim: ReportClaim, report: Report) -> None:
    where = f"Claim {claim.number}"
    if claim.type not in report._types or claim.status not in report._statuses:
        raise Invalid(f"{where} has a type or status that the report does not define.", field="terms")
    if not report.working_copy and not (claim.state == State.APPROVED and claim.digest and claim.approved_by):
        raise Invalid(f"{where} is not approved. A published edition takes approved claims only.", field="claims")
    for span in claim.spans:
        if not 0 <= span.start < span.end or report.article.text[span.start : span.end] != span.exact:
            raise Invalid(f"{where} quotes words that do not stand at {span.start}–{span.end}.", field="claims")
    for citation in claim.citations:
        if citation.source not in report._sources:
            raise Invalid(f"{where} cites a source that the report does not list.", field="sources")
