"""Forms of the library: sources, and taking them out of use. Shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.things import Term
from annotate.web.forms.base import BaseForm, strip
from annotate.web.forms.grades import ReliabilityField

_NAMES = ("kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "note", "origin")
_ADDRESS = {"placeholder": "https://", "inputmode": "url", "dir": "ltr"}


class SourceForm(BaseForm):
    """A source. `rev` is the version that an edit was made from, empty for a new one."""

    rev = HiddenField()
    kind = SelectField("Kind", validate_choice=False)
    title = StringField("Title", filters=[strip], description="As somebody would look for it.")
    url = StringField("Web address", filters=[strip], render_kw=_ADDRESS)
    archive_url = StringField(
        "Archived copy", filters=[strip], render_kw=_ADDRESS, description="Where it stays if the first address goes."
    )
    publisher = StringField("Publisher", filters=[strip])
    author = StringField("Author", filters=[strip])
    published = StringField(
        "Published", filters=[strip], render_kw={"dir": "ltr"},
        description="2026-11-23; the day, or day and month, may be left out.",
    )  # fmt: skip
    accessed = StringField("Seen", filters=[strip], render_kw={"dir": "ltr"}, description="When you looked at it.")
    origin = StringField(
        "Comes from", filters=[strip], description="The person or body whose word or work it is; a new name is added."
    )
    derived_from = StringField(
        "Derives from", filters=[strip], description="The source of the library that it repeats, quotes or was made of."
    )
    interest = TextAreaField("Interest", filters=[strip], description="What those it comes from stand to gain by it.")
    reliability = ReliabilityField(
        "Reliability", description="Of the source as such. How credible one item is stands with each citation."
    )
    note = TextAreaField("Note", filters=[strip], description="What the desk should know: limits, how it was found.")

    def offer(self, kinds: Iterable[Term], kept: str = "") -> SourceForm:
        """Offer the kinds in use, and the one that the source has already."""
        offered = [(t.code, t.label) for t in kinds if t.active or t.code == kept]
        self.kind.choices = offered if kept else [("", "Choose a kind"), *offered]
        return self

    def details(self) -> dict[str, Any]:
        """The values, as the services take them; the party by name, and without what it derives from."""
        return {n: self[n].data or "" for n in _NAMES} | {n: self[n].data or None for n in ("reliability", "interest")}


class RetireForm(BaseForm):
    """Offer a source no longer, or again."""

    rev = HiddenField()
