"""A text on its way in, between being handed in and being frozen.

The received bytes and the text taken out of them go to the evidence store at once, each under its own SHA-256, and a
draft of the person who handed them in names both. Nothing is sent twice, nothing is lost by a log-out, the same text
again is the same draft, and a look at the preview writes nothing. The draft holds no text, because drafts are small.
An import that is given up leaves bytes that no row speaks of: unread, harmless, found again if the file comes again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import Any

from sqlalchemy.orm import Session

from annotate.domain.errors import Invalid, NotFound, Problem, Unreadable
from annotate.domain.people import Actor
from annotate.domain.text import check_text, normalise, split_blocks, text_sha256
from annotate.domain.things import Revision
from annotate.imports import FORMATS, Imported, read_article, read_pasted
from annotate.imports.base import guess_title
from annotate.services import drafts
from annotate.services.articles import Received
from annotate.store.evidence import Evidence
from annotate.store.session import UnitOfWork

#: Lines up to this many code points may be offered as headings, and so many lines at most beside those found.
HEADING_LENGTH, HEADINGS_OFFERED = 100, 40
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_ENDS = (".", "!", "?", "…", ":", ";", ",", "”", '"', "،", "؟", "۔", "。")


@dataclass(frozen=True)
class Incoming:
    """What the draft says. `sha256` names the text; `received` the bytes it came from, "" for pasted text."""

    sha256: str
    importer: str
    title: str = ""
    byline: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    direction: str = ""
    dated: str = ""
    headings: tuple[int, ...] = ()
    received: str = ""
    name: str = ""
    media_type: str = ""
    #: The article's slug, once the text is frozen: the same form sent again leads there.
    frozen: str = ""

    @property
    def token(self) -> str:
        """Names the draft in addresses."""
        return self.sha256[:24]


def take_pasted(text: str, title: str) -> tuple[Imported, Received | None]:
    """Text that was pasted; without a title, the first line is taken if it reads like one."""
    found = read_pasted(text, title)
    if not found.title:
        guessed, headings = guess_title(found.text)
        found = replace(found, title=guessed, headings=headings)
    return found, None


def take_file(data: bytes, name: str, media_type: str, title: str) -> tuple[Imported, Received | None]:
    """A file that was handed in. Refusals are about the field `file`, whatever stage they come from."""
    name = _plain_name(name)
    suffix = PurePath(name).suffix.lower()
    known = next((form.media_type for form in FORMATS if form.suffix == suffix), media_type[:100])
    try:
        found = read_article(data, name, media_type)
    except Invalid as error:
        error.problems = tuple(Problem("file", p.message) for p in error.problems)
        raise
    return replace(found, title=title or found.title), Received(data, name, known)


def keep(uow: UnitOfWork, actor: Actor, evidence: Evidence, imported: Imported, received: Received | None) -> Incoming:
    """Put bytes and text into the evidence store and remember them in a draft; the same text gives the same draft."""
    text = check_text(normalise(imported.text))
    found = Incoming(
        sha256=evidence.put(text.encode()), importer=imported.importer, title=_line(imported.title, 500),
        byline=_line(imported.byline, 500), publisher=_line(imported.publisher, 300), url=_line(imported.url, 2000),
        language=_line(imported.language, 35), dated=_line(imported.published, 10),
        headings=tuple(sorted(imported.headings)), received=evidence.put(received.data) if received else "",
        name=received.name if received else "", media_type=received.media_type if received else "",
    )  # fmt: skip
    save(uow, actor, found)
    return found


def save(uow: UnitOfWork, actor: Actor, incoming: Incoming) -> None:
    """Keep what is known so far in the draft."""
    drafts.keep(uow, actor, _form(incoming.token), {"incoming": json.dumps(asdict(incoming))})


def load(session: Session, actor: Actor, token: str) -> Incoming:
    """The draft of this person; NotFound, also for somebody else's."""
    draft = drafts.find(session, actor, _form(token)) if re.fullmatch(r"[0-9a-f]{24}", token) else None
    if draft is None or "incoming" not in draft.data:
        raise NotFound("This text was handed in by somebody else, or too long ago. Hand it in again.")
    values: dict[str, Any] = json.loads(str(draft.data["incoming"]))
    return Incoming(**{**values, "headings": tuple(values["headings"])})


def revision(incoming: Incoming, evidence: Evidence) -> Revision:
    """The text as it would be frozen."""
    text = evidence.get(incoming.sha256).decode()
    if text_sha256(text) != incoming.sha256:
        raise Unreadable("The text is not what was handed in any more. Hand it in again.")
    blocks = split_blocks(text, frozenset(incoming.headings))
    return Revision("", 1, incoming.sha256, len(text), text, blocks, incoming.importer, incoming.received or None, "")


def received(incoming: Incoming, evidence: Evidence) -> Received | None:
    """The bytes that the text came from, None for pasted text."""
    if not incoming.received:
        return None
    return Received(evidence.get(incoming.received), incoming.name, incoming.media_type)


def heading_choices(text: str, found: Iterable[int]) -> list[tuple[int, str]]:
    """Lines that may be headings: those found, and short ones that do not end like a sentence."""
    lines, chosen = text.split("\n"), {i for i in found}
    short = (i for i, line in enumerate(lines) if 0 < len(line.strip()) <= HEADING_LENGTH)
    likely = [i for i in short if i not in chosen and not lines[i].rstrip().endswith(_ENDS)]
    return [(i, lines[i]) for i in sorted(chosen | set(likely[:HEADINGS_OFFERED])) if i < len(lines)]


def _form(token: str) -> str:
    return f"import:{token}"


def _line(value: str | None, limit: int) -> str:
    """A guess of an importer, cut to what the field holds: a guess must not keep anybody from going on."""
    return " ".join((value or "").split())[:limit]


def _plain_name(name: str) -> str:
    """The file's own name, without folders, control characters and marks that turn the line round."""
    return _UNPRINTABLE.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])[-200:] or "unnamed"
