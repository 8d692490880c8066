"""Where in a file a citation points: checked against the file that it names, and written in one spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from annotate.domain.bounds import Bounds, bounds, canonical
from annotate.domain.errors import Invalid, NotFound
from annotate.domain.evidence import Attachment
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.store.queries import attachments as query
from annotate.store.queries import inspections as inspection_query

_SAID = ("visible", "inferred", "claimed")


def placed(
    session: Session, actor: Actor, source_id: str, values: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The part of a citation's values that is about its file, as it is kept. Two queries, none without a file.

    `values` are what is being said, `now` what the citation holds. Without a file the locator is words, as they are.
    Raises Invalid for a file of another source, for a place that the file has not, and for one that was taken back;
    Forbidden where it is sealed and the actor is not named for it.
    """
    said: dict[str, Any] = {name: values[name] or None for name in _SAID if name in values}
    if not values.keys() & {"attachment_id", "locator"}:
        return said
    ident = values.get("attachment_id", now.get("attachment_id")) or None
    if ident is None:
        return said | ({"attachment_id": None} if "attachment_id" in values else {})
    file = _file(session, actor, source_id, ident, ident != now.get("attachment_id"))
    locator = values.get("locator", now.get("locator")) or ""
    return said | {"attachment_id": ident, "locator": canonical(locator, limits(session, file))}


def limits(session: Session, file: Attachment) -> Bounds:
    """How far a file goes, as far as anybody looked. One query."""
    seen = inspection_query.inspections(session, [file.file_id]).get(file.file_id)
    return bounds(file.media_type, seen.findings if seen else None)


def _file(session: Session, actor: Actor, source_id: str, ident: str, chosen_now: bool) -> Attachment:
    try:
        file = query.attachment(session, ident)
    except NotFound as error:
        raise Invalid("There is no such file. Choose one of the source’s.", field="file") from error
    if file.source_id != source_id:
        raise Invalid("This file belongs to another source. Cite that source, or choose a file of this one.",
                      field="file")  # fmt: skip
    if file.withdrawn and chosen_now:
        raise Invalid("This file was taken back. Choose another, or put it back first.", field="file")
    demand(actor, Permission.OPEN_FILE, file.facts)
    return file
