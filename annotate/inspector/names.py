"""What a file is called against what it is. A name is only ever a hint: it decides between kinds of plain text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from annotate.inspector.base import UNKNOWN, tidy

_ENDINGS: dict[str, tuple[str, ...]] = {
    "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "png": ("image/png",), "gif": ("image/gif",),
    "webp": ("image/webp",), "tif": ("image/tiff",), "tiff": ("image/tiff",), "heic": ("image/heic",),
    "heif": ("image/heic",), "avif": ("image/avif",), "bmp": ("image/bmp",), "svg": ("image/svg+xml",),
    "mp4": ("video/mp4", "audio/mp4"), "m4v": ("video/mp4",), "mov": ("video/quicktime", "video/mp4"),
    "m4a": ("audio/mp4", "video/mp4"), "3gp": ("video/3gpp", "video/mp4"), "webm": ("video/webm",),
    "mkv": ("video/x-matroska",), "avi": ("video/x-msvideo",), "mp3": ("audio/mpeg",), "wav": ("audio/wav",),
    "ogg": ("audio/ogg", "video/ogg"), "ogv": ("video/ogg",), "flac": ("audio/flac",), "pdf": ("application/pdf",),
    "zip": ("application/zip",), "srt": ("application/x-subrip",), "html": ("text/html",), "htm": ("text/html",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
    "txt": ("text/plain",), "csv": ("text/csv",), "md": ("text/markdown",), "json": ("application/json",),
    "xml": ("application/xml",), "exe": ("application/vnd.microsoft.portable-executable",),
}  # fmt: skip
#: Kinds of text that only the name tells from other text.
_TEXTS = {"csv": "text/csv", "md": "text/markdown"}
#: Marks that turn the direction of writing, so that “gpj.exe” can be read as “exe.jpg”.
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def refined(media_type: str, name: str) -> str:
    """The type by content, made more exact by the name where content cannot tell."""
    return _TEXTS.get(_ending(name), media_type) if media_type == "text/plain" else media_type


def complaints(media_type: str, name: str, declared: str = "") -> tuple[str, ...]:
    """Sentences about a name, and a content type that came with it, that say something else than the content."""
    found = []
    ending = _ending(name)
    is_really = "is nothing that is known" if media_type == UNKNOWN else f"is {media_type}"
    if ending in _ENDINGS and media_type not in _ENDINGS[ending]:
        found.append(f"The name ends in “.{ending}”, but the content {is_really}.")
    stated = declared.split(";")[0].strip().lower()
    if stated and stated not in (media_type, UNKNOWN) and not _alike(stated, media_type):
        found.append(f"It was sent as “{tidy(stated, 80)}”, but the content {is_really}.")
    inner = PurePosixPath(PurePosixPath(name).stem).suffix.lower().lstrip(".")
    if ending and inner in _ENDINGS and inner != ending:
        found.append(f"The name has two endings, “.{inner}” and “.{tidy(ending, 20)}”.")
    if _TURNS.search(name):
        found.append("The name holds marks that turn the direction of writing, so that it reads as another one.")
    if re.search(r"[/\\\x00-\x1f\x7f]", name):
        found.append("The name holds slashes or control characters.")
    return tuple(found)


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".").rstrip("\x00 ")


def _alike(stated: str, media_type: str) -> bool:
    """Do both stand for one ending? Browsers name some types differently, such as audio/x-wav."""
    plain = stated.replace("/x-", "/").replace("/vnd.wave", "/wav").replace("/mp3", "/mpeg").replace("/jpg", "/jpeg")
    texts = ("text/plain", "application/x-subrip", "text/csv", "text/markdown", "application/json")
    same = any(stated in kinds and media_type in kinds for kinds in _ENDINGS.values())
    return same or plain == media_type.replace("/x-", "/") or (stated == "text/plain" and media_type in texts)
