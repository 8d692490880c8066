"""A file as a page shows it: what it is called, what was found, where it is cited, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from annotate.audit import custody
from annotate.audit.custody import Checked
from annotate.domain import locators
from annotate.domain.bounds import Bounds, bounds
from annotate.domain.errors import Invalid
from annotate.domain.evidence import Attachment, Seen
from annotate.domain.locators import Locator
from annotate.domain.policy import Permission, why_not
from annotate.services import sealing
from annotate.store.queries import attachments as query
from annotate.store.queries import inspections as inspection_query
from annotate.store.queries.uses import Use
from annotate.store.session import utc_text
from annotate.web import file_words as words
from annotate.web.current import actor, desk, read
from annotate.web.flight_map import FlightMap, draw
from annotate.web.serving import PLAYED, SHOWN

#: How long a sealed file stays open to whoever opened it, from the event on.
OPEN_FOR = timedelta(hours=1)
#: Bytes of a text that are read for its excerpt, and code points of it that are shown.
TEXT_BYTES, TEXT_SHOWN = 64_000, 8_000
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/x-subrip", "application/json"})


@dataclass(frozen=True)
class Mark:
    """A citation on the file's timeline or picture: where, in words, and how the claim stands."""

    use: Use
    place: Locator
    said: str


@dataclass(frozen=True)
class FileView:
    """A file for the person who looks at it. `file` is veiled where it is sealed and they are not named."""

    file: Attachment
    seen: Seen | None

    @property
    def hidden(self) -> bool:
        """Is it sealed, and the person not named for it?"""
        return sealing.hidden(self.file)

    @cached_property
    def shut(self) -> bool:
        """Is it sealed and not opened by this person within the last hour? Then nothing of its content is drawn."""
        return self.file.sealed and not is_open(self.file)

    @cached_property
    def bounds(self) -> Bounds:
        """How far it goes."""
        return bounds(self.file.media_type, self.seen.findings if self.seen else None)

    @property
    def medium(self) -> str:
        """What it is shown as: video, audio, image, document, text, or none."""
        kind = self.file.media_type.split("/")[0]
        if self.file.media_type in PLAYED:
            return kind
        if self.file.media_type in SHOWN:
            return "image"
        return "document" if self.file.media_type == "application/pdf" else "text" if self.is_text else "none"

    @property
    def is_text(self) -> bool:
        """May its beginning be shown as letters?"""
        return self.file.media_type in _TEXTS

    @cached_property
    def excerpt(self) -> str:
        """The beginning of a text. It is escaped like any other."""
        with desk().evidence.open(self.file.sha256) as file:
            head = file.read(TEXT_BYTES)
        coding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return head.decode(coding, "replace")[:TEXT_SHOWN]

    @property
    def rate(self) -> Fraction | None:
        """Frames per second."""
        return words.rate(self.seen.findings.recording) if self.seen else None

    @cached_property
    def flight(self) -> FlightMap | None:
        """The path of a drone."""
        telemetry = self.seen.findings.telemetry if self.seen else None
        return draw(telemetry) if telemetry else None

    @cached_property
    def checked(self) -> Checked | None:
        """The last comparison with its fingerprint."""
        return custody.last_check(read(), self.file.file_id)

    @cached_property
    def alike(self) -> list[tuple[Attachment, int]]:
        """Pictures that look like this one, nearest first, with the bits in which they differ."""
        near = inspection_query.alike(read(), self.seen) if self.seen else {}
        held = query.by_files(read(), near)
        return [(held[ident], bits) for ident, bits in near.items() if ident in held and not why_shut(held[ident])]

    @cached_property
    def made_from(self) -> Attachment | None:
        """The file that it derives from, as the person may see it."""
        return shown(query.attachment(read(), self.file.derived_from_id)) if self.file.derived_from_id else None

    @cached_property
    def copies(self) -> list[Attachment]:
        """Files that derive from it."""
        return [shown(one) for one in query.derived(read(), self.file.id)]

    def marks(self, uses: Iterable[Use]) -> list[Mark]:
        """The citations that point into it, in the order of their places; words that are no place come last."""
        found = [Mark(use, place, said) for use in uses if use.attachment_id == self.file.id
                 for place, said in [_place(use.locator)]]  # fmt: skip
        return sorted(found, key=lambda mark: _order(mark.place))


def shown(found: Attachment) -> Attachment:
    """The file as the signed-in person may see it."""
    return sealing.shown(actor(), found)


def why_shut(found: Attachment) -> str | None:
    """Why the signed-in person may not open it; None if they may."""
    return why_not(actor(), Permission.OPEN_FILE, found.facts)


def is_open(found: Attachment) -> bool:
    """Did the person open this sealed file within the last hour?"""
    since = utc_text(desk().database.clock() - OPEN_FOR)
    return why_shut(found) is None and custody.opened_since(read(), found.id, actor().id, since)


def views(found: Sequence[Attachment]) -> list[FileView]:
    """These files with what was found in them. One query for all."""
    seen = inspection_query.inspections(read(), [one.file_id for one in found])
    return [_view(one, seen.get(one.file_id)) for one in found]


def place_of(text: str) -> Locator:
    """The place that an address asks for; the whole file where it asks for none, or for nonsense."""
    return _place(text)[0]


def _view(found: Attachment, seen: Seen | None) -> FileView:
    mine = shown(found)
    return FileView(mine, None if sealing.hidden(mine) else seen)


def _place(text: str) -> tuple[Locator, str]:
    try:
        place = locators.parse(text) if "=" in text else Locator()
    except Invalid:
        place = Locator()
    return place, locators.say(place) or text


def _order(place: Locator) -> tuple[int, int]:
    known = place != Locator()
    return (0 if known else 1, place.start_ms if place.start_ms is not None else place.page or 0)
