"""Asking witnesses to cosign a checkpoint: the only connections that the trail makes, and only to those that are set.

A witness that does not answer costs some seconds and its cosignature, never the checkpoint.
"""

from __future__ import annotations

import base64
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotate.domain.cosignature import cosigned
from annotate.domain.errors import Invalid
from annotate.domain.note import COSIGNATURE, Key, key

log = logging.getLogger("annotate")
#: Seconds that one witness may take, and bytes of its answer.
PATIENCE, MOST = 5, 20_000


@dataclass(frozen=True)
class Remote:
    """A witness elsewhere: where it listens, and the key that it is believed by."""

    url: str
    key: Key


class _Straight(urllib.request.HTTPRedirectHandler):
    """A witness is at its address or nowhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow nothing."""
        return None


def remotes(said: str) -> tuple[Remote, ...]:
    """The witnesses of the setting: `https://w.example=name+id+base64`, parted by white space. Raises Invalid."""
    return tuple(_remote(one) for one in said.split())


def cosignatures(note: str, size: int, known: str, proof: Any, witnesses: Iterable[Remote]) -> list[str]:
    """Lines of those who cosigned; `known` is the last note, with whose size those on it are asked first.

    `proof(old)` gives the proof that the first `old` events are the beginning of this checkpoint.
    """
    lines = []
    for witness in witnesses:
        try:
            lines.append(_ask(witness, note, size, _known_size(known, witness.key), proof))
        except (OSError, ValueError, Invalid) as error:
            log.warning("the witness %s did not cosign: %s", witness.key.name, error)
    return lines


def _ask(witness: Remote, note: str, size: int, old: int, proof: Any) -> str:
    status, text = _post(witness.url, _body(old, proof(old), note))
    if status == 409 and text.strip().isdigit() and int(text) <= size:
        status, text = _post(witness.url, _body(int(text), proof(int(text)), note))
    if status != 200:
        raise ValueError(f"it answered {status} {text.strip()[:200]}")
    cosigned(note + text, witness.key)
    return text


def _known_size(note: str, by: Key) -> int:
    """The size of the last note, if this witness is on it; else 0, and the witness will say what it knows."""
    try:
        cosigned(note, by)
        return int(note.split("\n")[1])
    except (Invalid, IndexError, ValueError):
        return 0


def _body(old: int, proof: Iterable[bytes], note: str) -> bytes:
    lines = [f"old {old}", *(base64.b64encode(step).decode() for step in proof), "", note]
    return "\n".join(lines).encode()


def _post(url: str, body: bytes) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Straight)
    request = urllib.request.Request(f"{url}/add-checkpoint", data=body, method="POST")
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read(MOST).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(MOST).decode("utf-8", "replace")


def _remote(said: str) -> Remote:
    url, _, public = said.partition("=")
    if not url.startswith(("https://", "http://")) or url.endswith("/"):
        raise Invalid("A witness is written as https://w.example=name+id+base64.", field="witnesses")
    found = key(public)
    if found.kind != COSIGNATURE:
        raise Invalid(f"The key of {found.name} is not that of a witness.", field="witnesses")
    return Remote(url, found)
