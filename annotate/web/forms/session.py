"""Forms of the way in."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from annotate.domain.limits import LIMITS
from annotate.web.forms.base import BaseForm, strip

#: Longer ones are refused before anybody spends time on hashing them.
LONGEST = 512


class SignInForm(BaseForm):
    """Address and password."""

    next = HiddenField()
    email = StringField(
        "Email address",
        [InputRequired("Write your email address."), Length(max=LIMITS["email"], message="This is no email address.")],
        filters=[strip],
    )
    password = PasswordField(
        "Password", [InputRequired("Write your password."), Length(max=LONGEST, message="This is no password of ours.")]
    )


class NewPasswordForm(BaseForm):
    """A password, twice; what a good one is, the service says."""

    new = PasswordField(
        "New password",
        [InputRequired("Choose a password."), Length(max=LONGEST, message="Choose one of at most 128 characters.")],
        description="12 characters or more. Four unrelated words are good.",
    )
    again = PasswordField("The same again", [EqualTo("new", "The two are not the same. Type both again.")])
