"""Idempotency-Key: a POST that is sent again, because its answer got lost, changes nothing and gets that answer.

The key is taken and the answer kept in the transaction of the change itself: there is no moment in which one is there
without the other. Of two that arrive at once the second waits at the key's row, and then finds the answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Request
from sqlalchemy import bindparam, delete, select, text

from annotate.api.operations import Answer
from annotate.domain.errors import Invalid
from annotate.domain.people import Actor
from annotate.store.models import IdempotencyRow
from annotate.store.session import UnitOfWork, utc_text

HEADER = "Idempotency-Key"
#: Days for which an answer is kept.
KEPT_DAYS = 7
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAKE = text(
    'INSERT INTO idempotency (user_id, "key", request, status, headers, body, at)'
    " VALUES (:user, :key, :request, 0, '', '', :at) ON CONFLICT DO NOTHING"
)


_ROW = IdempotencyRow.__table__.c
_MINE = (_ROW.user_id == bindparam("user"), _ROW.key == bindparam("name"))
#: Built once: both stand in the way of every marked claim.
_FIND = select(_ROW.request, _ROW.status, _ROW.headers, _ROW.body).where(*_MINE)
_KEEP = (
    IdempotencyRow.__table__.update()  # type: ignore[attr-defined]
    .where(*_MINE)
    .values({name: bindparam(f"new_{name}") for name in ("status", "headers", "body")})
)


@dataclass(frozen=True)
class Repeat:
    """The key of a request and the fingerprint of what it asks for."""

    key: str
    fingerprint: str


def read_key(request: Request, body: bytes) -> Repeat | None:
    """The key that was sent, with the SHA-256 of method, address, If-Match and body."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid("The key has 1 to 200 printable ASCII characters and no space.", field=HEADER)
    asked = json.dumps([request.method, request.full_path, request.headers.get("If-Match", "")])
    return Repeat(key, hashlib.sha256(asked.encode() + b"\n" + body).hexdigest())


def earlier(uow: UnitOfWork, actor: Actor, repeat: Repeat) -> Answer | None:
    """Take the key for this request, or return the answer that it got before. Invalid for another request's key."""
    values = {"user": actor.id, "key": repeat.key, "request": repeat.fingerprint, "at": uow.now}
    if uow.connection.execute(_TAKE, values).rowcount == 1:
        return None
    row = uow.connection.execute(_FIND, {"user": actor.id, "name": repeat.key}).one()
    if row.request != repeat.fingerprint:
        raise Invalid("This key came with another request before. Make a new key for a new request.", field=HEADER)
    headers = {**json.loads(row.headers), "Idempotent-Replay": "true"}
    return Answer(row.body.encode(), row.status, headers)


def keep(uow: UnitOfWork, actor: Actor, repeat: Repeat, answer: Answer, body: str) -> None:
    """Keep the answer with its key. About every 256th key sweeps out the person's old ones."""
    values = {"new_status": answer.status, "new_headers": json.dumps(dict(answer.headers)), "new_body": body}
    uow.connection.execute(_KEEP, {"user": actor.id, "name": repeat.key, **values})
    if repeat.fingerprint.startswith("00"):
        before = utc_text(datetime.fromisoformat(uow.now) - timedelta(days=KEPT_DAYS))
        uow.session.execute(
            delete(IdempotencyRow).where(IdempotencyRow.user_id == actor.id, IdempotencyRow.at < before)
        )
