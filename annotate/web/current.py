"""What belongs to the request under way: the desk, who is signed in, the read session, the unit of work."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from annotate.desk import Desk
from annotate.domain.errors import Unauthenticated
from annotate.domain.passkeys import PasskeyRules
from annotate.domain.people import Actor
from annotate.services.sessions import Signed
from annotate.store.session import UnitOfWork


def desk() -> Desk:
    """The desk that this application serves."""
    return cast(Desk, current_app.extensions["annotate"])


def signed() -> Signed | None:
    """The signed-in person with their session, None on public pages that nobody is signed in to."""
    return cast("Signed | None", g.get("signed"))


def actor() -> Actor:
    """Who acts; raises Unauthenticated if nobody is signed in."""
    found = signed()
    if found is None:
        raise Unauthenticated("Sign in first.")
    return found.actor


def session() -> Session:
    """A read session for this request; closed at its end."""
    if "reader" not in g:
        g.reading = desk().database.read()
        g.reader = g.reading.__enter__()
    return cast(Session, g.reader)


#: The same, as most views call it.
read = session


def write() -> AbstractContextManager[UnitOfWork]:
    """A unit of work that carries this request's id. Whatever was read before is let go, so that it is read anew."""
    close()
    return desk().database.write(request=request_id())


def passkey_rules() -> PasskeyRules:
    """Under which name passkeys are taken at the address of this request."""
    return desk().passkeys(request.host_url)


def today() -> str:
    """The desk's day, YYYY-MM-DD, UTC."""
    return desk().database.now()[:10]


def base_url() -> str:
    """The desk's address as the world knows it, or as this browser asked where no public address is set."""
    return desk().settings.public_url or request.host_url.rstrip("/")


def request_id() -> str:
    """The id of this request: on error pages, in the log, in every event that it makes."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def close(error: BaseException | None = None) -> None:
    """End the read session, if one was begun."""
    reading = g.pop("reading", None)
    g.pop("reader", None)
    if reading is not None:
        reading.__exit__(None, None, None)


def wants_fragment() -> bool:
    """Did our own script ask, for parts of the page?"""
    return request.headers.get("X-Fragment") == "1"


def takes_gzip() -> bool:
    """Can whoever asks unpack gzip?"""
    return request.accept_encodings["gzip"] > 0
