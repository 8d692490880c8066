"""The description of the API is true: drawn requests of every operation get answers that it knows, and no 5xx."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import cycle, islice
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi_checks

from annotate.api.openapi import document
from annotate.api.operations import OPERATIONS
from annotate.api.problems import STATUSES, status_of
from annotate.audit.verifier import verify
from annotate.domain import errors

_CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]


#: Requests drawn per operation.
DRAWS = int(os.environ.get("ANNOTATE_DRAWS", "4"))


@cache
def _drawn(mode: GenerationMode) -> list[Any]:
    """Requests of every operation, by the description as its readers have it; drawn once for both engines."""
    cases: list[Any] = []
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():

        @given(case=found.ok().as_strategy(generation_mode=mode))
        @settings(max_examples=DRAWS, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        def draw(case: Any) -> None:
            cases.append(case)

        draw()
    return cases


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "people"),
    [(GenerationMode.POSITIVE, ("mira", "ana", "guest")), (GenerationMode.NEGATIVE, ("mira",))],
)
def test_drawn_requests_get_answers_that_the_description_knows(
    api: Any, mode: GenerationMode, people: tuple[str, ...]
) -> None:
    """Each is sent by everybody: to draw it takes longer than to answer it. Who comes first takes turns."""
    claim = api.submitted(api.article())
    cases = _drawn(mode)
    wrong, turns = [], cycle(people)
    for case in cases:
        case.operation.app = api.app
        with _aimed(case, claim):
            next(turns)
            for who in islice(turns, len(people)):
                try:
                    case.call_and_validate(headers={"Authorization": f"Bearer {api.tokens[who]}"}, checks=_CHECKS)
                except Exception as error:
                    wrong.append(f"{case.operation.label}: {error}")
    assert len(cases) > 200 and not wrong, "\n\n".join(wrong)
    with api.desk.database.read() as session:
        assert verify(session).good


@contextmanager
def _aimed(case: Any, claim: dict[str, Any]) -> Iterator[None]:
    """Every other request is about things that there are."""
    drawn = dict(case.path_parameters)
    if len(json.dumps(drawn)) % 2:
        case.path_parameters |= {name: to for name, to in (("slug", "dawn-raid"), ("id", claim["id"])) if name in drawn}
    yield
    case.path_parameters = drawn


def test_the_description_is_valid_and_each_operation_says_what_it_does() -> None:
    described = document()
    assert described["openapi"].startswith("3.1")
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    seen = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            assert {"401", "403", "422"} <= set(operation["responses"])
            seen.append(operation["operationId"])
    assert len(seen) == len(set(seen)) == sum(len(methods) for methods in OPERATIONS.values())


def test_whatever_is_sent_knows_no_field_beside_those_described() -> None:
    described = document()["components"]["schemas"]
    for name in (op.body.__name__ for methods in OPERATIONS.values() for op in methods.values() if op.body):
        assert described[name]["additionalProperties"] is False, name


def test_each_error_of_the_domain_has_a_status() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.DomainError) and kind is not errors.DomainError:
            assert kind in STATUSES
            status = status_of(kind("Something is wrong."))
            assert 400 <= status < 500 or (kind is errors.OutOfRoom and status == 507)  # the disk is full
