"""The bundles of a published edition: read what one is made of, sign its manifest, hand it to the packer.

Reading changes nothing. A bundle needs a checkpoint that covers the publication; the command line makes one first, a
running server has one within the minute. What goes out is decided by domain/disclosure.py, event by event.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from annotate.audit import tree
from annotate.audit.reading import opened_by
from annotate.audit.signer import Signer
from annotate.domain import note
from annotate.domain.disclosure import RULES, Disclosure, opened
from annotate.domain.errors import Conflict
from annotate.domain.report import Report
from annotate.domain.things import Edition
from annotate.exports import FORMATS, PageContext, bundle
from annotate.exports.bundle import EVIDENCE, Kind, Listed, Older, Parts
from annotate.exports.public.frame import addresses
from annotate.services import reports
from annotate.services.drawn import drawn, once
from annotate.store.evidence import Evidence
from annotate.store.models import CheckpointRow
from annotate.store.queries import bundles as query
from annotate.store.queries.bundles import Placed

#: Bytes of a file, and of all files together, that go into a bundle; larger ones are in it by their hash.
MOST_FILE, MOST_FILES = 20_000_000, 100_000_000


class NotCovered(Conflict):
    """No signed checkpoint covers the publication yet."""

    code = "not-covered"
    title = "Not signed yet"


@dataclass(frozen=True)
class Bundle:
    """A packed bundle and what its file is called."""

    data: bytes
    name: str


@dataclass(frozen=True)
class Packer:
    """What bundles are packed with: files, signature, where they are kept, and the address that they name.

    `folder` is for bundles, `drawn` for the forms in them that take long. `public_url` has no slash at its end.
    """

    evidence: Evidence
    signer: Signer
    folder: Path
    drawn: Path
    public_url: str = ""

    def around(self, slug: str, number: int) -> PageContext:
        """Where the edition stands on the web, for its forms: the same for every entrance that asks for a bundle."""
        return addresses(f"{self.public_url}/" if self.public_url else "", slug, number)

    def draw(self, name: str, report: Report, at: PageContext) -> bytes:
        """The report in one form, from where it is kept if it takes long."""
        return drawn(name, report, at, self.drawn)


def make(
    session: Session, packer: Packer, slug: str, number: int, since: str = "", kind: Kind = EVIDENCE
) -> Bundle:  # fmt: skip
    """The bundle of an edition under the first checkpoint that covers it: the same bytes whenever it is asked for.

    With `since`, a checkpoint note that somebody kept, it also proves that both are of one history; then it is under
    the first checkpoint that covers both. Raises NotFound, NotCovered, Conflict for another desk's checkpoint, and
    what a form that is in it raises.
    """
    edition, report = reports.edition(session, slug, number)
    seq, position = query.publication(session, edition.id)
    key, hand = packer.signer.hand.key, packer.signer.hand
    older = note.read(since, key) if since else None
    passkeys = query.registrations(session, report.trail.log, report.published_at)
    checkpoint = _checkpoint(
        session, _last([position, *(one.position for one in passkeys)]), older.size if older else 0
    )
    parts = _parts(session, report, seq, passkeys, checkpoint, str(key), _files(session, packer.evidence, report))
    if older:
        parts = _with_older(session, parts, older)
    content = bundle.files(parts, packer.around(slug, number), kind, packer.draw)
    listed = bundle.manifest(report, content)
    statement = bundle.statement(key.name, listed)
    signed = f"{statement}\n{note.line(key, hand.sign(statement.encode()))}"
    return Bundle(bundle.pack(content, listed, signed), bundle.filename(report, kind))


def kept(session: Session, packer: Packer, slug: str, number: int, kind: Kind = EVIDENCE) -> Bundle:
    """The bundle of an edition, packed once and kept for as long as it would be the same. Raises as `make`.

    What was sealed or erased since is another bundle: the one before is removed.
    """
    edition, report = reports.edition(session, slug, number)
    path, others = place(session, packer, edition, report, kind)
    data = once(path, others, lambda: make(session, packer, slug, number, kind=kind).data)
    return Bundle(data, bundle.filename(report, kind))


def prepare(packer: Packer, report: Report, kind: Kind, say: Callable[[str, int, int], object]) -> None:
    """Draw beforehand what is in it, so that those forms lie there; `say` is told of each with its place in the row."""
    around = packer.around(report.article.slug, report.edition)
    for at, name in enumerate(kind.forms, 1):
        say(FORMATS[name].label, at, len(kind.forms))
        if FORMATS[name].slow:
            packer.draw(name, report, around)


def place(
    session: Session, packer: Packer, edition: Edition, report: Report, kind: Kind = EVIDENCE
) -> tuple[Path, str]:  # fmt: skip
    """Where its bundle is kept, and the pattern of the names of those that it replaces. Raises NotCovered."""
    _, position = query.publication(session, edition.id)
    checkpoint = _checkpoint(session, position, 0)
    free = query.free_files(session, _hashes(report))
    same = [*conditions(session), kind.forms, checkpoint.note, packer.public_url, str(packer.signer.hand.key), free]
    stamp = hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]
    return packer.folder / f"{edition.sha256}-{stamp}{kind.suffix}", f"{edition.sha256}-*{kind.suffix}"


def conditions(session: Session) -> list[Any]:
    """What decides, for every edition alike, what a bundle may hold and open now. Two queries."""
    return [RULES, sorted(query.secrets(session)), query.erased(session)]


def forget(folder: Path) -> None:
    """Remove all bundles that are kept: one may open what was erased. They are packed anew when they are asked for."""
    for path in folder.glob("*") if folder.is_dir() else ():
        path.unlink(missing_ok=True)


def covered(session: Session, slug: str, number: int) -> bool:
    """Is there a signed checkpoint that covers this edition? Raises NotFound."""
    _, position = query.publication(session, reports.edition(session, slug, number)[0].id)
    return position is not None and query.covering(session, position + 1) is not None


def _checkpoint(session: Session, position: int | None, least: int) -> CheckpointRow:
    found = None if position is None else query.covering(session, max(position + 1, least))
    if found is None:
        raise NotCovered("No signed checkpoint covers this edition yet. Within a minute there is one; ask again then.")
    return found


def _last(places: Iterable[int | None]) -> int | None:
    """The last of these places in the tree; None while one of the events has none."""
    known = list(places)
    return None if None in known else max(place for place in known if place is not None)


def _parts(
    session: Session, report: Report, seq: int, passkeys: list[Placed], checkpoint: CheckpointRow, key: str,
    files: dict[str, bytes],
) -> Parts:  # fmt: skip
    article = query.of_log(session, report.trail.log, seq)
    bodies = [json.loads(one.body) for one in article]
    claimants = {
        body["after"].get("claimant_id") for body in bodies if body["target"]["type"] == "claim"
    } - {None}  # fmt: skip
    disclosure = Disclosure(report, query.secrets(session))
    known = query.of_library(session, query.belonging(session, disclosure.sources, claimants), report.published_at)
    library = query.kept(known, checkpoint.size)
    told = [*bodies, *(json.loads(one.body) for one in (*library, *passkeys))]
    texts = opened_by(session, told)
    open_ = opened(disclosure, [disclosure.reads(body, texts) for body in told])
    shown = [_listed(one, (body["log"], body["seq"]) in open_) for one, body in zip(article, bodies, strict=True)]
    signed = {body["after"].get("passkey_id") for body in bodies if (body["log"], body["seq"]) in open_}
    used = [one for one in passkeys if json.loads(one.body)["target"]["id"] in signed]
    beside = [one for one in (_listed(one, _place(one) in open_) for one in (*library, *used)) if one.body is not None]
    free = [json.loads(one.body) for one in (*shown, *beside) if one.body is not None]
    places = sorted(one.position for one in (*shown, *beside))
    nodes = tree.several(session, places, checkpoint.size)
    return Parts(
        report, tuple(shown), tuple(beside), checkpoint.size, tuple(nodes), checkpoint.note, key, files,
        openings=tuple(texts[one] for one in disclosure.shown(free, texts)),
    )  # fmt: skip


def _listed(one: Placed, open_: bool) -> Listed:
    assert one.position is not None  # the publication has a place, and a log is sequenced in its order
    return Listed(one.position, one.hash, one.body if open_ else None)


def _place(one: Placed) -> tuple[str, int]:
    body = json.loads(one.body)
    return body["log"], body["seq"]


def _with_older(session: Session, parts: Parts, older: note.Checkpoint) -> Parts:
    if tree.root(session, older.size) != older.root:
        raise Conflict(
            f"The first {older.size:,} events of this desk are not those of this checkpoint.", field="since"
        )  # fmt: skip
    low, high = sorted((older.size, parts.size))
    nodes = tuple(tree.consistency(session, low, high))
    return replace(parts, older=(Older(older.size, older.root, nodes),))


def _files(session: Session, evidence: Evidence, report: Report) -> dict[str, bytes]:
    return {sha256: evidence.get(sha256) for sha256 in _chosen(query.free_files(session, _hashes(report)))}


def _hashes(report: Report) -> set[str]:
    return {file.sha256 for source in report.sources for file in source.files}


def _chosen(free: Iterable[tuple[str, int]]) -> Sequence[str]:
    """Those that fit, in the order of their hashes."""
    chosen, total = [], 0
    for sha256, size in free:
        if size <= MOST_FILE and total + size <= MOST_FILES:
            chosen.append(sha256)
            total += size
    return chosen
