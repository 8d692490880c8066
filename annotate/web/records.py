"""What is recorded on a claim beside its citations, as its panel shows it: searches, and questions to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotate.domain.errors import DomainError, Stale
from annotate.domain.replies import overdue, time_left
from annotate.domain.things import Claim
from annotate.domain.vocabulary import Outcome
from annotate.services.texts import days_until
from annotate.store.queries.basis import lookups, replies
from annotate.web.current import read, today
from annotate.web.forms.records import LookupForm, ReplyForm
from annotate.web.stale import Difference, differences

#: Outcome → its icon.
ICONS = {
    Outcome.WAITING: "clock", Outcome.ANSWERED: "speech", Outcome.DECLINED: "denies", Outcome.SILENT: "silent",
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A form that is open: for a new record, or for the one of this id; with both versions if it was stale."""

    form: LookupForm | ReplyForm
    ident: str = ""
    versions: list[Difference] | None = None


def records(claim: Claim, lookup: Opened | None = None, reply: Opened | None = None) -> dict[str, Any]:
    """The searches and the questions, and the form that is open among them. Two queries."""
    day = today()
    asked = [(one, days_until(one.deadline, day)) for one in replies(read(), [claim.id])]
    return {
        "lookups": lookups(read(), [claim.id]), "lookup_open": lookup, "reply_open": reply,
        "replies": [(one, time_left(one.outcome, left), overdue(one.outcome, left)) for one, left in asked],
        "outcome_icons": ICONS, "overdue": sum(overdue(one.outcome, left) for one, left in asked),
    }  # fmt: skip


def refused(form: LookupForm | ReplyForm, error: DomainError, ident: str = "") -> tuple[Opened, int]:
    """The form with why it was not taken, and the status to answer."""
    if isinstance(error, Stale):
        return Opened(form, ident, differences(form, error)), 409
    return Opened(form, ident), form.refuse(error)
