"""One's own account: password, sessions, how the pages look."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.errors import DomainError
from annotate.domain.policy import Permission
from annotate.services import sessions
from annotate.services.sessions import Signed
from annotate.store.queries import passkeys
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, base_url, desk, passkey_rules, session, signed, write
from annotate.web.forms.account import PasskeyForm, PasswordForm
from annotate.web.gate import needs

bp = Blueprint("account", __name__)
#: A year, in seconds.
YEAR = 31_536_000


@bp.get("/account")
@needs(Permission.READ)
def show() -> Answer:
    """What one can set for oneself."""
    return page()


@bp.post("/account/password")
@needs(Permission.READ)
def password() -> Answer:
    """Set a new password; all other sessions end."""
    form = PasswordForm()
    if not form.validate():
        return page(form, status=422)
    try:
        sessions.set_password(desk().database, _signed(), form.old.data, form.new.data)
    except DomainError as error:
        return page(form, status=form.refuse(error))
    flash("The password is set. Your other sessions have ended.")
    return see_other(url_for("account.show"))


@bp.post("/account/sessions/<key>/end")
@needs(Permission.READ)
def end(key: str) -> Answer:
    """End one of one's own sessions; an admin may end anybody's."""
    with write() as uow:
        sessions.revoke(uow, actor(), key)
    flash("The session has ended.")
    return see_other(url_for("account.show"))


@bp.post("/account/theme")
@needs(Permission.READ)
def theme() -> Answer:
    """Light, dark or as the system has it; the same cookie that theme.js writes."""
    chosen = request.form.get("theme", "")
    answer = see_other(url_for("account.show"))
    path, secure = request.script_root or "/", desk().settings.secure_cookies
    if chosen in ("light", "dark"):
        answer.set_cookie("theme", chosen, max_age=YEAR, path=path, secure=secure, samesite="Lax")
    else:
        answer.delete_cookie("theme", path=path, secure=secure, samesite="Lax")
    return answer


def _signed() -> Signed:
    found = signed()
    assert found is not None  # the gate has seen to it
    return found


def page(form: PasswordForm | None = None, passkey: PasskeyForm | None = None, status: int = 200) -> Answer:
    """One's own account, with the form that was not accepted."""
    me, passkey = _signed(), passkey or PasskeyForm(formdata=None)
    passkey.credential.data = ""  # what was refused is not sent once more
    rendered = render_template(
        "account/show.html", form=form or PasswordForm(formdata=None), me=me.user, here=me.session_hash,
        theme=request.cookies.get("theme", ""), sessions=sessions.of_user(session(), me.user.id),
        passkeys=passkeys.of_user(session(), me.user.id), passkey=passkey,
        has_password=sessions.has_password(session(), me.user.id), rules=passkey_rules(), elsewhere=_elsewhere(),
    )  # fmt: skip
    return rendered, status


def _elsewhere() -> str:
    """Where this page can be opened so that browsers take passkeys; nothing where that cannot be told."""
    url = urlsplit(base_url())
    if passkey_rules().here or url.hostname not in ("127.0.0.1", "::1"):
        return ""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://localhost{port}{url_for('account.show')}"
