"""Forms of one's own account."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from annotate.web.forms.session import LONGEST, NewPasswordForm


class PasswordForm(NewPasswordForm):
    """The password as it is, and the new one twice."""

    old = PasswordField("Your password now", [InputRequired("Write the password you have now."), Length(max=LONGEST)])
