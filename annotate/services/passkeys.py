"""Passkeys: registered by their owners, named and retired; and what one of them signed, looked at before it counts."""

from __future__ import annotations

import secrets
from importlib import import_module
from types import ModuleType

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Forbidden, Invalid, Stale, Versions
from annotate.domain.limits import check_texts
from annotate.domain.openings import Personal
from annotate.domain.passkeys import Assertion, Passkey, PasskeyRules, challenge, decision, padless
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Claim, User
from annotate.services.passwords import verify
from annotate.services.texts import check_rev, require
from annotate.services.users import spoken
from annotate.store.base import new_id
from annotate.store.models import CredentialRow, PasskeyRow
from annotate.store.queries import passkeys as query
from annotate.store.queries import users as user_query
from annotate.store.session import UnitOfWork

#: Passkeys of one person that are not retired.
MOST = 20
ELSEWHERE = (
    "Browsers take passkeys only at a desk’s own name, over HTTPS. Set ANNOTATE_PUBLIC_URL to that address and open the"
    " desk there; on this machine alone, open it as http://localhost."
)
NEEDED = (
    "This desk takes approvals only with a passkey. Register one on your account page (/account), then approve with it."
)


def offer(session: Session, actor: Actor, user: User, password: str, rules: PasskeyRules, desk: str) -> tuple[str, str]:
    """What the browser needs to make a passkey, as JSON, and the challenge to be handed to `register`.

    Asks for the password, if there is one: whoever finds a browser signed in shall not make a key of their own.
    """
    demand(actor, Permission.APPROVE)
    _must_be_here(rules)
    stored = session.scalar(select(CredentialRow.password_hash).where(CredentialRow.user_id == user.id))
    if stored is not None and not verify(password, stored):
        raise Invalid("This is not your password.", field="password")
    known = query.of_user(session, user.id)
    _must_have_room(known)
    fresh = secrets.token_bytes(32)
    return ceremonies().offer(user, rules, desk, known, fresh), padless(fresh)


def register(uow: UnitOfWork, actor: Actor, answer: str, asked: bytes, name: str, rules: PasskeyRules) -> Passkey:
    """Keep the passkey that a browser made for `asked`, the challenge. Raises Invalid, Conflict, Forbidden."""
    demand(actor, Permission.APPROVE)
    _must_be_here(rules)
    check_texts({"name": name})
    require(name, "name", "Give the passkey a name, such as that of the device that keeps it.")
    key = ceremonies().made(answer, asked, rules)
    uow.lock(SYSTEM_LOG)
    _must_have_room(query.of_user(uow.session, actor.id))
    if query.by_credential(uow.session, key.credential_id):
        raise Conflict("This passkey is registered already.")
    row = PasskeyRow(
        id=new_id(), user_id=actor.id, credential_id=key.credential_id, public_key=key.public_key,
        algorithm=key.algorithm, rp_id=rules.rp_id, created_at=uow.now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.PASSKEY_REGISTER, SYSTEM_LOG))
    return rename(uow, actor, row.id, name)


def rename(uow: UnitOfWork, actor: Actor, ident: str, name: str, rev: int | None = None) -> Passkey:
    """Call one’s own passkey something else."""
    row = _own(uow, actor, ident, rev)
    check_texts({"name": name})
    require(name, "name", "Give the passkey a name, such as that of the device that keeps it.")
    called = Personal("passkey", row.id, "name", name)
    recorder.change(uow, actor, row, {"name": name}, Happening(Tag.PASSKEY_NAME, SYSTEM_LOG, {"name": called}))
    return query.as_passkey(row)


def retire(uow: UnitOfWork, actor: Actor, ident: str, rev: int | None = None) -> Passkey:
    """Take a passkey out of use for good: one’s own, or anybody’s for an admin. What it signed stands."""
    row = _own(uow, actor, ident, rev, or_admin=True)
    owner = user_query.user(uow.session, row.user_id)
    recorder.change(
        uow, actor, row, {"retired": True}, Happening(Tag.PASSKEY_RETIRE, SYSTEM_LOG, {"name": spoken(owner)})
    )
    return query.as_passkey(row)


def signed(
    uow: UnitOfWork, actor: Actor, claim: Claim, digest: str, comment: str, assertion: Assertion | None,
    rules: PasskeyRules,
) -> Passkey | None:  # fmt: skip
    """The passkey by which the actor signed to approve this revision of the claim; None where nothing was signed.

    Forbidden where the desk demands a signature and there is none, or by a passkey that is not theirs or was retired;
    Stale if another revision or comment was signed; Invalid if the signature does not hold.
    """
    if assertion is None:
        if rules.required:
            raise Forbidden(NEEDED)
        return None
    _must_be_here(rules)
    # Held shared, so that no passkey is retired between this look and the commit.
    uow.lock_shared(SYSTEM_LOG)
    row = query.by_credential(uow.session, assertion.credential_id)
    if row is None or row.user_id != actor.id:
        raise Forbidden("This passkey is not one of yours. Register it on your account page, or use another.")
    if row.retired:
        raise Forbidden("This passkey is retired. Use another, or register one on your account page.")
    wanted = challenge(decision(claim, actor.id, digest, comment, rules))
    if assertion.challenge != padless(wanted):
        raise Stale(
            "The passkey signed another version of the claim, or another comment. Look at it again, then approve.",
            versions=Versions({"digest": digest}, claim.rev),
            field="assertion",
        )
    passkey = query.as_passkey(row)
    ceremonies().check(assertion, wanted, rules, passkey)
    return passkey


def _own(uow: UnitOfWork, actor: Actor, ident: str, rev: int | None, *, or_admin: bool = False) -> PasskeyRow:
    uow.lock(SYSTEM_LOG)
    row = query.passkey_row(uow.session, ident)
    uow.session.refresh(row)
    if row.user_id != actor.id:
        if not or_admin:
            raise Forbidden("This passkey is somebody else’s.")
        demand(actor, Permission.ADMINISTER)
    if rev is not None:
        check_rev(row.rev, rev, recorder.image(row), "passkey")
    if row.retired:
        raise Conflict("This passkey is retired already.")
    return row


def _must_be_here(rules: PasskeyRules) -> None:
    if not rules.here:
        raise Conflict(ELSEWHERE)


def _must_have_room(known: list[Passkey]) -> None:
    if sum(not one.retired for one in known) >= MOST:
        raise Conflict(f"You have {MOST} passkeys. Retire one that you do not use any more.")


def ceremonies() -> ModuleType:
    """The module that knows WebAuthn, loaded now."""
    return import_module("annotate.services.ceremonies")
