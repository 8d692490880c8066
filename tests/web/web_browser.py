"""Browsers without a browser: clients that read the form token of a page and send it along."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from annotate.desk import Desk
from annotate.store.models import EventRow

PASSWORD = "river copper lantern seven"
TOKEN = re.compile(r'name="csrf_token"[^>]*? value="([^"]+)"')


class Browser:
    """A client that sends the form token of the page it has last seen."""

    def __init__(self, client: FlaskClient, desk: Desk) -> None:
        self.client, self.desk, self.token = client, desk, ""

    def get(self, url: str, **more: Any) -> TestResponse:
        answer = self.client.get(url, **more)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return answer

    def post(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form as the page would."""
        if not self.token:
            self.get("/account")
        return self.client.post(url, data={"csrf_token": self.token, **(data or {})}, **more)

    def sign_in(self, email: str = "ana@example.org", password: str = PASSWORD, **more: Any) -> TestResponse:
        """Through the form."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password, **more})
        self.token = ""
        return answer

    @property
    def signed_in(self) -> bool:
        return self.client.get("/account").status_code == 200


def events(desk: Desk) -> int:
    """How many events the trail has."""
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(EventRow)) or 0
