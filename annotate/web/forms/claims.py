"""Forms of the working page: mark a claim, say what was found, give a reason. Shape only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from annotate.domain.errors import Invalid
from annotate.domain.spans import MAX_SPANS, Span
from annotate.domain.things import Claim, Term, User
from annotate.domain.vocabulary import Attribution, Confidence, Worthiness
from annotate.web.forms.base import Form, strip

#: Largest JSON of spans that a page sends: 32 quotes of a few thousand characters each.
MAX_SPANS_JSON = 400_000


def choices(terms: Iterable[Term], kept: str | None = None) -> list[tuple[str, str]]:
    """Code and label of the terms that are offered, and of the one that is chosen already even if it is retired."""
    return [(term.code, term.label) for term in terms if term.active or term.code == kept]


class ClaimForm(Form):
    """What a claim says and what was found. Empty selects mean: not judged."""

    rev = HiddenField()
    statement = TextAreaField("Claim as checked", filters=[strip])
    claimant = StringField("Who says so", filters=[strip])
    own_voice = BooleanField("The reporter says so, in their own voice")
    type = SelectField("Claim type", validate_choice=False)
    attribution = SelectField("Was it said?", validate_choice=False)
    status = RadioField("What was found", validate_choice=False)
    rationale = TextAreaField(
        "Rationale", filters=[strip], description="Why this follows from the evidence, as readers will see it."
    )
    known = TextAreaField("What is known", filters=[strip])
    unknown = TextAreaField("What is not known", filters=[strip])
    settle = TextAreaField("What would settle it", filters=[strip])
    search_log = TextAreaField(
        "Search log", filters=[strip], description="Where you looked and found nothing, with dates."
    )
    confidence = RadioField("Confidence", validate_choice=False)
    worthiness = SelectField("Worth checking?", validate_choice=False)
    assignee_id = SelectField("Assigned to", validate_choice=False)

    def offer(self, terms: Mapping[str, Mapping[str, Term]], people: Iterable[User], claim: Claim | None) -> ClaimForm:
        """Fill in what can be chosen."""
        self.type.choices = choices(terms["claim_type"].values(), claim.type if claim else None)
        self.status.choices = choices(terms["status"].values(), claim.status if claim else None)
        self.attribution.choices = [("", "Not judged yet"), *((a.value, a.label) for a in Attribution)]
        self.confidence.choices = [("", "Not said"), *((c.value, c.label) for c in Confidence)]
        self.worthiness.choices = [("", "Not said"), *((w.value, w.label) for w in Worthiness)]
        self.assignee_id.choices = [("", "Nobody"), *((p.id, p.name) for p in people)]
        return self

    def changes(self) -> dict[str, Any]:
        """Values for the service, only of the fields that were sent; the claimant is left to the view."""
        given = {name: value for name, value in self.data.items() if name in self.sent and name not in _NOT_CHANGES}
        for name in ("attribution", "confidence", "worthiness", "assignee_id"):
            if name in given:
                given[name] = given[name] or None
        if "statement" in self.sent:
            given["own_voice"] = bool(self.own_voice.data)
        return given

    @property
    def sent(self) -> frozenset[str]:
        """Names of the fields that the request holds; an unticked box sends nothing."""
        return frozenset(name for name, field in self._fields.items() if field.raw_data)


_NOT_CHANGES = frozenset({"csrf_token", "draft_key", "rev", "claimant", "own_voice"})


class MarkForm(Form):
    """A new claim: spans from the page's script, or quotes to be found in the text."""

    #: A text field that is not shown: hidden ones are not kept with half-filled forms.
    spans = StringField()
    revision_sha256 = HiddenField()
    quote = TextAreaField("Words of the article", description="Paste or type them as they stand in the text.")
    quote_2 = TextAreaField("Second part")
    quote_3 = TextAreaField("Third part")
    type = SelectField("Claim type", validate_choice=False)
    statement = TextAreaField(
        "Claim as checked", filters=[strip], description="One sentence that can be right or wrong. May wait."
    )
    claimant = StringField("Who says so", filters=[strip])
    own_voice = BooleanField("The reporter says so, in their own voice")

    def offer(self, terms: Mapping[str, Mapping[str, Term]]) -> MarkForm:
        """Fill in what can be chosen."""
        self.type.choices = [("", "Choose a type"), *choices(terms["claim_type"].values())]
        return self


def parse_spans(text: str) -> list[Span]:
    """Spans that a page's script sent: a JSON list of {start, end, exact}, in code points. Raises Invalid."""
    if len(text) > MAX_SPANS_JSON:
        raise Invalid("These are too many marked words for one claim. Mark fewer.", field="spans")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid(_DAMAGED, field="spans") from error
    if not isinstance(found, list) or not 0 < len(found) <= MAX_SPANS:
        raise Invalid(f"A claim has one to {MAX_SPANS} marked stretches.", field="spans")
    return [_span(one) for one in found]


_DAMAGED = "The marked words did not arrive in one piece. Reload the page and mark them again."


def _span(one: Any) -> Span:
    if not isinstance(one, dict) or not isinstance(one.get("exact"), str):
        raise Invalid(_DAMAGED, field="spans")
    ends = one.get("start"), one.get("end")
    if any(type(end) is not int or abs(end) > 2**53 for end in ends):
        raise Invalid(_DAMAGED, field="spans")
    return Span(one["start"], one["end"], one["exact"])
