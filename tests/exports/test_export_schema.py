"""The published schema: it is that of the program, takes every edition, and refuses what the program refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import real_reports
from jsonschema import Draft202012Validator
from report_factory import claim, report
from test_export_same import labelled

from annotate.domain.errors import Invalid
from annotate.domain.report import Report
from annotate.domain.vocabulary import State
from annotate.exports.schema import NAME, schema, schema_bytes

VALIDATOR = Draft202012Validator(schema())
DOCS = Path(__file__).parents[2] / "docs" / NAME


def refused(data: Any) -> bool:
    return not VALIDATOR.is_valid(data)


def test_it_is_a_schema_and_the_published_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert DOCS.read_bytes() == schema_bytes(), f"Write docs/{NAME} anew: schema_bytes() of annotate.exports.schema"


@pytest.mark.parametrize("name", ["plain", "labelled", "raid", "fa", "draft"])
def test_it_takes_every_edition(name: str) -> None:
    made = {
        "plain": report, "labelled": labelled, "raid": real_reports.raid,
        "fa": lambda: real_reports.language("fa-01"),
        "draft": lambda: report(working_copy=True, claims=(claim(state=State.DRAFT, approved_by=None, digest=None),)),
    }[name]()  # fmt: skip
    assert [error.message for error in VALIDATOR.iter_errors(made.to_dict())] == []


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each member of each object; of a list its first element will do."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield (*path, key)
            yield from places(child, (*path, key))
    elif isinstance(node, list) and node:
        yield from places(node[0], (*path, 0))


def changed(data: Any, path: tuple[Any, ...], value: Any = None) -> Any:
    """A copy with another value there, or without that member."""
    made = at = copy.deepcopy(data)
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


def test_what_it_takes_and_what_the_program_reads_is_the_same() -> None:
    data = labelled().to_dict()
    tried = [change for path in places(data) for change in (changed(data, path), changed(data, path, 0.5))]
    assert len(tried) > 200
    for made in tried:
        try:
            Report.from_dict(json.loads(json.dumps(made)))
        except Invalid as error:
            # What a report says twice is the program's to compare; the schema knows the form alone.
            assert refused(made) or not error.message.startswith("The field"), error.message
        else:
            assert not refused(made)
