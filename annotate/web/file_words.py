"""What was found in a file, in words: (label, sentence) pairs for the page, most telling first."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from annotate.domain import locators
from annotate.domain.evidence import Seen
from annotate.domain.findings import Credentials, Findings, Personal, Place, Recording

Facts = list[tuple[str, str]]
_KINDS = {"video": "Video", "audio": "Sound", "image": "Picture", "text": "Text"}
_CREDENTIALS = {
    "absent": "None. That proves nothing: most files have none.",
    "valid": "Intact, and signed by {signer}, who is on the list of trust.",
    "untrusted": "Intact, but signed by {signer}, who is on no list of trust.",
    "invalid": "Broken: the file is not what was signed.",
    "remote": "Kept elsewhere, and not fetched.",
    "unreadable": "Present, but they cannot be read.",
    "unexamined": "Not looked for: nothing is installed that could.",
}
_OUTCOMES = {"done": "", "refused": "Not all of it was looked at.", "failed": "Looking at it broke off."}


def kind(media_type: str) -> str:
    """“Video, video/mp4”."""
    word = "PDF" if media_type == "application/pdf" else _KINDS.get(media_type.split("/")[0], "")
    return f"{word}, {media_type}" if word else media_type or "Not looked at yet"


def length(ms: int) -> str:
    """“2 min 14 s”, “1 h 2 min”, “12.4 s”."""
    seconds = ms // 1000
    if seconds < 60:
        return f"{ms / 1000:.1f}".removesuffix(".0") + " s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def rate(recording: Recording | None) -> Fraction | None:
    """Frames per second, where the file says so in a number that one can reckon with."""
    try:
        found = Fraction(recording.frame_rate) if recording else Fraction(0)
    except (ValueError, ZeroDivisionError):
        return None
    return found if 0 < found <= 1000 else None


def measures(found: Findings) -> Facts:
    """Length, size in pixels, pages: what stands among the facts of the file."""
    facts: Facts = []
    if found.recording:
        facts += _recording(found.recording)
    if found.picture:
        frames = f", {found.picture.frames:,} frames" if found.picture.animated else ""
        facts.append(("Pixels", f"{found.picture.width:,} × {found.picture.height:,}{frames}"))
    if found.document:
        pages = found.document.pages
        facts.append(("Pages", "Locked by a password" if pages is None else f"{pages:,}"))
    if found.subtitles:
        facts.append(("Lines", f"{found.subtitles.cues:,}, up to {locators.clock(found.subtitles.end_ms)}"))
    if found.archive:
        facts.append(("Holds", f"{found.archive.entries:,} entries, {found.archive.unpacked_bytes:,} bytes unpacked"))
    return facts


def says_itself(found: Findings) -> Facts:
    """What the file says about itself, which whoever made it could write as they liked."""
    facts: Facts = []
    if found.picture:
        taken = found.picture.taken.replace("T", ", ")
        zone = (
            f" ({moment(found.picture.taken_ms)})" if found.picture.taken_ms is not None else " by the camera’s clock"
        )
        facts += [("Taken", taken + zone if taken else ""), ("Camera", f"{found.picture.make} {found.picture.model}"),
                  ("Software", found.picture.software)]  # fmt: skip
    if found.recording:
        made = found.recording.created_ms
        facts += [("Made", moment(made) if made is not None else ""),
                  ("Device", f"{found.recording.make} {found.recording.model}")]  # fmt: skip
    if found.document:
        document = found.document
        made_at = moment(document.created_ms) if document.created_ms is not None else document.created
        facts += [("Title", document.title), ("Made", made_at), ("Made with", document.creator or document.producer)]
    if found.telemetry:
        facts += _flight(found)
    return [(label, text.strip()) for label, text in facts if text.strip()]


def credentials(found: Credentials) -> str:
    """The state of content credentials, in a sentence."""
    sentence = _CREDENTIALS[found.state].format(signer=found.signer or found.issuer or "somebody unnamed")
    made = f" Made with {found.generator}." if found.generator else ""
    when = f" Signed {moment(found.signed_ms)}." if found.signed_ms is not None else ""
    return f"{sentence}{made}{when}"


def personal(found: Personal) -> Facts:
    """What may point at a person."""
    facts: Facts = [("Place", place(found.place))] if found.place else []
    facts += [("Author", found.author), ("Owner", found.owner), ("Serial numbers", ", ".join(found.serials))]
    return [(label, text) for label, text in facts if text]


def place(found: Place) -> str:
    """“41.3275460° N, 19.8186980° E, 120 m above sea level”."""
    north, east = ("N" if found.latitude >= 0 else "S"), ("E" if found.longitude >= 0 else "W")
    high = f", {found.altitude_cm / 100:,.0f} m above sea level" if found.altitude_cm is not None else ""
    return f"{_degrees(found.latitude)}° {north}, {_degrees(found.longitude)}° {east}{high}"


def moment(ms: int) -> str:
    """“1 May 2024, 08:20:30 UTC”; milliseconds since 1970."""
    try:
        found = datetime.fromtimestamp(ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return "a time that no calendar has"
    return f"{found.day} {found:%b %Y, %H:%M:%S} UTC"


def outcome(seen: Seen) -> str:
    """Why less was found than could be; "" where all went well."""
    return f"{_OUTCOMES[seen.outcome]} {seen.problem}".strip()


def _recording(found: Recording) -> Facts:
    facts: Facts = []
    frames = rate(found)
    per_second = f", {float(frames):.2f}".rstrip("0").rstrip(".") + " frames a second" if frames else ""
    if found.duration_ms is not None:
        facts.append(("Length", length(found.duration_ms) + per_second))
    if found.width and found.height:
        facts.append(("Pixels", f"{found.width:,} × {found.height:,}"))
    codecs = ", ".join(part for part in (found.container, found.video_codec, found.audio_codec) if part)
    return [*facts, ("Coded as", codecs)] if codecs else facts


def _flight(found: Findings) -> Facts:
    flight = found.telemetry
    assert flight is not None
    height = ""
    if flight.max_height_cm is not None:
        above = {"take-off": " above take-off", "sea level": " above sea level", "unsaid": ""}[flight.height_from]
        height = f"{flight.max_height_cm / 100:,.0f} m{above}"
    between = f"{flight.started}–{flight.ended}" if flight.started else ""
    return [("Flown", f"{between} by the drone’s clock" if between else ""), ("Highest", height)]


def _degrees(value: int) -> str:
    return f"{abs(value) // 10**7}.{abs(value) % 10**7:07d}"


def bytes_said(count: int) -> str:
    """“84.2 MB”: a size for a sentence; facts give the exact number."""
    for unit, power in (("GB", 9), ("MB", 6), ("kB", 3)):
        if count >= 10**power:
            return f"{count / 10**power:,.1f} {unit}"
    return f"{count} bytes"
