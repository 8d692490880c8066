"""Forms of articles: hand in a text, say what it is, correct what is said about it. Shape only."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError

from annotate.imports import ACCEPT, MAX_FILE_BYTES
from annotate.web.forms.base import BaseForm, strip

DIRECTIONS = [("", "As the text runs"), ("ltr", "Left to right"), ("rtl", "Right to left")]
_NAMES = ("title", "byline", "publisher", "url", "language", "direction", "dated")


class HandInForm(BaseForm):
    """The text of a new article: pasted, or a file."""

    title = StringField("Title", filters=[strip], description="May stay empty: the first line is taken then.")
    text = TextAreaField("Text", description="Paste the article as it was published, headings and all.")
    file = FileField(
        "Or a file",
        description=f"{', '.join(ACCEPT.split(','))}, at most {MAX_FILE_BYTES // 1_000_000} MB.",
        render_kw={"accept": ACCEPT},
    )


class DetailsForm(BaseForm):
    """What is said about an article; it can be corrected later, the text cannot."""

    title = StringField("Title", filters=[strip])
    byline = StringField("Byline", filters=[strip], description="Who wrote it, as printed.")
    publisher = StringField("Publisher", filters=[strip])
    url = StringField(
        "Web address", filters=[strip], render_kw={"placeholder": "https://", "inputmode": "url", "dir": "ltr"}
    )
    language = StringField(
        "Language", filters=[strip], description="A code such as en, fa or zh-Hant.", render_kw={"dir": "ltr"}
    )
    direction = SelectField("Direction of writing", choices=DIRECTIONS, validate_choice=False)
    dated = StringField(
        "The date its weekdays refer to", filters=[strip], render_kw={"dir": "ltr", "placeholder": "2026-11-23"},
        description="“On Tuesday” means nothing without it. Leave it empty if it is not known.",
    )  # fmt: skip

    def details(self) -> dict[str, Any]:
        """The values, as the services take them."""
        return {name: self[name].data or "" for name in _NAMES}


class LinesField(SelectMultipleField):  # type: ignore[misc]
    """Lines of the text, chosen by their index."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Indexes; what is no number of ours is refused below."""
        self.data = [int(v) if v.isascii() and v.isdigit() and len(v) < 9 else -1 for v in valuelist]

    def pre_validate(self, form: Any) -> None:
        """Refuse lines that were not offered."""
        if set(self.data or ()) - {value for value, *_ in self.choices or ()}:
            raise ValidationError("Choose the headings from the lines that are listed here.")


class FreezeForm(DetailsForm):
    """The last look before the text is frozen."""

    headings = LinesField("Lines that are headings", coerce=int, choices=[])


class ArticleForm(DetailsForm):
    """Corrections; `rev` is the version they were made from."""

    rev = HiddenField()
