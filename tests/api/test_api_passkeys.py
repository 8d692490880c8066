"""Approving by a program that can reach an authenticator: what is to be signed, and what was."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from typing import Any

from authenticator import Authenticator
from factories import actor

from annotate.domain.passkeys import PasskeyRules, unpadded
from annotate.services import passkeys

HERE = PasskeyRules("localhost", "http://localhost")


def test_a_program_asks_what_to_sign_and_sends_what_was_signed(api: Any) -> None:
    device, claim = Authenticator(rp_id="localhost"), api.submitted(api.article())
    with api.desk.database.write() as uow:
        made = device.made(bytes(32), HERE.origin)
        passkeys.register(uow, actor(api.desk.database, "mira"), made, bytes(32), "Key", HERE)
    at = f"/claims/{claim['id']}"
    assert api.get(f"{at}/decision").status_code == 403, "a checker approves nothing"
    asked = api.get(f"{at}/decision?comment=Well%20found.", who="mira").json
    hashed = hashlib.sha256(asked["decision"].encode()).digest()
    assert unpadded(asked["challenge"]) == hashed and asked["code"].replace(" ", "") == hashed.hex()[:16]
    assert (asked["rp_id"], asked["passkeys"]) == ("localhost", [base64_url(device.credential_id)])
    assertion = dataclasses.asdict(device.sign(hashed, origin=HERE.origin))
    body = {"digest": claim["digest"], "comment": "Well found.", "assertion": assertion}
    assert api.post(f"{at}/approve", body | {"comment": "Other"}, who="mira").status_code == 409
    assert api.post(f"{at}/approve", body | {"assertion": {}}, who="mira").status_code == 422
    assert (
        api.post(f"{at}/approve", body | {"assertion": assertion | {"signature": "AA"}}, who="mira").status_code == 422
    )
    assert api.post(f"{at}/approve", body, who="mira").json["state"] == "approved"


def test_a_desk_that_demands_a_passkey_refuses_programs_without(api: Any) -> None:
    claim = api.submitted(api.article())
    strict = dataclasses.replace(api.desk.settings, require_passkey=True)
    api.app.extensions["annotate"] = dataclasses.replace(api.desk, settings=strict)
    refused = api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira")
    assert refused.status_code == 403 and "Register one on your account page" in refused.json["detail"]


def base64_url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
