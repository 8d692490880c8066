"""The description of the API, OpenAPI 3.1, drawn from the table of operations and their schemas."""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from annotate.api.operations import OPERATIONS, PATHS, Operation
from annotate.api.problems import MEDIA_TYPE
from annotate.api.repeats import HEADER
from annotate.api.schemas.common import Problem

_REF = "#/components/schemas/{model}"
_IF_MATCH = r'^"[0-9]{1,9}"$'
_REFUSALS = {
    400: "The body is not JSON",
    401: "No token, or not a good one",
    403: "The token’s owner may not do this",
    404: "There is no such thing",
    409: "It does not fit what is there now; `current` has the thing where a stale version was sent",
    413: "The body is too large",
    415: "The body is not sent as application/json",
    422: "Something needs to be corrected; `problems` names each field",
    428: "If-Match is missing",
}


@cache
def document_bytes() -> bytes:
    """The document, as it is served."""
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Annotate",
            "version": "1",
            "description": "The fact-checking desk for programs. Offsets are Unicode code points, half-open; times are "
            "UTC with milliseconds; a refusal is application/problem+json and has changed nothing.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            path: {op.method.lower(): _operation(op) for op in methods.values()} for path, methods in OPERATIONS.items()
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _operation(op: Operation) -> dict[str, Any]:
    result: dict[str, Any] = {
        "operationId": f"{op.view.__module__.rpartition('.')[2]}_{op.view.__name__}",
        "summary": op.summary,
        "description": inspect.cleandoc(op.view.__doc__ or ""),
        "tags": [op.noun],
        "parameters": [*_path_parameters(op), *_query_parameters(op), *_header_parameters(op)],
        "responses": {str(status): _success(op, status) for status in op.answers},
    }
    if op.body:
        schema = {"$ref": _REF.format(model=op.body.__name__)}
        result["requestBody"] = {"required": not op.optional_body, "content": {"application/json": {"schema": schema}}}
    if op.admit:
        file = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        result["requestBody"] = {"required": True, "content": file, "description": "The file, as it is; any type."}
    refusal = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}}
    for status in _refusals(op):
        result["responses"][str(status)] = {"description": _REFUSALS[status], "content": refusal}
    return result


def _success(op: Operation, status: int) -> dict[str, Any]:
    known = op.answers[status]
    content: dict[str, Any]
    if isinstance(known, tuple):
        content = {media_type: {"schema": _raw(media_type)} for media_type in known}
        words = "The bytes"
    else:
        content = {"application/json": {"schema": {"$ref": _REF.format(model=known.__name__)}}}
        words = "Made" if status == 201 else "Done" if op.method != "GET" else "Found"
    return {"description": words, "content": content}


def _raw(media_type: str) -> dict[str, Any]:
    return {"type": "string"} if media_type.startswith("text/") else {}


def _refusals(op: Operation) -> list[int]:
    found = {401, 403, 422}
    if op.path.count("{"):
        found.add(404)
    if op.method != "GET" or op.early:
        found |= {409}
    if op.body:
        found |= {400, 413, 415}
    elif op.method != "GET":
        found.add(413)
    if op.if_match == "required":
        found.add(428)
    return sorted(found)


def _path_parameters(op: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", op.path)
    return [
        {"name": n, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^({PATHS[n]})$"}}
        for n in names
    ]


def _query_parameters(op: Operation) -> list[dict[str, Any]]:
    if op.query is None:
        return []
    schema = op.query.model_json_schema(ref_template=_REF)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", []), "schema": _given(field)}
        for name, field in schema["properties"].items()
    ]


def _given(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out: a query string cannot say null."""
    choices = [choice for choice in field.get("anyOf", []) if choice != {"type": "null"}]
    if not choices:
        return field
    return {"description": field["description"], **choices[0]} if "description" in field else choices[0]


def _header_parameters(op: Operation) -> list[dict[str, Any]]:
    found = []
    if op.if_match:
        found.append(
            _header("If-Match", "the ETag that was seen", _IF_MATCH, op.if_match == "required"),
        )
    if op.method != "GET":
        found.append(
            _header(HEADER, "the same key and request get the first answer again", "^[!-~]{1,200}$", False),
        )
    return found


def _header(name: str, description: str, pattern: str, required: bool) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _schemas() -> dict[str, Any]:
    models: set[type[BaseModel]] = {Problem}
    for op in (op for methods in OPERATIONS.values() for op in methods.values()):
        models |= {model for model in (op.body, op.query) if model}
        models |= {model for model in op.answers.values() if not isinstance(model, tuple)}
    ordered = sorted(models, key=lambda m: m.__name__)
    _, schema = models_json_schema([(m, "validation") for m in ordered], ref_template=_REF)
    found: dict[str, Any] = schema["$defs"]
    return found
