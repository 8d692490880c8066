"""Forms of one's own account."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from annotate.web.forms.base import BaseForm, strip
from annotate.web.forms.session import LONGEST, NewPasswordForm


class PasswordForm(NewPasswordForm):
    """The password as it is, and the new one twice."""

    old = PasswordField("Your password now", [InputRequired("Write the password you have now."), Length(max=LONGEST)])


class PasskeyForm(BaseForm):
    """A passkey to be made: its name, the password of its owner, and what the browser answered."""

    name = StringField(
        "Name", [DataRequired("Give the passkey a name, such as that of the device that keeps it.")], filters=[strip],
        description="So that you know it again; nobody outside the desk sees it.",
    )  # fmt: skip
    password = PasswordField("Your password", [Length(max=LONGEST)])
    credential = HiddenField()
