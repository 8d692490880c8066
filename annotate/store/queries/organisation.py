"""Reading what the newsroom says of itself in public, now and as it was."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.report_parts import Organisation
from annotate.store.models import EventRow, OrganisationRow
from annotate.store.models.organisation import ORGANISATION

#: How people are printed is said by the settings, not on the page where an admin describes the newsroom.
_FIELDS = tuple(name for name in Organisation.__dataclass_fields__ if name != "people")


def organisation_row(session: Session) -> OrganisationRow | None:
    """The row, for changing; None while nobody has described the newsroom. One query."""
    return session.get(OrganisationRow, ORGANISATION)


def as_organisation(row: OrganisationRow) -> Organisation:
    """The plain thing of a row."""
    return Organisation(**{name: getattr(row, name) or "" for name in _FIELDS})


def logos(session: Session) -> dict[str, str]:
    """SHA-256 → type of every logo that the newsroom ever had: older editions name older ones. One query."""
    query = select(EventRow.body).where(EventRow.target_id == ORGANISATION, EventRow.target_type == "organisation")
    images = (json.loads(body)["after"] for body in session.scalars(query))
    return {image["logo"]: image["logo_type"] for image in images if image.get("logo")}
