"""Pictures by their headers: size, frames, what EXIF says. No pixel is decoded here."""

from __future__ import annotations

import PIL
from PIL import ExifTags, Image, UnidentifiedImageError

from annotate.domain.findings import Picture
from annotate.inspector import exif
from annotate.inspector.base import Found, Opened

#: Pixels that are decoded at most. 12,000 × 12,000 and more is a bomb rather than a camera.
MAX_PIXELS = 120_000_000
#: The only decoders that are ever asked, by media type.
DECODERS = {
    "image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/gif": ("GIF",), "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
}  # fmt: skip
#: What broken files make Pillow raise, in the words of its own tests.
BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError, ZeroDivisionError,
          AttributeError, Image.DecompressionBombError)  # fmt: skip
#: Orientations that lay the picture on its side (EXIF 2.32, 4.6.4).
_SIDEWAYS = (5, 6, 7, 8)
#: `MAX_PIXELS` stands in its place: Pillow's own limit would refuse to read the size.
Image.MAX_IMAGE_PIXELS = None


def look(opened: Opened, found: Found) -> None:
    """Read the header; refuse what has too many pixels, so that the next step does not decode them."""
    if found.outcome == "refused":
        return
    found.used(f"Pillow {PIL.__version__}")
    try:
        with Image.open(opened.reader(5), formats=DECODERS[found.media_type]) as image:
            _read(image, found)
    except (UnidentifiedImageError, *BROKEN) as error:
        kind = type(error).__name__
        found.stop("refused", f"The picture’s header cannot be read: it is broken or holds too much ({kind}).")


def _read(image: Image.Image, found: Found) -> None:
    width, height = image.size
    bomb = width * height > MAX_PIXELS
    if bomb:
        found.stop(
            "refused",
            f"The picture says that it is {width:,} × {height:,} pixels; {MAX_PIXELS:,} in all are the most that are "
            "decoded.",
        )
    tags = exif.read(image, found)
    if tags.orientation in _SIDEWAYS and image.format != "TIFF":  # Pillow turns these itself
        width, height = height, width
    frames = 1 if bomb else _frames(image, found)
    found.picture = Picture(
        width, height, frames, frames > 1 and image.format in ("GIF", "PNG", "WEBP"), "", tags.taken, tags.taken_ms,
        tags.make, tags.model, tags.software,
    )  # fmt: skip
    found.personal = tags.personal


def _frames(image: Image.Image, found: Found) -> int:
    if image.format == "GIF":  # Pillow would go through all of them again
        return found.frames
    try:
        return int(getattr(image, "n_frames", 1))
    except BROKEN:
        found.warn("How many frames the picture has cannot be told: their list is broken.")
        return 1


def orientation(image: Image.Image) -> int:
    """How the picture is to be turned (EXIF), 1 for not at all."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except BROKEN:
        return 1
