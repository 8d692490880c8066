"""A signed-in person at the working page, without a browser: forms are read from the page and sent as it would."""

from __future__ import annotations

import json
import re
from typing import Any

from applications import application
from factories import TEXT, actor
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from annotate.desk import Desk
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.services import sessions
from annotate.store.models import EventRow

SHA = text_sha256(TEXT)


class Person:
    """One person's client."""

    def __init__(self, desk: Desk, key: str) -> None:
        self.desk = desk
        self.client = application(desk).test_client()
        secret = sessions.open_for(desk.database, actor(desk.database, key).id, "test")
        self.client.set_cookie("session", secret)
        self.token = ""

    def get(self, url: str, fragment: bool = False) -> TestResponse:
        answer = self.client.get(url, headers={"X-Fragment": "1"} if fragment else {})
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, url: str, /, fragment: bool = False, **fields: Any) -> TestResponse:
        if not self.token:
            self.get("/account")
        headers = {"X-Fragment": "1"} if fragment else {}
        return self.client.post(url, data={"csrf_token": self.token, **fields}, headers=headers)

    def mark(self, start: int, end: int, **more: Any) -> TestResponse:
        """As the page's script does: offsets, quote and the text's fingerprint."""
        span = {"start": start, "end": end, "exact": TEXT[start:end], **more.pop("span", {})}
        fields = {"type": "quantity", "revision_sha256": SHA, "spans": json.dumps([span]), **more}
        return self.post("/articles/dawn-raid/claims", fragment=True, **fields)

    def events(self) -> int:
        """How many events the trail has: the same number before and after means that nothing was changed."""
        with self.desk.database.read() as session:
            return session.scalar(select(func.count()).select_from(EventRow)) or 0


def place(quote: str) -> tuple[int, int]:
    """Where a quote stands in the factories' text."""
    start = TEXT.index(quote)
    return start, start + len(cut(TEXT, start, start + len(quote)).exact)


def words(answer: TestResponse) -> str:
    """What a person reads in an answer."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
