"""The web server's limits on what it takes in: files of evidence where they are handed in, small requests elsewhere.

waitress writes a body to disk before it calls the application, and before anybody has asked who sends it. So the large
limit holds for the two addresses that take files; on all others nobody can fill the disk with it. The bodies lie,
unnamed, on the disk of the evidence: a crash leaves nothing of them.
"""

from __future__ import annotations

import re
import tempfile
from typing import TYPE_CHECKING, Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

if TYPE_CHECKING:
    from config import Settings

#: Bytes beside what the settings allow: fields of a form, its boundaries.
BESIDE = 2_000_000
#: Bytes taken from a connection at a time; waitress's own 8,192 cost a large file half of its speed.
PIECE = 1 << 18
_FILES = re.compile(r"/sources/[0-9a-f-]{36}/files$")


def limits(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for waitress: the larger limit, which `Channel` lowers again."""
    return {"max_request_body_size": max(settings.max_upload, settings.max_file) + BESIDE, "recv_bytes": PIECE}


def channel(settings: Settings) -> type[HTTPChannel]:
    """The class of a server's connections, with the limits of these settings."""
    small = settings.max_upload + BESIDE

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        """A request whose body may be large only where files are handed in."""

        adj: Any

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if not _FILES.search(self.path):
                self.adj = _Lowered(self.adj, small)

    class Channel(HTTPChannel):  # type: ignore[misc]
        """A connection that reads with this parser, and outlives answers without a body."""

        parser_class, task_class = Parser, Task

    return Channel


class Task(WSGITask):  # type: ignore[misc]
    """A request and its answer.

    waitress closes a connection after each 304, as if nobody could tell where such an answer ends: behind its headers
    (RFC 9112, 6.3). A reader who has a page already would connect anew for each page.
    """

    def set_close_on_finish(self) -> None:
        """The connection ends with this answer, unless that is an empty one and the client keeps connections."""
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.wrote_header or self.has_body or self.version != "1.1" or asked == "close":
            super().set_close_on_finish()


def spool_beside(settings: Settings) -> None:
    """Have temporary files of this process, bodies of requests above all, lie on the disk of the evidence."""
    folder = settings.evidence_dir / ".incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)


class _Lowered:
    """waitress's adjustments with another limit."""

    def __init__(self, given: Adjustments, largest: int) -> None:
        self._given = given
        self.max_request_body_size = largest

    def __getattr__(self, name: str) -> Any:
        return getattr(self._given, name)
