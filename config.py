"""Settings: typed, from the environment and one instance file, checked at start so that a mistake names its variable.

Order, later wins: defaults, `settings.toml` in the home folder, the environment. docs/settings.md lists all of them.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and says what it takes."""


@dataclass(frozen=True)
class Settings:
    """Everything that an operator can set. Each field is read from `ANNOTATE_<NAME>`, save those named beside it."""

    #: ANNOTATE_HOME: the folder of the database, keys and evidence.
    home: Path
    #: DATABASE_URL: sqlite:///… or postgresql://…
    database_url: str
    #: Name of the newsroom, as reports print it.
    organisation: str = "Example Newsroom"
    #: Print the people of the newsroom by their roles: reports and bundles hold no names of theirs.
    report_roles: bool = False
    #: Public address of this desk, without a closing slash; empty: as the browser asked.
    public_url: str = ""
    #: Sign in by one click as a person of the worked example. Only `annotate demo` sets it, and only on loopback.
    demo: bool = False
    #: Send the session cookie over HTTPS only (and as __Host-…); switch off only on loopback.
    secure_cookies: bool = True
    #: Minutes without a request after which a session ends, and hours after which it ends in any case.
    session_idle_minutes: int = 120
    session_hours: int = 12
    #: Failed sign-ins per account or address in 15 minutes after which further ones wait.
    login_attempts: int = 10
    #: Take an approval only if a passkey of its reviewer signed it.
    require_passkey: bool = False
    #: Proxies in front whose X-Forwarded-* headers are believed.
    trusted_proxies: int = 0
    #: Largest request body in bytes.
    max_upload: int = 20_000_000
    #: Largest file of evidence in bytes.
    max_file: int = 4 * 1024**3
    #: Where evidence is kept: s3://bucket/prefix; empty: in the home folder.
    evidence_url: str = ""
    #: Address of an S3-compatible store; empty: Amazon's, as the usual AWS_… variables say.
    s3_endpoint: str = ""
    #: Name under which checkpoints of the trail are signed, such as desk.example/trail; empty: made by `annotate init`.
    log_origin: str = ""
    #: A file, best on another machine's disk, to which every checkpoint is appended.
    checkpoint_copy: str = ""
    #: A command that gets every checkpoint on its standard input, such as one that mails it to a partner.
    checkpoint_command: str = ""
    #: Witnesses that are asked to cosign checkpoints, parted by spaces: https://w.example=name+id+base64 …
    witnesses: str = ""
    #: How many of them have to.
    witnesses_needed: int = 0
    #: A command that signs checkpoints elsewhere, and its public key (name+id+base64); empty: the key in the home.
    signer_command: str = ""
    signer_key: str = ""
    #: PostgreSQL role that the web processes use; migrations give it the least rights that work.
    database_app_role: str = ""

    @property
    def keys_dir(self) -> Path:
        """Where the key that signs checkpoints lies, and what it signed last: not in the database."""
        return self.home / "keys"

    @property
    def evidence_dir(self) -> Path:
        """Where received bytes are kept, or only arrive if `evidence_url` names another store."""
        return self.home / "evidence"

    @property
    def bundles_dir(self) -> Path:
        """Where packed bundles are kept while they would be the same; nothing that a backup needs."""
        return self.home / "bundles"

    @property
    def drawn_dir(self) -> Path:
        """Likewise other forms of editions that take long to draw."""
        return self.home / "drawn"

    @property
    def working_dir(self) -> Path:
        """Where working copies lie that are being drawn or wait to be taken, for a day at most."""
        return self.home / "working"


_NAMES = {"home": "ANNOTATE_HOME", "database_url": "DATABASE_URL"}


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return _NAMES.get(field, f"ANNOTATE_{field.upper()}")


def load(environ: Mapping[str, str] | None = None, *, default_home: Path | None = None, **given: Any) -> Settings:
    """Read the settings; `given` overrules everything. Raises SettingsError and names the variable."""
    environ = os.environ if environ is None else environ
    home = Path(given.get("home") or environ.get("ANNOTATE_HOME") or default_home or "instance").expanduser().resolve()
    values: dict[str, Any] = {**_from_file(home / "settings.toml"), **_from_environment(environ), **given, "home": home}
    values.setdefault("database_url", f"sqlite:///{home / 'annotate.db'}")
    _check(values)
    return Settings(**values)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for field in fields(Settings):
        raw = environ.get(variable(field.name))
        if raw is not None and field.name != "home":
            found[field.name] = _convert(field.name, str(field.type), raw)
    return found


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings.toml in the home folder is not valid TOML: {error}") from error
    known = {field.name for field in fields(Settings)} - {"home"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(f"settings.toml has an unknown setting “{unknown[0]}”. Known: {', '.join(sorted(known))}.")
    return values


def _convert(name: str, kind: str, raw: str) -> Any:
    if kind == "bool":
        if raw.lower() in ("1", "true", "yes", "on"):
            return True
        if raw.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsError(f"{variable(name)} is “{raw}”; write 1 or 0.")
    if kind == "int":
        try:
            return int(raw)
        except ValueError as error:
            raise SettingsError(f"{variable(name)} is “{raw}”; write a whole number.") from error
    return raw


def _check(values: Mapping[str, Any]) -> None:
    url = values["database_url"]
    if not isinstance(url, str) or not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    for name in ("session_idle_minutes", "session_hours", "login_attempts", "max_upload", "max_file"):
        if values.get(name) is not None and (not isinstance(values[name], int) or values[name] < 1):
            raise SettingsError(f"{variable(name)} must be a whole number above 0.")
    if bool(values.get("signer_command")) != bool(values.get("signer_key")):
        raise SettingsError(
            "ANNOTATE_SIGNER_COMMAND and ANNOTATE_SIGNER_KEY go together: who signs, and whom to believe."
        )
    public = values.get("public_url", "")
    if public and (not public.startswith(("https://", "http://")) or public.endswith("/")):
        raise SettingsError("ANNOTATE_PUBLIC_URL must be a web address without a closing slash.")
    if values.get("require_passkey") and public and not public.startswith(("https://", "http://localhost")):
        raise SettingsError(
            "ANNOTATE_REQUIRE_PASSKEY needs an ANNOTATE_PUBLIC_URL with https://: browsers take passkeys nowhere else."
        )
    _check_evidence(values.get("evidence_url", ""), values.get("s3_endpoint", ""))


def _check_evidence(url: str, endpoint: str) -> None:
    if url and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*", url):
        raise SettingsError(
            f"ANNOTATE_EVIDENCE_URL is “{url}”; write s3://bucket/prefix, or leave it empty for a folder."
        )
    if endpoint and not re.fullmatch(r"https?://[^/?#@\s]+", endpoint):
        raise SettingsError("ANNOTATE_S3_ENDPOINT must be a web address without a path or a closing slash.")
    if endpoint and not url:
        raise SettingsError("ANNOTATE_S3_ENDPOINT is set, but ANNOTATE_EVIDENCE_URL names no bucket.")
