"""What a reviewer sees of the signature that a passkey makes: the decision, word for word, and its short code."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.domain.canonical import canonical
from annotate.domain.passkeys import Passkey, PasskeyRules, challenge, decision, groups
from annotate.domain.people import Actor
from annotate.store.queries import passkeys
from annotate.web.review_page import Sheet


@dataclass(frozen=True)
class Signing:
    """`keys`: passkeys of the reviewer that sign here. `text`: the decision as canonical JSON, with this comment."""

    rules: PasskeyRules
    keys: tuple[Passkey, ...]
    text: str
    code: str

    @property
    def idents(self) -> str:
        """Credential ids, as the browser is asked for one of them."""
        return " ".join(key.credential_id for key in self.keys)

    @property
    def refusal(self) -> str:
        """Why this reviewer can approve nothing here: the desk demands a signature that they cannot make; or ""."""
        if self.keys or not self.rules.required:
            return ""
        way = "Register one on your account page." if self.rules.here else "Browsers take none at this address."
        return f"This desk takes approvals only with a passkey. {way}"


def signing(session: Session, actor: Actor, sheet: Sheet, comment: str, rules: PasskeyRules) -> Signing:
    """For the claim as it is shown. One query."""
    keys = passkeys.usable(session, actor.id, rules.rp_id) if rules.here else []
    decided = decision(sheet.claim, actor.id, sheet.digest, comment, rules)
    return Signing(rules, tuple(keys), canonical(decided).decode(), groups(challenge(decided)))
