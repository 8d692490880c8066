"""Pixels: the thumbnail, and the 64 bits by which near duplicates are found."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from annotate.inspector.base import Found, Opened
from annotate.inspector.pictures import BROKEN, DECODERS, orientation

#: Pixels of the longer side of a thumbnail.
THUMBNAIL = 480
#: Steps of 255 between two squares from which on there is something to compare.
_SHADES = 8


def look(opened: Opened, found: Found) -> None:
    """Draw the thumbnail and compute the dHash, unless the picture was refused before."""
    if found.outcome != "done" or found.picture is None:
        return
    try:
        with Image.open(opened.reader(15), formats=DECODERS[found.media_type]) as image:
            small = _small(image)
    except BROKEN as error:
        found.warn(f"The picture is cut off or broken: its pixels cannot be decoded ({type(error).__name__}).")
        return
    found.thumbnail = as_jpeg(small)
    found.picture = replace(found.picture, dhash=dhash(small))


def _small(image: Image.Image) -> Image.Image:
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    image.load()
    turned = orientation(image)  # asked afterwards: Pillow turns a TIFF itself, and forgets that it was to be turned
    flat = flattened(image)
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }  # fmt: skip
    return flat.transpose(turns[turned]) if turned in turns else flat


def flattened(image: Image.Image) -> Image.Image:
    """The same in 8-bit RGB, on white where it was transparent, with nothing attached to it."""
    if image.mode.startswith(("I", "F")):  # 16 bits and more: from the darkest to the brightest there is
        low, high = image.convert("F").getextrema()
        step = 255 / (high - low) if high > low else 0  # type: ignore[operator]
        image = image.convert("F").point(lambda value: value * step + -low * step).convert("L")  # type: ignore[operator]
    paper = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        covered = image.convert("RGBA")
        paper.paste(covered, mask=covered.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper


def as_jpeg(image: Image.Image) -> bytes:
    """The bytes of a thumbnail."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def dhash(image: Image.Image) -> str:
    """Difference hash: of 9 × 8 grey squares, is each brighter than its right neighbour? 16 hex digits.

    "" for one without differences, such as a picture of one shade: its bits would make all such pictures alike.
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    steps = [grey[place] - grey[place + 1] for place in range(9 * 8) if place % 9 < 8]
    if max(map(abs, steps)) < _SHADES:
        return ""
    return f"{int(''.join('1' if step > 0 else '0' for step in steps), 2):016x}"
