"""What was found in a file, in words: (name, value) pairs for pages and reports. What points at people comes apart."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.domain.findings import Document, Findings, Personal, Picture, Place, Recording
from annotate.domain.locators import clock
from annotate.domain.report_evidence import Fact


def facts(found: Findings, *, personal: bool = False) -> tuple[Fact, ...]:
    """All that is known, without what may point at a person unless asked for. Makers of devices count as personal."""
    said = [*_picture(found.picture), *_document(found.document), *_recording(found.recording)]
    if found.telemetry:
        said.append(("Flight", f"{found.telemetry.points:,} points of a drone’s log"))
    if found.credentials and found.credentials.state != "absent":
        said.append(("Content credentials", found.credentials.note))
    if personal:
        said += personal_facts(found)
    return tuple(Fact(name, value) for name, value in said if value)


def personal_facts(found: Findings) -> list[tuple[str, str]]:
    """What may point at a person: place, device, names."""
    device = found.picture or found.recording
    said = [("Device", f"{device.make} {device.model}".strip())] if device else []
    return [*said, *_personal(found.personal)]


def coordinates(place: Place) -> str:
    """41.3275000° N, 19.8187000° E."""
    return f"{_degrees(place.latitude, 'NS')}, {_degrees(place.longitude, 'EW')}"


def _degrees(value: int, signs: str) -> str:
    whole, rest = divmod(abs(value), 10_000_000)
    return f"{whole}.{rest:07d}° {signs[value < 0]}"


def _picture(found: Picture | None) -> Iterator[tuple[str, str]]:
    if found:
        yield "Size of the picture", f"{found.width:,} × {found.height:,} pixels"
        yield "Taken", found.taken.replace("T", ", ")


def _document(found: Document | None) -> Iterator[tuple[str, str]]:
    if found:
        yield "Pages", "" if found.pages is None else f"{found.pages:,}"
        yield "Encrypted", "yes" if found.encrypted else ""


def _recording(found: Recording | None) -> Iterator[tuple[str, str]]:
    if found:
        yield "Length", "" if found.duration_ms is None else clock(found.duration_ms // 1000 * 1000)
        yield "Format", ", ".join(word for word in (found.container, found.video_codec, found.audio_codec) if word)


def _personal(found: Personal | None) -> Iterator[tuple[str, str]]:
    if found:
        yield "Place", coordinates(found.place) if found.place else ""
        yield "Author", found.author
        yield "Owner", found.owner
        yield "Serial numbers", ", ".join(found.serials)
