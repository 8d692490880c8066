"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import json
import re

from annotate.inspector.base import UNKNOWN, Opened

#: Bytes of the beginning that are looked at.
HEAD = 65_536
#: JSON is recognised by reading it, up to so many bytes.
_MAX_JSON = 4_000_000
#: (bytes, where they stand, type); the first that fits.
_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"II+\x00", 0, "image/tiff"),
    (b"MM\x00+", 0, "image/tiff"),
    (b"%PDF-", 0, "application/pdf"),
    (b"PK\x03\x04", 0, "application/zip"),
    (b"PK\x05\x06", 0, "application/zip"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"\xff\xf3", 0, "audio/mpeg"),
    (b"\xff\xf2", 0, "audio/mpeg"),
    (b"\xff\xfa", 0, "audio/mpeg"),
    (b"fLaC", 0, "audio/flac"),
    (b"moov", 4, "video/quicktime"),
    (b"mdat", 4, "video/quicktime"),
    (b"wide", 4, "video/quicktime"),
    (b"\x1f\x8b\x08", 0, "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", 0, "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", 0, "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "application/x-ole-storage"),
    (b"\x7fELF", 0, "application/x-executable"),
    (b"{\\rtf", 0, "application/rtf"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
#: Two letters that begin many texts, so that they count only where the file is none.
_WEAK = {b"MZ": "application/vnd.microsoft.portable-executable", b"BM": "image/bmp"}
#: Brands of files made of boxes (ISO 14496-12); anything else with `ftyp` is an MP4.
_BRANDS = {
    "heic": "image/heic", "heix": "image/heic", "heim": "image/heic", "heis": "image/heic", "mif1": "image/heic",
    "msf1": "image/heic", "avif": "image/avif", "avis": "image/avif", "qt": "video/quicktime",
    "M4A": "audio/mp4", "M4B": "audio/mp4", "3gp4": "video/3gpp", "3gp5": "video/3gpp", "3gp6": "video/3gpp",
}  # fmt: skip
_CUE = re.compile(r"\s*\d{1,9}\s*\n\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}\s*-->\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}")
_SVG = re.compile(r"\s*(<\?xml.{0,1000}?\?>\s*)?(<!--.{0,10000}?-->\s*)*(<!doctype svg.{0,2000}?>\s*)?<(\w+:)?svg[\s>]",
                  re.IGNORECASE | re.DOTALL)  # fmt: skip
_HTML = re.compile(r"<(!doctype\s+html|html|script|iframe)[\s>]", re.IGNORECASE)
_HTML_FIRST = re.compile(r"\s*(<!--.{0,10000}?-->\s*)*<(head|body|meta|title|table|div|p|a|img|h1|style)[\s>]",
                         re.IGNORECASE | re.DOTALL)  # fmt: skip


def media_type(opened: Opened) -> str:
    """The media type by content; `application/octet-stream` for what is not known."""
    head = opened.at(0, HEAD)
    for mark, where, found in _SIGNATURES:
        if head.startswith(mark, where):
            return found
    return _riff(head) or _boxes(head) or _matroska(head) or _ogg(head) or _text(opened, head) or _weak(head) or UNKNOWN


def text_of(head: bytes) -> str | None:
    """The beginning of a text, or None if these bytes are none. Cut letters at the end are left out."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(name, "replace")
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return None
    try:
        return head.decode("utf-8") if len(head) < HEAD else head[:-4].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _riff(head: bytes) -> str | None:
    return _RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _boxes(head: bytes) -> str | None:
    if head[4:8] != b"ftyp":
        return None
    return _BRANDS.get(head[8:12].decode("latin-1").strip(" \x00"), "video/mp4")


def _matroska(head: bytes) -> str | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def _ogg(head: bytes) -> str | None:
    if not head.startswith(b"OggS"):
        return None
    return "video/ogg" if b"\x80theora" in head[:512] else "audio/ogg"


def _weak(head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    return _WEAK.get(head[:2])


def _text(opened: Opened, head: bytes) -> str | None:
    text = text_of(head)
    if text is None or not text.strip() or "%PDF-" in text[:1024]:
        return None
    if _CUE.match(text):
        return "application/x-subrip"
    if _SVG.match(text):
        return "image/svg+xml"
    if _HTML.search(text[:4096]) or _HTML_FIRST.match(text):
        return "text/html"
    if text.lstrip().startswith("<?xml"):
        return "application/xml"
    return "application/json" if text.lstrip()[0] in "{[" and _is_json(opened) else "text/plain"


def _is_json(opened: Opened) -> bool:
    if opened.size > _MAX_JSON:
        return False
    try:
        json.loads(opened.at(0, opened.size))
    except (ValueError, RecursionError):  # as deep as that is nobody's data
        return False
    return True
