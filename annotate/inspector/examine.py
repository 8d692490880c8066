"""Which examiners look at which kind of file, in the order from the harmless to the daring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from annotate.inspector import sniff
from annotate.inspector.base import Found, Opened, TooSlow

PICTURES = frozenset(("image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"))
BOXES = frozenset(("video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"))
RECORDINGS = BOXES | {
    "video/webm", "video/x-matroska", "video/x-msvideo", "video/ogg", "audio/mpeg", "audio/wav", "audio/ogg",
    "audio/flac",
}  # fmt: skip
SIGNABLE = PICTURES | {
    "image/heic", "image/avif", "application/pdf", "video/mp4", "video/quicktime", "video/x-msvideo", "audio/mp4",
    "audio/wav", "audio/mpeg",
}  # fmt: skip
#: Recognised, and nothing here can decode them.
_CLOSED = {
    "image/heic": "Size, EXIF and pixels: there is no free decoder for HEIC pictures. Add a copy as JPEG.",
    "image/avif": "Size, EXIF and pixels: AVIF pictures are not decoded here. Add a copy as JPEG.",
    "image/bmp": "Size and pixels: BMP pictures are not decoded here. Add a copy as PNG.",
    "image/svg+xml": "The drawing: SVG can hold scripts and is never drawn here. Add a copy as PNG.",
    "text/html": "The page: HTML can hold scripts and is never drawn here.",
}


@dataclass(frozen=True)
class Step:
    """One examiner: a module here with a function `look`, and the types it is for (None: all). `what` for people."""

    what: str
    module: str
    types: frozenset[str] | None

    def look(self, opened: Opened, found: Found) -> None:
        """Load the module with its library, only now that it is needed, and let it look."""
        import_module(f"annotate.inspector.{self.module}").look(opened, found)


STEPS = (
    Step("the end of the file", "ends", None),
    Step("the archive", "archives", frozenset(("application/zip",))),
    Step("the subtitles", "subtitles", frozenset(("application/x-subrip",))),
    Step("the parts of the recording", "boxes", BOXES | {"image/heic"}),
    Step("the header of the picture", "pictures", PICTURES),
    Step("the recording", "recordings", RECORDINGS),
    Step("the content credentials", "credentials", SIGNABLE),
    Step("the pixels", "pixels", PICTURES),
    Step("the PDF", "pdf", frozenset(("application/pdf",))),
)


def examine(opened: Opened, tell: Callable[[Found, str], None]) -> Found:
    """Let every examiner look that the file's type calls for.

    `tell` is called before each step with what is known so far and the step's name: should the process die in it, that
    much remains. A step that fails is recorded; the others still look.
    """
    found = Found()
    if not opened.size:
        found.warn("The file is empty: it has 0 bytes.")
        return found
    found.media_type = sniff.media_type(opened)
    if found.media_type in _CLOSED:
        found.unexamined.append(_CLOSED[found.media_type])
    for step in STEPS:
        if step.types is None or found.media_type in step.types:
            tell(found, step.what)
            _attempt(step, opened, found)
    return found


def _attempt(step: Step, opened: Opened, found: Found) -> None:
    try:
        step.look(opened, found)
    except TooSlow:
        found.stop("failed", f"Looking at {step.what} took too long and was given up.")
    except MemoryError:
        found.stop("failed", f"Looking at {step.what} would take more memory than an inspection may have.")
    except Exception as error:  # what a broken file makes a library raise cannot be listed; the record names it
        found.stop("failed", f"Looking at {step.what} broke off ({type(error).__name__}).")
