"""The rating scale as the trail knows it: every version that was ever in force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.report_parts import ReportTerm
from annotate.domain.vocabulary import UNCHECKED
from annotate.exports.public import scale
from annotate.exports.public.scale import Change, Rung, Version
from annotate.services.site.base import Site
from annotate.store.queries.scale import term_events

#: Columns that readers see, with the words for them.
_SAID = {
    "label": "the label", "definition": "what it means", "alternate_name": "how it is printed",
    "rating_value": "its place between 1 and 5",
}  # fmt: skip


def versions(session: Session) -> list[Version]:
    """Every version, oldest first; what one transaction changed is one version. At least one. One query.

    A label belongs to the scale from the day on which it is first offered.
    """
    found: list[Version] = []
    images: dict[str, dict[str, Any]] = {}
    for (at, _), group in groupby(term_events(session, "status"), key=lambda event: event[:2]):
        before = dict(images)
        images |= {image["code"]: image for _, _, image in group if image["active"] or image["code"] in images}
        changes = tuple(change for code in images for change in _changes(before.get(code), images[code]))
        if changes or not found:
            rungs = sorted(map(_rung, images.values()), key=lambda rung: (rung.position, rung.term.code))
            shown = tuple(rung for rung in rungs if rung.term.code != UNCHECKED)
            found.append(Version(len(found) + 1, at, shown, changes if found else ()))
    return found


def page(session: Session, site: Site, number: int | None = None) -> bytes:
    """The page of a version, by default of the one in force. Raises NotFound."""
    found = versions(session)
    if number is not None and number > len(found):
        raise NotFound(f"The rating scale has had {len(found):,} versions, not {number:,}.")
    return scale.render(site.frame(scale.path(number)), found, number)


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[Change]:
    label = after["label"]
    if before is None:
        yield Change(label, "new", "", "")
        return
    if before["active"] != after["active"]:
        yield Change(label, "offered again" if after["active"] else "retired", "", "")
    for name, words in _SAID.items():
        if before[name] != after[name]:
            yield Change(before["label"], words, _text(before[name]), _text(after[name]))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _rung(image: dict[str, Any]) -> Rung:
    term = ReportTerm(
        image["code"], image["label"], image["definition"], image["tone"], image["letter"], image["rating_value"],
        image["alternate_name"],
    )  # fmt: skip
    return Rung(term, image["position"], bool(image["active"]))
