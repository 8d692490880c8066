"""Forms of files: what is said of one when it is handed in, and afterwards. Shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField, StringField
from wtforms import TextAreaField as Area

from annotate.domain.evidence import Attachment
from annotate.domain.things import User
from annotate.domain.vocabulary import Access, Capture
from annotate.services.attachments import NewAttachment
from annotate.web.forms.base import BaseForm, Ticks, strip

_CAPTURED = "When it was filmed, photographed or saved: 2026-11-23, or 2026-11-23T14:41Z."
_ACCESS = [(a.value, f"{a.label}: {a.help[:1].lower()}{a.help[1:]}") for a in Access]


class SaidForm(BaseForm):
    """What can be said of a file at any time."""

    origin = StringField("Where it comes from", filters=[strip], description="An address, a person, a device.")
    captured = StringField("Captured", filters=[strip], description=_CAPTURED, render_kw={"dir": "ltr"})
    access = SelectField("Who may open it", choices=_ACCESS, default=Access.DESK.value, validate_choice=False)
    readers = Ticks(
        "People who may open it", validate_choice=False,
        description="Only while it is sealed. Whoever attached it may always open it.",
    )  # fmt: skip
    note = Area("Note on the file", filters=[strip])

    def offer(self, people: Iterable[User]) -> None:
        """Offer the people who have an account."""
        self.readers.choices = [(user.id, user.name) for user in people if user.active]


class AttachForm(SaidForm):
    """Files to be handed in, all with the same words. `derived_from_id` is a file that the page offers."""

    files = MultipleFileField("Files", description="Several at once get the same details.")
    method = SelectField(
        "How it came here", default=Capture.RECEIVED.value, validate_choice=False,
        choices=[(c.value, f"{c.label}: {c.help[:1].lower()}{c.help[1:]}") for c in Capture],
    )  # fmt: skip
    derived_from_id = SelectField("Made from", validate_choice=False, description="Only of a derived file.")
    derivation = StringField(
        "What was done", filters=[strip], description="Cropped, faces blurred, cut to 02:10–02:40."
    )

    def offer_files(self, files: Iterable[Attachment]) -> AttachForm:
        """Offer the files of the source to derive from."""
        self.derived_from_id.choices = [("", "Nothing"), *((file.id, file.name) for file in files)]
        return self

    def item(self, name: str, media_type: str) -> NewAttachment:
        """One of the files, as the service takes it."""
        names = ("origin", "captured", "method", "access", "note", "derivation")
        return NewAttachment(
            name, media_type, **{n: self[n].data or "" for n in names}, readers=tuple(self.readers.data or ()),
            derived_from_id=self.derived_from_id.data or None,
        )  # fmt: skip


def _apart(form: BaseForm, prefix: str) -> None:
    """Ids of its own for a form that stands on a page with another one of the same fields."""
    for field in form:
        field.id = field.label.field_id = f"{prefix}-{field.id}"


class FileForm(SaidForm):
    """The words of a file that is there."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _apart(self, "said")

    rev = HiddenField()
    metadata_public = BooleanField(
        "Place, device and persons named in the file may be published",
        description="They stay out of reports unless this is ticked.",
    )  # fmt: skip

    def details(self) -> dict[str, Any]:
        """The values, as the service takes them."""
        said = {name: self[name].data or "" for name in ("origin", "captured", "access", "note")}
        return {**said, "readers": tuple(self.readers.data or ()), "metadata_public": bool(self.metadata_public.data)}


class WithdrawFileForm(BaseForm):
    """Taking a file back."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _apart(self, "back")

    rev = HiddenField()
    reason = StringField("Why", filters=[strip], description="It stays in the trail.")
