"""Forms of what is recorded on a claim: searches, and questions to somebody. Shape only.

Their fields have prefixes: the claim's own form stands on the same page.
"""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.accounts import Lookup, Reply
from annotate.domain.vocabulary import Outcome
from annotate.services.lookups import NewLookup
from annotate.services.replies import NewReply
from annotate.web.forms.base import DAY, Form, strip

LOOKUP, REPLY = "lookup", "reply"


class LookupForm(Form):
    """A search: where, for what, on which day, and what was found."""

    rev = HiddenField()
    place = StringField("Where", filters=[strip], description="Which register, archive, account or search engine.")
    query = StringField("For what", filters=[strip], description="The words, the name or the picture.")
    looked = StringField("On", filters=[strip], render_kw=DAY)
    found = TextAreaField("What was found", filters=[strip], description="Empty: nothing.")

    def new(self) -> NewLookup:
        """The values, as the service takes them."""
        return NewLookup(**self.changes())

    def changes(self) -> dict[str, Any]:
        """The same, for a correction."""
        return {name: self[name].data or "" for name in ("place", "query", "found", "looked")}


class ReplyForm(Form):
    """A question to somebody, and what came of it."""

    rev = HiddenField()
    party = StringField("Who was asked", filters=[strip])
    channel = StringField("How", filters=[strip], description="By mail to whom, by telephone, by letter.")
    asked = StringField("Asked on", filters=[strip], render_kw=DAY)
    deadline = StringField("Deadline", filters=[strip], render_kw=DAY)
    question = TextAreaField("The question", filters=[strip])
    outcome = SelectField("What came of it", validate_choice=False, choices=[(o.value, o.label) for o in Outcome])
    answered = StringField("Answer came, or closed, on", filters=[strip], render_kw=DAY)
    answer = TextAreaField("The answer, word for word", filters=[strip])

    def new(self) -> NewReply:
        """The values, as the service takes them."""
        return NewReply(**self.changes())

    def changes(self) -> dict[str, Any]:
        """The same, for a correction; the party by name."""
        names = ("party", "channel", "asked", "deadline", "question", "outcome", "answered", "answer")
        return {name: self[name].data or "" for name in names}


def new_lookup(today: str) -> LookupForm:
    """An empty form for a search."""
    return LookupForm(formdata=None, prefix=LOOKUP, looked=today)


def new_reply(today: str, party: str) -> ReplyForm:
    """An empty form for a question: most often it goes to who makes the claim."""
    return ReplyForm(formdata=None, prefix=REPLY, asked=today, party=party)


def of_lookup(there: Lookup) -> LookupForm:
    """The form of a search that is recorded."""
    return LookupForm(formdata=None, prefix=LOOKUP, data=there.__dict__)


def of_reply(there: Reply) -> ReplyForm:
    """The form of a question that is recorded."""
    return ReplyForm(
        formdata=None, prefix=REPLY, data={**there.__dict__, "outcome": there.outcome.value, "party": there.party_name}
    )  # fmt: skip
