"""What all the examiners share: the opened file, what was found so far, and how texts of a file are made harmless."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from annotate.domain.findings import (
    Archive,
    Credentials,
    Document,
    Findings,
    Outcome,
    Personal,
    Picture,
    Record,
    Recording,
    Subtitles,
    Telemetry,
)

#: Raised when the same file would be read differently; goes into every record.
INSPECTOR = "annotate-inspector 1"
UNKNOWN = "application/octet-stream"
#: Code points of one text that was found, and how many sentences of warning there may be.
MAX_TEXT, MAX_WARNINGS = 300, 30
#: Bytes of a file that is looked at as a whole, in search of what stands behind its end.
MAX_MAPPED = 256 * 1024 * 1024
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MARKUP = re.compile(r"<\s*[a-zA-Z!/?]|javascript:", re.IGNORECASE)


class Refused(Exception):
    """The file is known and would take more than it may; the message is a sentence."""


class TooSlow(Exception):
    """A library asked for more of the file after its time was over."""


@dataclass(frozen=True)
class Opened:
    """The file: its size in bytes, and ways to read it that never move another reader's place."""

    file: BinaryIO
    size: int

    @classmethod
    def of(cls, file: BinaryIO) -> Opened:
        """Measure it."""
        return cls(file, file.seek(0, io.SEEK_END))

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from there on."""
        self.file.seek(offset)
        return self.file.read(count)

    def reader(self, seconds: float) -> BinaryIO:
        """The file from its beginning, for a library that may take so long; then its next read raises TooSlow."""
        return io.BufferedReader(_Paced(self.file, seconds))

    @contextmanager
    def mapped(self) -> Iterator[mmap | bytes]:
        """All its bytes, without reading them first."""
        if not self.size:
            yield b""
            return
        with mmap(self.file.fileno(), 0, access=ACCESS_READ) as whole:
            yield whole


class _Paced(io.RawIOBase):
    def __init__(self, file: BinaryIO, seconds: float) -> None:
        super().__init__()
        self._file, self._until = file, time.monotonic() + seconds
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if time.monotonic() > self._until:
            raise TooSlow
        self._file.seek(self._place)
        got = self._file.read(len(buffer))
        buffer[: len(got)] = got
        self._place += len(got)
        return len(got)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_CUR:
            offset, whence = offset + self._place, io.SEEK_SET
        self._place = self._file.seek(offset, whence)
        return self._place

    def tell(self) -> int:
        return self._place


@dataclass
class Found:
    """What the examiners have gathered so far. They add to it; `record` freezes it."""

    media_type: str = UNKNOWN
    outcome: Outcome = "done"
    problem: str = ""
    picture: Picture | None = None
    document: Document | None = None
    recording: Recording | None = None
    credentials: Credentials | None = None
    telemetry: Telemetry | None = None
    subtitles: Subtitles | None = None
    archive: Archive | None = None
    personal: Personal | None = None
    warnings: list[str] = field(default_factory=list)
    unexamined: list[str] = field(default_factory=list)
    libraries: list[str] = field(default_factory=list)
    thumbnail: bytes | None = None
    #: Frames of a GIF, counted on the way to its end.
    frames: int = 1

    def warn(self, sentence: str) -> None:
        """Note something that a person should know."""
        if sentence not in self.warnings and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(tidy(sentence))

    def stop(self, outcome: Outcome, sentence: str) -> None:
        """Note why not all was looked at; the first reason stands, a failure before a refusal."""
        if self.outcome == "done" or (self.outcome == "refused" and outcome == "failed"):
            self.outcome, self.problem = outcome, tidy(sentence)

    def used(self, library: str) -> None:
        """Name a library and its version, for the record of who found this."""
        if library not in self.libraries:
            self.libraries.append(library)

    def record(self) -> Record:
        """As it stands now."""
        findings = Findings(
            self.picture, self.document, self.recording, self.credentials, self.telemetry, self.subtitles,
            self.archive, self.personal, tuple(self.warnings), tuple(self.unexamined),
        )  # fmt: skip
        inspector = ", ".join((INSPECTOR, *self.libraries))
        return Record(self.outcome, self.media_type, findings, self.problem, inspector)


def tidy(value: object, most: int = MAX_TEXT) -> str:
    """A text of the file on one line: without control characters and half pairs, white space folded, not too long."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    folded = " ".join(_CONTROLS.sub(" ", text[: 4 * most]).split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


def holds_markup(text: str) -> bool:
    """Does this text try to be HTML?"""
    return bool(_MARKUP.search(text))


def megabytes(count: int) -> str:
    """A number of bytes for a sentence."""
    if count >= 10**9:
        return f"{count / 10**9:,.1f} GB"
    return f"{count / 10**6:,.1f} MB" if count >= 10**5 else f"{count:,} bytes"
