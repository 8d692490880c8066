"""A backup of the running desk in one signed file: the database, then the evidence, then a checkpoint.

In that order: evidence is only ever added to, so all that the copy of the database names is there, and the checkpoint
that is made last covers the copy. No writer waits for any of it.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from annotate.audit import tree
from annotate.audit.signer import Signer
from annotate.domain import backup
from annotate.domain.backup import CHECKPOINT, DATABASES, KEY, MANIFEST, Manifest, Part
from annotate.domain.errors import Conflict, NotFound
from annotate.services import archives, checkpoints
from annotate.services.checkpoints import Made
from annotate.services.copies import Copy
from annotate.services.witnesses import Remote
from annotate.store import dump, version
from annotate.store.evidence import Evidence, sync
from annotate.store.queries import kept
from annotate.store.session import Database

#: Bytes copied at a time.
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Sources:
    """What a backup is made of, and who signs it."""

    database: Database
    evidence: Evidence
    signer: Signer
    copies: Sequence[Copy] = ()
    witnesses: Sequence[Remote] = ()


def write(desk: Sources, file: Path) -> Manifest:
    """Write a new backup, readable by its owner alone; what is in it. All of it is there afterwards, or no file.

    Raises Conflict if the name is taken, NotFound without a key to sign with, and signer.Behind.
    """
    if file.exists():
        raise Conflict(f"{file} is there already. Choose another name.")
    checkpoints.check(desk.database, desk.signer)
    tree.sequence(desk.database)
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
        draft = Path(folder) / "backup.zip"
        draft.touch(0o600)
        manifest = _pack(desk, Path(folder), draft)
        archives.sign(draft, desk.signer.hand)
        draft.replace(file)
    sync(file.absolute().parent)
    return manifest


def _pack(desk: Sources, folder: Path, draft: Path) -> Manifest:
    key, engine = str(desk.signer.hand.key), desk.database.engine.dialect.name
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
        manifest, named = _database(desk, archive, folder / DATABASES[engine])
        manifest = _evidence(desk.evidence, archive, manifest, named)
        made = checkpoints.make(desk.database, desk.signer, *desk.copies, witnesses=desk.witnesses)
        manifest = _proved(desk.database, manifest, made)
        for name, text in ((CHECKPOINT, made.note), (KEY, f"{key}\n")):
            manifest = _listed(manifest, name, _added(archive, name, text.encode()))
        _added(archive, MANIFEST, backup.written(manifest))
    return manifest


def _database(desk: Sources, archive: zipfile.ZipFile, target: Path) -> tuple[Manifest, set[str]]:
    """Copy the database; what the manifest says of the copy, and the evidence that its rows name."""
    with dump.copied(desk.database, target) as session:
        size = tree.size(session)
        manifest = Manifest(
            desk.database.now(), metadata.version("annotate-desk"), desk.database.engine.dialect.name, version.head(),
            dump.counts(session), size, tree.root(session, size), (),
        )  # fmt: skip
        named = kept.all_named(session)
    part = _copied(archive, target.name, target, zipfile.ZIP_DEFLATED)
    target.unlink()
    return _listed(manifest, target.name, part), named


def _evidence(evidence: Evidence, archive: zipfile.ZipFile, manifest: Manifest, named: set[str]) -> Manifest:
    """Put all evidence in, each piece stored as it is; what is damaged or missing is named, and costs no backup."""
    for sha256 in evidence.hashes():
        name = backup.place(sha256)
        # NotFound: another process has just started and cleared it away; no row has ever named it.
        with suppress(NotFound):
            if evidence.check(sha256) == "good":
                with evidence.local(sha256) as path:
                    manifest = _listed(manifest, name, _copied(archive, name, path, zipfile.ZIP_STORED))
    return replace(manifest, lacking=tuple(sorted(named - set(manifest.pieces))))


def _proved(database: Database, manifest: Manifest, made: Made) -> Manifest:
    with database.read() as session:
        return replace(manifest, proof=tuple(tree.consistency(session, manifest.size, made.size)))


def _listed(manifest: Manifest, name: str, part: Part) -> Manifest:
    return replace(manifest, files={**manifest.files, name: part})


def _copied(archive: zipfile.ZipFile, name: str, path: Path, method: int) -> Part:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(_info(name, method), "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Part(digest.hexdigest(), size)


def _added(archive: zipfile.ZipFile, name: str, data: bytes) -> Part:
    archive.writestr(_info(name, zipfile.ZIP_DEFLATED), data)
    return Part(hashlib.sha256(data).hexdigest(), len(data))


def _info(name: str, method: int) -> zipfile.ZipInfo:
    """Dated 1 January 1980: the dates of files say nothing, and zip has none before, whatever a clock said."""
    info = zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = method, 0o600 << 16
    return info
