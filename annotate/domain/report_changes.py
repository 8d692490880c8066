"""What an edition changes against the one before it, and the record of it that every later edition carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from annotate.domain.codec import later
from annotate.domain.corrections import Correction
from annotate.domain.report_parts import ReportClaim, ReportSource

#: Fields of a claim that say how it was worked on, not what is said of it.
_WORK = frozenset({"id", "state", "digest", "approved_by", "approved_at", "checked_by", "comment", "worthiness"})


@dataclass(frozen=True)
class ReportEdition:
    """One edition of the report and what it did. Numbers are those of claims; the first edition changes none."""

    edition: int
    published_at: str
    kind: Correction | None = later(None)
    #: What changed and why.
    note: str = later("")
    changed: tuple[int, ...] = later(())
    added: tuple[int, ...] = later(())
    removed: tuple[int, ...] = later(())
    #: Numbers of complaints that it answers.
    complaints: tuple[int, ...] = later(())


@dataclass(frozen=True)
class ClaimChange:
    """A claim that both editions have and that says something else now, with the names of its fields that do."""

    before: ReportClaim
    after: ReportClaim
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What is different from the edition before: claims by what happened to them, titles of sources."""

    changed: tuple[ClaimChange, ...]
    added: tuple[ReportClaim, ...]
    removed: tuple[ReportClaim, ...]
    sources_added: tuple[str, ...]
    sources_removed: tuple[str, ...]
    sources_changed: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Is there any difference?"""
        return any(getattr(self, field.name) for field in fields(self))


def compare(
    before: Sequence[ReportClaim], after: Sequence[ReportClaim], old: Sequence[ReportSource],
    new: Sequence[ReportSource],
) -> Changes:  # fmt: skip
    """The differences between the claims and sources of two editions."""
    was, now = {c.number: c for c in before}, {c.number: c for c in after}
    had, has = {s.id: s for s in old}, {s.id: s for s in new}
    both = [ClaimChange(was[n], now[n], tuple(_fields(was[n], now[n]))) for n in sorted(was.keys() & now.keys())]
    return Changes(
        changed=tuple(change for change in both if change.fields),
        added=tuple(now[n] for n in sorted(now.keys() - was.keys())),
        removed=tuple(was[n] for n in sorted(was.keys() - now.keys())),
        sources_added=tuple(has[i].title for i in sorted(has.keys() - had.keys())),
        sources_removed=tuple(had[i].title for i in sorted(had.keys() - has.keys())),
        sources_changed=tuple(has[i].title for i in sorted(has.keys() & had.keys()) if has[i] != had[i]),
    )


def first_out(history: Sequence[ReportEdition], claim: int) -> str:
    """When a claim was first published: UTC text, "" where the history does not say."""
    if not history:
        return ""
    return next((e.published_at for e in history if claim in e.added), history[0].published_at)


def last_changed(history: Sequence[ReportEdition], claim: int) -> str:
    """When what is said of a claim was last changed: UTC text, "" where it never was."""
    return next((e.published_at for e in reversed(history) if claim in e.changed), "")


def _fields(before: ReportClaim, after: ReportClaim) -> Iterator[str]:
    for field in fields(ReportClaim):
        if field.name not in _WORK and getattr(before, field.name) != getattr(after, field.name):
            yield field.name
