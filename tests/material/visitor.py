"""A browser without a screen or scripts: it opens pages, fills in the forms that stand there, and sends them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lxml import html
from werkzeug.test import TestResponse

from annotate.desk import Desk
from annotate.services import sessions
from annotate.store.queries.users import user_row

CHOICES = ".//input[@name=$name][@type='radio' or @type='checkbox']"


class Visitor:
    """One person at a desk; `page` is what they see, `answer` the answer that brought it."""

    def __init__(self, app: Any) -> None:
        self.desk: Desk = app.extensions["annotate"]
        self.client = app.test_client()
        self.answer: TestResponse
        self.page: Any = None

    def sign_in(self, key: str) -> Visitor:
        with self.desk.database.read() as session:
            ident = user_row(session, f"{key}@example.org").id
        self.client.set_cookie("session", sessions.open_for(self.desk.database, ident, "a test"))
        return self

    def go(self, path: str, **query: str) -> Visitor:
        """Open a page, following redirects."""
        return self._see(self.client.get(path, query_string=query or None, follow_redirects=True))

    def form(self, where: str) -> Any:
        """The form on this page whose address ends in `where`."""
        found = [form for form in self.page.forms if urlsplit(form.action or "").path.endswith(where)]
        assert len(found) == 1, (where, [form.action for form in self.page.forms])
        return found[0]

    def send(self, where: str, button: tuple[str, str] | None = None, **values: Any) -> Visitor:
        """Fill in the fields of a form that is on this page and send it, with all that stands in it already."""
        form = self.form(where)
        sent: dict[str, Any] = {}
        for name, value in [*_values(form), *self._outside(form)]:
            sent.setdefault(name, []).append(value)
        unknown = set(values) - {name for name in form.fields if name}
        assert not unknown, f"the form has no field {unknown}"
        sent |= values
        if button:
            sent[button[0]] = button[1]
        return self._see(self.client.post(form.action, data=sent, follow_redirects=True))

    def value(self, where: str, name: str) -> str:
        """What stands in a field of a form."""
        return str(self.form(where).fields[name] or "")

    def article(self) -> Any:
        """The element that holds the article's text and nothing else."""
        return self.page.xpath("//article")[0]

    def errors(self) -> list[str]:
        """What the page says is wrong."""
        found = self.page.xpath("//*[contains(concat(' ', @class, ' '), ' error ') or @role='alert']")
        return [" ".join(one.text_content().split()) for one in found]

    def _outside(self, form: Any) -> list[tuple[str, str]]:
        """Hidden fields that belong to the form and stand elsewhere on the page."""
        if not form.get("id"):
            return []
        found = self.page.xpath("//input[@form=$id and @type='hidden']", id=form.get("id"))
        return [(field.name, field.value or "") for field in found]

    def _see(self, answer: TestResponse) -> Visitor:
        self.answer = answer
        # bytes with a parser that knows the encoding: a page's own texts must not be able to change it
        parser = html.HTMLParser(encoding="utf-8")
        self.page = html.document_fromstring(answer.data, parser=parser) if answer.mimetype == "text/html" else None
        return self


def _values(form: Any) -> list[tuple[str, str]]:
    """What a browser would send. (lxml says "on" for a chosen radio button whose value is empty.)"""
    found = [(name, value) for name, value in form.form_values() if not form.xpath(CHOICES, name=name)]
    chosen = [box for box in form.xpath(".//input[@type='radio' or @type='checkbox'][@checked]") if box.name]
    return [*found, *((box.name, box.get("value", "on")) for box in chosen)]
