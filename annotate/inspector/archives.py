"""ZIP archives and the documents that are ones: what their own list says. Nothing is ever unpacked."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Sequence

from annotate.domain.findings import Archive
from annotate.inspector.base import Found, Opened, megabytes, tidy

#: Entries beyond which a warning is due; and bytes, and how many times its own, from which on an archive is a bomb.
MAX_ENTRIES, _MUCH, _TIMES = 50_000, 100_000_000, 100
#: Where the record at the end may stand: its own 22 bytes and a comment (APPNOTE 4.3.16).
_TAIL = 65_557
_END = b"PK\x05\x06"
_LARGEST = 2**53 - 1
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: A name that is in the archive, and what the archive then is.
_KINDS = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_PACKED = re.compile(r"\.(zip|7z|rar|gz|tgz|bz2|xz|jar|apk|exe|dll|js|vbs|bat|cmd|scr|lnk)$", re.IGNORECASE)


def look(opened: Opened, found: Found) -> None:
    """Tell Word and Excel from a plain archive, count, and warn of what would harm whoever unpacks it."""
    if _END not in opened.at(max(0, opened.size - _TAIL), _TAIL):
        found.stop("refused", "The archive is cut off or broken: the list at its end is missing.")
        return
    try:
        with zipfile.ZipFile(opened.reader(10)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        found.stop("refused", f"The archive’s list is broken and cannot be read ({type(error).__name__}).")
        return
    if len(entries) > MAX_ENTRIES:
        found.warn(f"The archive has {len(entries):,} entries, more than most programs can take.")
    names = {entry.filename for entry in entries}
    found.media_type = next((kind for name, kind in _KINDS if name in names), found.media_type)
    found.archive = Archive(len(entries), min(sum(entry.file_size for entry in entries), _LARGEST))
    _warn(entries, opened, found)


def _warn(entries: Sequence[zipfile.ZipInfo], opened: Opened, found: Found) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MUCH and unpacked > _TIMES * opened.size:
        found.warn(f"A bomb: {megabytes(opened.size)} would unpack to {megabytes(unpacked)}. Do not unpack it.")
    if _overlap(entries):
        found.warn("A bomb: entries of the archive share the same packed bytes. Do not unpack it.")
    for entry in entries:
        _warn_of(entry, found)
    if any(entry.flag_bits & 1 for entry in entries):
        found.warn("Entries of the archive are protected by a password.")


def _warn_of(entry: zipfile.ZipInfo, found: Found) -> None:
    name = entry.filename.replace("\\", "/")
    if ".." in name.split("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        found.warn(f"The entry “{tidy(name, 80)}” would be unpacked outside its folder.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        found.warn(f"The entry “{tidy(name, 80)}” is a link to somewhere else.")
    if name.endswith("vbaProject.bin"):
        found.warn("The document holds macros, which a word processor may run.")
    elif _PACKED.search(name):
        found.warn(f"The archive holds another archive or a program: “{tidy(name, 80)}”.")


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    ranges = sorted((entry.header_offset, entry.header_offset + 30 + entry.compress_size) for entry in entries)
    return any(later[0] < earlier[1] for earlier, later in zip(ranges, ranges[1:], strict=False))
