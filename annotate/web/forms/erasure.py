"""Forms for erasing personal text."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Regexp

from annotate.domain.vocabulary import Basis
from annotate.web.forms.base import BaseForm, strip

#: What has to be typed.
WORD = "erase"
KINDS = (
    ("user", "A person’s account: name and e-mail address"),
    ("comment", "A comment"),
    ("reply", "A question to somebody: the way, the question, the answer"),
    ("complaint", "A complaint: who complains, how to reach them, what they say, what they were told"),
    ("party", "The note on a party"),
    ("attachment", "A file: where it came from, and the note"),
    ("passkey", "What a passkey is called"),
    ("inspection", "What was found in a file"),
)


class FindForm(BaseForm):
    """Which thing."""

    kind = SelectField("What", choices=list(KINDS))
    id = StringField(
        "Its id", filters=[strip], description="As in the trail; for an account the e-mail address will do."
    )


class ErasureForm(BaseForm):
    """On which ground, why, and that it is meant."""

    rev = HiddenField("Version", [Regexp(r"[0-9]{1,9}\Z", message="Load the page again.")])
    basis = SelectField("Ground in law", choices=[(b.value, f"{b.label} ({b.help})") for b in Basis])
    reason = TextAreaField(
        "Reason",
        [InputRequired("Say why the text is erased.")],
        filters=[strip],
        description="It stays in the trail for ever, so name nobody: “Letter of 3 May, no. 12.”",
    )
    confirm = StringField(
        f"Type “{WORD}”",
        [AnyOf([WORD], message=f"Type “{WORD}” to say that you mean it.")],
        filters=[strip],
        description="Nothing brings the text back.",
    )
