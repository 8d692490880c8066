"""A program that talks to the API; every answer it gets is held against the published description."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from api_bodies import claim_of
from applications import application
from factories import PEOPLE, TEXT
from jsonschema import Draft202012Validator
from prepared import prepared
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from annotate.api.openapi import document
from annotate.api.operations import OPERATIONS, PATHS
from annotate.desk import Desk
from annotate.domain.people import SYSTEM
from annotate.services import users
from annotate.store.models import EventRow
from annotate.store.session import Database


@dataclass
class Program:
    """Sends requests with the token of one person."""

    desk: Desk
    app: Any
    tokens: dict[str, str]

    def send(
        self, method: str, path: str, body: Any = None, *, who: str = "ana", buffered: bool = False, **headers: Any
    ) -> TestResponse:
        """Send JSON (or raw bytes); header names with underscores, such as If_Match. `buffered`: read to the end."""
        sent = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        sent |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        url = f"/api/v1{path}"
        response = self.app.test_client().open(url, method=method, data=data, headers=sent, buffered=buffered)
        check_described(method, path.partition("?")[0], response)
        return response

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PATCH", path, body, **more)

    def events(self) -> int:
        """How many events there are: a refused request adds none."""
        with self.desk.database.read() as session:
            return session.scalar(select(func.count()).select_from(EventRow)) or 0

    def article(self, text: str = TEXT, title: str = "Dawn raid") -> dict[str, Any]:
        """A frozen article."""
        made = self.post("/articles", {"title": title, "text": text})
        assert made.status_code in (200, 201), made.json
        return {**made.json, "text": text}

    def claim(self, article: dict[str, Any], quote: str = "More than 100", who: str = "ana", **fields: Any) -> Any:
        """A marked claim."""
        made = self.post(f"/articles/{article['slug']}/claims", claim_of(article, quote, **fields), who=who)
        assert made.status_code == 201, made.json
        return made.json

    def source(self, title: str = "Footage of the gate", **fields: Any) -> Any:
        """A source."""
        return self.post("/sources", {"kind": "drone_footage", "title": title, **fields}).json

    def submitted(self, article: dict[str, Any], quote: str = "More than 100", who: str = "ana") -> Any:
        """A claim that waits for a reviewer."""
        claim = self.claim(article, quote, who, status="disputed", rationale="Two accounts, two numbers.")
        cited = {"source": self.source()["id"], "stance": "supports"}
        assert self.post(f"/claims/{claim['id']}/citations", cited, who=who).status_code == 201
        done = self.post(f"/claims/{claim['id']}/submit", who=who)
        assert done.status_code == 200, done.json
        return {**claim, **done.json}


@prepared
def tokens(database: Database) -> dict[str, str]:
    """A token for everybody."""
    with database.write() as uow:
        return {who: users.make_token(uow, SYSTEM, f"{who}@example.org") for who in PEOPLE}


@pytest.fixture
def api(desk: Desk, tokens: dict[str, str]) -> Program:
    """The API of a desk on each engine, with a token for everybody."""
    app = application(desk)
    app.testing = True
    return Program(desk, app, tokens)


_DOCUMENT = document()
_REGISTRY = Registry().with_resource("urn:api", Resource.from_contents(_DOCUMENT, default_specification=DRAFT202012))


def check_described(method: str, path: str, response: TestResponse) -> None:
    """The answer’s status, media type and content are those of the description."""
    described = _described(path)
    if described is None or method not in OPERATIONS[described]:
        assert response.mimetype == "application/problem+json" or path == "/openapi.json"
        return
    known = _DOCUMENT["paths"][described][method.lower()]["responses"]
    assert str(response.status_code) in known, (method, path, response.status_code, response.text)
    content = known[str(response.status_code)]["content"]
    assert response.content_type in content, (response.content_type, list(content))
    if response.mimetype.endswith("json") and response.is_json:
        pointer = _pointer(described, method, response)
        errors = list(_validator(pointer).iter_errors(response.json))
        assert not errors, errors[0].message


@cache
def _validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": pointer}, registry=_REGISTRY)


def _pointer(path: str, method: str, response: TestResponse) -> str:
    parts = ["paths", path, method.lower(), "responses", str(response.status_code), "content", response.content_type]
    return "urn:api#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts) + "/schema"


@cache
def _described(path: str) -> str | None:
    for known in OPERATIONS:
        pattern = re.sub(r"{(\w+)}", lambda m: f"(?:{PATHS[m[1]]})", known.replace(".", r"\."))
        if re.fullmatch(pattern, path):
            return known
    return None
