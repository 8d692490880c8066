"""Content credentials (C2PA): who says that they made or changed this file, and is their signature sound?

Nothing is fetched: neither a manifest that is kept elsewhere, nor whether a certificate was revoked. No list of
trusted signers comes with this program, so that a sound signature counts as “untrusted” and never as “valid”.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from annotate.domain.findings import Action, Credentials, CredentialState
from annotate.inspector import times
from annotate.inspector.base import Found, Opened, tidy

try:
    import c2pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
except ImportError:  # an extra of its own: 53 MB
    c2pa = None

#: Seconds that the validator may go on asking for more of the file.
_SECONDS = 10
#: Actions of which a record is kept.
_MAX_ACTIONS = 50
_OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True, "verify_after_reading": True},
    "core": {"allowed_network_hosts": []},
}
_NOTES: dict[CredentialState, str] = {
    "absent": "There are no content credentials in the file. That proves nothing.",
    "valid": "The credentials are intact and signed by somebody whom this desk trusts.",
    "untrusted": "The credentials are intact, but whoever signed them is on no list that this desk trusts.",
    "invalid": "The credentials do not hold: the file or they themselves were changed after signing.",
    "remote": "The credentials are kept elsewhere and were not fetched.",
    "unreadable": "Content credentials cannot be read from this file: it or they are broken.",
    "unexamined": "Content credentials were not looked at: the extra “c2pa” is not installed.",
}
Json = Mapping[str, Any]


def look(opened: Opened, found: Found) -> None:
    """Record the state of the credentials; whatever goes wrong, it is never “valid”."""
    if c2pa is None:
        found.credentials = _state("unexamined")
        found.unexamined.append(_NOTES["unexamined"])
        return
    found.used(f"c2pa {c2pa.sdk_version()}")
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
        with c2pa.Reader(found.media_type, opened.reader(_SECONDS), context=context) as reader:
            found.credentials = _read(json.loads(reader.json()), tidy(reader.get_remote_url() or ""))
    except c2pa.C2paError as error:
        found.credentials = _failure(tidy(error))
    except (ValueError, RecursionError):
        found.credentials = _state("unreadable")


def _failure(said: str) -> Credentials | None:
    if said.startswith("ManifestNotFound"):
        return _state("absent")
    if said.startswith("NotSupported"):
        return None
    if said.startswith("Remote"):
        return _state("remote", remote=said.rpartition(" ")[2])
    return _state("unreadable", note=f"{_NOTES['unreadable'][:-1]} ({tidy(said, 120)}).")


def _read(store: Json, remote: str) -> Credentials:
    manifest = _object(_object(store.get("manifests")).get(str(store.get("active_manifest"))))
    signature = _object(manifest.get("signature_info"))
    actions = tuple(_actions(manifest))[:_MAX_ACTIONS]
    return _state(
        _verdict(store),
        generator=_generator(manifest),
        signer=tidy(signature.get("common_name") or ""),
        issuer=tidy(signature.get("issuer") or ""),
        signed_ms=times.iso_time(str(signature.get("time") or "")),
        actions=actions,
        source_types=tuple(dict.fromkeys(action.source_type for action in actions if action.source_type)),
        remote=remote,
    )


def _verdict(store: Json) -> CredentialState:
    state = store.get("validation_state")
    problems = {str(_object(entry).get("code")) for entry in _list(store.get("validation_status"))}
    if state == "Trusted" and not problems:
        return "valid"
    sound = state in ("Valid", "Trusted") and problems <= {"signingCredential.untrusted"}
    return "untrusted" if sound else "invalid"


def _actions(manifest: Json) -> list[Action]:
    found = []
    for assertion in map(_object, _list(manifest.get("assertions"))):
        if str(assertion.get("label")).startswith("c2pa.actions"):
            for action in map(_object, _list(_object(assertion.get("data")).get("actions"))):
                agent = action.get("softwareAgent") or ""
                agent = _object(agent).get("name", "") if isinstance(agent, dict) else agent
                source = tidy(action.get("digitalSourceType") or "")
                found.append(Action(tidy(action.get("action") or ""), source, tidy(agent)))
    return found


def _generator(manifest: Json) -> str:
    named = _object(next(iter(_list(manifest.get("claim_generator_info"))), {}))
    text = f"{named.get('name', '')} {named.get('version', '')}".strip()
    return tidy(text or manifest.get("claim_generator") or "")


def _state(state: CredentialState, *, note: str = "", **known: Any) -> Credentials:
    fields: dict[str, Any] = {
        "generator": "", "signer": "", "issuer": "", "signed_ms": None, "actions": (), "source_types": (), "remote": "",
        "validator": f"c2pa {c2pa.sdk_version()}" if c2pa else "",
    }  # fmt: skip
    return Credentials(state, note or _NOTES[state], **(fields | known))


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
