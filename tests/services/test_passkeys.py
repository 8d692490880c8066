"""Passkeys on both engines: registering, approving with one, and everything that must not pass for a signature."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from authenticator import PRESENT, RULES, VERIFIED, Authenticator
from factories import actor, make_article, read_claim, submitted_claim
from sqlalchemy import select, text

from annotate.audit import ddl
from annotate.audit.verifier import verify
from annotate.domain.canonical import canonical
from annotate.domain.errors import Conflict, DomainError, Forbidden, Invalid, Stale
from annotate.domain.passkeys import Assertion, Passkey, challenge, decision, padless, read_assertion
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import claims, passkeys, reviews
from annotate.services.passwords import hash_password
from annotate.services.signatures import verify_signatures
from annotate.store.models import CredentialRow, EventRow, ReviewRow
from annotate.store.queries import passkeys as query
from annotate.store.queries.users import user
from annotate.store.session import Database


def registered(database: Database, who: Actor, device: Authenticator, name: str = "My laptop") -> Passkey:
    asked = secrets.token_bytes(32)
    with database.write() as uow:
        return passkeys.register(uow, who, device.made(asked), asked, name, RULES)


def approve(database: Database, who: Actor, claim: Claim, assertion: Assertion | None, comment: str = "") -> Claim:
    with database.write() as uow:
        return reviews.approve(uow, who, claim.id, str(claim.digest), comment, assertion, RULES)


def wanted(claim: Claim, who: Actor, comment: str = "") -> bytes:
    return challenge(decision(claim, who.id, str(claim.digest), comment, RULES))


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_a_decision_is_signed_and_the_event_says_all_that_was_signed(
    database: Database, ana: Actor, mira: Actor, algorithm: str
) -> None:
    device, claim = Authenticator(algorithm), submitted_claim(database, ana, make_article(database, ana))
    passkey = registered(database, mira, device)
    assert (passkey.algorithm, passkey.name, passkey.retired) == (algorithm, "My laptop", False)
    made = approve(database, mira, claim, device.sign(wanted(claim, mira, "Well found.")), "Well found.")
    assert made.state == "approved"
    with database.read() as session:
        row = session.scalars(select(ReviewRow).where(ReviewRow.decision == "approve")).one()
        events = [json.loads(e.body) for e in session.scalars(select(EventRow).order_by(EventRow.at, EventRow.seq))]
        assert verify(session).faults == [] == list(verify_signatures(session))
    told = next(e["after"] for e in events if e["action"] == "review:decision:record" and e["after"]["passkey_id"])
    approval = next(e["after"] for e in events if e["action"] == "claim:state:approve")
    assert (row.passkey_id, told["passkey_id"]) == (passkey.id, passkey.id)
    names = decision(claim, mira.id, "", "", RULES)["verdict"].keys() - {"spans"}
    again = {
        "v": 1, "purpose": "annotate/decision", "desk": "desk.example", "article": claim.article_id,
        "claim": told["claim_id"], "claim_rev": told["claim_rev"], "decision": told["decision"],
        "digest": told["digest"], "comment": told["comment"], "reviewer": told["reviewer_id"],
        "verdict": {n: approval[n] for n in names} | {"spans": [[s.start, s.end, s.exact] for s in claim.spans]},
    }  # fmt: skip
    assert read_assertion(told["assertion"]).challenge == padless(hashlib.sha256(canonical(again)).digest())


def test_the_event_that_registers_a_key_says_nothing_of_the_person_and_their_device(
    database: Database, mira: Actor
) -> None:
    device = Authenticator()
    registered(database, mira, device, "Mira’s telephone")
    with database.read() as session:
        first, second = session.scalars(
            select(EventRow).where(EventRow.target_type == "passkey").order_by(EventRow.seq)
        )
    assert "telephone" not in first.body.decode() and "@" not in first.body.decode()
    assert (first.log, first.action, second.action) == ("system", "passkey:passkey:register", "passkey:name:change")


def other_comment(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, mira, "Something else"))


def other_revision(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(replace(claim, rev=claim.rev - 1), mira))


def other_digest(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(replace(claim, digest="0" * 64), mira))


def other_claim(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(replace(claim, id=claim.article_id), mira))


def other_verdict(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(replace(claim, status="true"), mira))


def other_person(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, replace(mira, id=claim.author_id)))


def other_key(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return Authenticator(credential_id=device.credential_id).sign(wanted(claim, mira))


def unknown_key(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return Authenticator().sign(wanted(claim, mira))


def other_site(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, mira), origin="https://desk.example.evil.example")


def other_desk(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return replace(device, rp_id="evil.example").sign(wanted(claim, mira))


def other_ceremony(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, mira), kind="webauthn.create")


def unverified(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, mira), PRESENT)


def absent(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return device.sign(wanted(claim, mira), VERIFIED)


def flipped(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    good = device.sign(wanted(claim, mira))
    other = "A" if good.signature[40] != "A" else "B"
    return replace(good, signature=f"{good.signature[:40]}{other}{good.signature[41:]}")


def nonsense(claim: Claim, mira: Actor, device: Authenticator) -> Assertion:
    return replace(device.sign(wanted(claim, mira)), authenticator_data="AAAA")


Forge = Callable[[Claim, Actor, Authenticator], Assertion]


@pytest.mark.parametrize(
    ("forge", "error", "why"),
    [
        (other_comment, Stale, "another version of the claim, or another comment"), (other_revision, Stale, "another"),
        (other_digest, Stale, "another"), (other_claim, Stale, "another"), (other_verdict, Stale, "another"),
        (other_person, Stale, "another"), (other_key, Invalid, "not this decision"),
        (unknown_key, Forbidden, "not one of yours"), (other_site, Invalid, "origin"), (other_desk, Invalid, "RP ID"),
        (other_ceremony, Invalid, "type"), (unverified, Invalid, "not verified"), (absent, Invalid, "not present"),
        (flipped, Invalid, "not this decision"), (nonsense, Invalid, "not this decision"),
    ],
)  # fmt: skip
def test_what_is_no_signature_of_this_decision_approves_nothing(
    sqlite_database: Database, forge: Forge, error: type[DomainError], why: str
) -> None:
    ana, mira = actor(sqlite_database, "ana"), actor(sqlite_database, "mira")
    device, claim = Authenticator(), submitted_claim(sqlite_database, ana, make_article(sqlite_database, ana))
    registered(sqlite_database, mira, device)
    with pytest.raises(error, match=why):
        approve(sqlite_database, mira, claim, forge(claim, mira, device))
    assert read_claim(sqlite_database, claim).state == "submitted"
    assert approve(sqlite_database, mira, claim, device.sign(wanted(claim, mira))).state == "approved", "the control"


def test_a_signature_serves_once(database: Database, ana: Actor, mira: Actor) -> None:
    device, claim = Authenticator(), submitted_claim(database, ana, make_article(database, ana))
    registered(database, mira, device)
    once = device.sign(wanted(claim, mira))
    approve(database, mira, claim, once)
    with pytest.raises(Conflict):
        approve(database, mira, claim, once)
    with database.write() as uow:
        edited = claims.edit(uow, ana, claim.id, read_claim(database, claim).rev, {"rationale": "Counted again."})
        back = claims.edit(uow, ana, claim.id, edited.rev, {"rationale": claim.rationale})
        again = reviews.submit(uow, ana, claim.id, back.rev)
    assert again.digest == claim.digest, "all that the digest covers is as it was"
    with pytest.raises(Stale, match="another version"):
        approve(database, mira, again, once)


def test_somebody_elses_passkey_and_a_retired_one_sign_nothing(
    database: Database, ana: Actor, mira: Actor, jonas: Actor, ines: Actor
) -> None:
    theirs, own, claim = Authenticator(), Authenticator(), submitted_claim(database, ana, make_article(database, ana))
    registered(database, jonas, theirs)
    passkey = registered(database, mira, own)
    with pytest.raises(Forbidden, match="not one of yours"):
        approve(database, mira, claim, theirs.sign(wanted(claim, mira)))
    with database.write() as uow, pytest.raises(Forbidden, match="you are signed in as"):
        passkeys.retire(uow, jonas, passkey.id)
    with database.write() as uow:
        assert passkeys.retire(uow, ines, passkey.id).retired
    with pytest.raises(Forbidden, match="is retired"):
        approve(database, mira, claim, own.sign(wanted(claim, mira)))
    with database.write() as uow, pytest.raises(Conflict, match="retired already"):
        passkeys.rename(uow, mira, passkey.id, "Again")
    with pytest.raises(Conflict, match="registered already"):
        registered(database, mira, own)


def test_a_desk_may_demand_a_signature(database: Database, ana: Actor, mira: Actor) -> None:
    device, claim = Authenticator(), submitted_claim(database, ana, make_article(database, ana))
    registered(database, mira, device)
    strict = replace(RULES, required=True)
    with database.write() as uow, pytest.raises(Forbidden, match="Register one on your account page"):
        reviews.approve(uow, mira, claim.id, str(claim.digest), rules=strict)
    assert read_claim(database, claim).state == "submitted"
    with database.write() as uow:
        signed = device.sign(wanted(claim, mira))
        assert reviews.approve(uow, mira, claim.id, str(claim.digest), "", signed, strict).state == "approved"


def test_to_make_a_passkey_one_needs_the_password_a_role_and_a_name(
    database: Database, mira: Actor, ana: Actor
) -> None:
    with database.write() as uow:
        row = CredentialRow(user_id=mira.id, password_hash=hash_password("four unrelated words"), changed_at=uow.now)
        uow.session.add(row)
    with database.read() as session:
        me = user(session, mira.id)
        with pytest.raises(Invalid, match="not your password"):
            passkeys.offer(session, mira, me, "guessed", RULES, "The Desk")
        with pytest.raises(Forbidden):
            passkeys.offer(session, ana, user(session, ana.id), "", RULES, "The Desk")
        with pytest.raises(Conflict, match="ANNOTATE_PUBLIC_URL"):
            passkeys.offer(session, mira, me, "four unrelated words", replace(RULES, rp_id=""), "The Desk")
        options, asked = passkeys.offer(session, mira, me, "four unrelated words", RULES, "The Desk")
    said = json.loads(options)
    assert (said["challenge"], said["rp"]["id"], said["user"]["name"]) == (asked, "desk.example", "mira@example.org")
    assert said["authenticatorSelection"]["userVerification"] == "required" and said["attestation"] == "none"
    with pytest.raises(Invalid, match="Give the passkey a name"):
        registered(database, mira, Authenticator(), " ")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda asked: "", "no passkey"), (lambda asked: "[]", "no passkey"), (lambda asked: "x" * 30_000, "too long"),
        (lambda asked: Authenticator().made(bytes(32)), "challenge"),
        (lambda asked: Authenticator().made(asked, "https://evil.example"), "origin"),
        (lambda asked: Authenticator(rp_id="evil.example").made(asked), "RP ID"),
        (lambda asked: Authenticator().made(asked, flags=PRESENT), "not verified"),
        (lambda asked: Authenticator().made(asked).replace('Object": "o', 'Object": "A'), "no passkey"),
        (lambda asked: Authenticator("P-384").made(asked), "of a kind that this desk does not take"),
    ],
)  # fmt: skip
def test_what_is_no_new_passkey_is_not_kept(
    sqlite_database: Database, answer: Callable[[bytes], str], why: str
) -> None:
    mira, asked = actor(sqlite_database, "mira"), secrets.token_bytes(32)
    with sqlite_database.write() as uow, pytest.raises(Invalid, match=why):
        passkeys.register(uow, mira, answer(asked), asked, "Mine", RULES)
    with sqlite_database.read() as session:
        assert query.of_user(session, mira.id) == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE review SET comment = 'Never seen.' WHERE decision = 'approve'", "its passkey signed something else"),
        ("UPDATE review SET digest = '{0}' WHERE decision = 'approve'", "its passkey signed something else"),
        ("UPDATE review SET claim_rev = 77 WHERE decision = 'approve'", "is not in the trail"),
        ("UPDATE span SET exact = upper(exact)", "its passkey signed something else"),
        ("UPDATE passkey SET public_key = '{key}'", "its passkey signed something else"),
        ("UPDATE passkey SET user_id = (SELECT id FROM \"user\" WHERE role = 'admin')", "not its reviewer’s then"),
        ("UPDATE passkey SET created_at = '2199-01-01T00:00:00.000Z'", "not its reviewer’s then"),
        ("UPDATE passkey SET credential_id = 'A' || credential_id", "that of another passkey"),
        ("UPDATE review SET assertion = '{{}}' WHERE decision = 'approve'", "An assertion is a JSON object"),
    ],
)
def test_whoever_owns_the_database_cannot_change_what_was_signed(
    sqlite_database: Database, statement: str, why: str
) -> None:
    database, device = sqlite_database, Authenticator()
    ana, mira = actor(database, "ana"), actor(database, "mira")
    claim = submitted_claim(database, ana, make_article(database, ana))
    registered(database, mira, device)
    other = registered(database, actor(database, "jonas"), Authenticator())
    approve(database, mira, claim, device.sign(wanted(claim, mira)))
    with database.engine.begin() as connection:
        ddl.remove(connection)
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement.format("0" * 64, key=other.public_key)))
    with database.read() as session:
        [fault] = verify_signatures(session)
    assert why in str(fault) and fault.where.startswith("review ")
