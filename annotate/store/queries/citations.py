"""Reading citations with their sources and the files that they point into."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.things import Citation
from annotate.domain.vocabulary import Stance
from annotate.store.models import AttachmentRow, CitationRow, FileRow, SourceRow
from annotate.store.queries.sources import as_source


def citations(session: Session, claim_ids: Sequence[str], withdrawn: bool = False) -> list[Citation]:
    """Citations of these claims with their sources, in the order in which they were made. One query."""
    query = (
        select(CitationRow, SourceRow, FileRow.sha256)
        .join(SourceRow, SourceRow.id == CitationRow.source_id)
        .outerjoin(AttachmentRow, AttachmentRow.id == CitationRow.attachment_id)
        .outerjoin(FileRow, FileRow.id == AttachmentRow.file_id)
        .where(CitationRow.claim_id.in_(claim_ids))
        .order_by(CitationRow.created_at, CitationRow.id)
    )
    if not withdrawn:
        query = query.where(CitationRow.withdrawn == False)  # noqa: E712
    return [_as_citation(row, source, sha256) for row, source, sha256 in session.execute(query)]


def _as_citation(row: CitationRow, source: SourceRow, sha256: str | None) -> Citation:
    return Citation(
        row.id, row.rev, row.claim_id, as_source(source), Stance(row.stance), row.locator, row.excerpt,
        row.credibility, row.note, row.author_id, row.created_at, row.attachment_id, sha256, row.visible, row.inferred,
        row.claimed,
    )  # fmt: skip


def citation_row(session: Session, ident: str) -> CitationRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(CitationRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such citation.")
    return row
