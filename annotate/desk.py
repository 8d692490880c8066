"""One running desk: its settings, its database, its evidence. Every entrance (web, API, command line) opens one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from annotate._paths import ROOT, load_config
from annotate.audit.signer import Signer, signer_in
from annotate.domain.passkeys import PasskeyRules, rules_for
from annotate.domain.report_parts import ROLES, Organisation
from annotate.services.bundles import NotCovered, Packer
from annotate.services.copies import Copy, copies
from annotate.services.witnesses import Remote, remotes
from annotate.store.evidence import Evidence, Folder
from annotate.store.session import Database

if TYPE_CHECKING:
    from annotate.services.background import Worker
    from config import Settings


@dataclass(frozen=True)
class Desk:
    """What the entrances share."""

    settings: Settings
    database: Database
    evidence: Evidence
    #: Looks at files that were handed in; None where no server runs, and then `annotate files inspect` does.
    inspections: Worker | None = None
    #: Makes checkpoints; None where no server runs, and then `annotate trail checkpoint` does.
    checkpoints: Worker | None = None

    @property
    def signer(self) -> Signer:
        """Who signs the checkpoints of this desk's trail; nothing is read yet."""
        settings = self.settings
        return signer_in(settings.keys_dir, settings.signer_command, settings.signer_key)

    @property
    def copies(self) -> list[Copy]:
        """Where copies of checkpoints go."""
        return copies(self.settings.checkpoint_copy, self.settings.checkpoint_command)

    @property
    def witnesses(self) -> tuple[Remote, ...]:
        """Who is asked to cosign checkpoints."""
        return remotes(self.settings.witnesses)

    @property
    def packer(self) -> Packer:
        """What packs the bundles of editions, under the address of the settings."""
        folders = self.settings.bundles_dir, self.settings.drawn_dir
        return Packer(self.evidence, self.signer, *folders, self.settings.public_url)

    @property
    def organisation(self) -> Organisation:
        """Who publishes, as the settings say; what an admin said since counts before that (services/organisations)."""
        settings = self.settings
        return Organisation(settings.organisation, settings.public_url, people=ROLES if settings.report_roles else "")

    def passkeys(self, asked: str) -> PasskeyRules:
        """Under which name passkeys are taken where the browser asked for `asked`, and whether approvals need one."""
        return rules_for(self.settings.public_url, asked, self.settings.require_passkey)

    def published(self) -> None:
        """An edition is out: a checkpoint shall cover it now."""
        if self.checkpoints:
            self.checkpoints.tell()

    @contextmanager
    def covering(self) -> Iterator[None]:
        """For what needs a signed checkpoint: that there is none yet is said (NotCovered), and one is made soon."""
        try:
            yield
        except NotCovered:
            self.published()
            raise

    def handed_in(self, sha256: str) -> None:
        """A row that names these bytes is committed: they are no leftover, and the inspector may look at them."""
        self.evidence.settle(sha256)
        if self.inspections:
            self.inspections.tell()


def open_desk(settings: Settings | None = None) -> Desk:
    """Open the desk of these settings, by default those of the environment. The home folder is private to its owner."""
    config = load_config()
    settings = settings or config.load(default_home=ROOT / "instance" if (ROOT / "pyproject.toml").exists() else None)
    settings.home.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and settings.home.stat().st_uid == os.getuid():
        settings.home.chmod(0o700)
    return Desk(settings, Database(normal_url(settings.database_url)), open_evidence(settings))


def open_evidence(settings: Settings) -> Evidence:
    """The store that the settings name, which is not asked anything yet; SettingsError where its client is missing."""
    if not settings.evidence_url:
        return Folder(settings.evidence_dir)
    try:
        s3 = import_module("annotate.store.evidence.s3")
    except ModuleNotFoundError as error:
        advice = 'pip install "annotate-desk[s3]"'
        raise load_config().SettingsError(f"ANNOTATE_EVIDENCE_URL names an S3 store. Install: {advice}") from error
    bucket, _, prefix = settings.evidence_url.removeprefix("s3://").partition("/")
    store: Evidence = s3.S3(s3.connect(settings.s3_endpoint), bucket, prefix, settings.evidence_dir / ".incoming")
    return store


def normal_url(url: str) -> str:
    """The database URL with psycopg 3 named as the driver where only “postgres” is said."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
