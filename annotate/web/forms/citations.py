"""Forms of citing: a source that is there or a new one, and what it says about the claim. Shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.evidence import Attachment
from annotate.domain.things import Term
from annotate.domain.vocabulary import Stance
from annotate.services.citations import NewCitation
from annotate.services.sources import NewSource
from annotate.web.forms.base import Form, strip
from annotate.web.forms.claims import choices
from annotate.web.forms.grades import CredibilityField, ReliabilityField

_SOURCE = (
    "kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "note", "origin",
)  # fmt: skip


class CitationForm(Form):
    """What one source says about the claim."""

    rev = HiddenField()
    stance = SelectField("What it does for the claim", validate_choice=False)
    locator = StringField("Where in it", filters=[strip], description="Page, paragraph or timecode, as in 04:12.")
    excerpt = TextAreaField("What it says, word for word", filters=[strip])
    credibility = CredibilityField(
        description="How far this piece can be believed on this claim, whoever it comes from."
    )
    cite_note = TextAreaField("Note on this citation", filters=[strip])
    attachment_id = SelectField("File", validate_choice=False)
    visible = TextAreaField("Visible", filters=[strip], description="What anybody can see or hear in it.")
    inferred = TextAreaField("Inferred by us", filters=[strip], description="What we conclude from it, and from what.")
    claimed = TextAreaField("Only claimed", filters=[strip], description="What the source says about it, unproven.")

    def offer_files(self, files: Iterable[Attachment]) -> None:
        """Offer the files of the source."""
        self.attachment_id.choices = [("", "The source as a whole"), *((one.id, one.name) for one in files)]

    def offer(self, kinds: Iterable[Term] = ()) -> CitationForm:
        """Fill in what can be chosen."""
        self.attachment_id.choices = [("", "The source as a whole")]
        self.stance.choices = [("", "Choose"), *((s.value, f"{s.label}: {_low(s.help)}") for s in Stance)]
        return self

    def item(self) -> dict[str, Any]:
        """The citation's own values, as the service takes them."""
        digit = self.credibility.data or ""
        credibility = int(digit) if digit.isascii() and digit.isdigit() and len(digit) < 4 else 0 if digit else None
        return {
            "stance": self.stance.data or "", "locator": self.locator.data or "", "excerpt": self.excerpt.data or "",
            "credibility": credibility, "note": self.cite_note.data or "",
            "attachment_id": self.attachment_id.data or None,
            **{name: self[name].data or None for name in ("visible", "inferred", "claimed")},
        }  # fmt: skip


class CiteForm(CitationForm):
    """The same with the source: one from the library, or a new one."""

    source_id = HiddenField()
    find = StringField("Find a source in the library", filters=[strip])
    kind = SelectField("Kind", validate_choice=False)
    title = StringField("Title", filters=[strip])
    url = StringField("Web address", filters=[strip])
    archive_url = StringField("Archived copy", filters=[strip])
    publisher = StringField("Publisher", filters=[strip])
    author = StringField("Author", filters=[strip])
    published = StringField("Published", filters=[strip], description="2026-11-23; day and month may be left out.")
    accessed = StringField("Seen on", filters=[strip])
    origin = StringField(
        "Comes from", filters=[strip], description="The person or body whose word or work it is; a new name is added."
    )
    reliability = ReliabilityField(description="How far this source can be trusted in general.")
    note = TextAreaField("Note on the source", filters=[strip])

    def offer(self, kinds: Iterable[Term] = ()) -> CiteForm:
        """Fill in what can be chosen."""
        super().offer()
        self.kind.choices = [("", "Choose a kind"), *choices(kinds)]
        return self

    def source(self) -> NewSource:
        """The new source."""
        texts = {name: self.data[name] or "" for name in _SOURCE}
        return NewSource(**texts, reliability=self.reliability.data or None)

    def citation(self, source_id: str) -> NewCitation:
        """The citation of this source."""
        return NewCitation(source_id, **self.item())


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
