"""Reading a request strictly: who sends it, which version it was made from, and a body that means one thing only."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, PreconditionRequired, UnsupportedMediaType

from annotate.api.operations import Operation
from annotate.api.sentences import problems_of
from annotate.domain.errors import Invalid, Problem, TooLarge, Unauthenticated

M = TypeVar("M", bound=BaseModel)
_TAG = re.compile(r'"([0-9]{1,9})"')


def bearer(request: Request) -> str:
    """The token of the request. There is no other way in: no cookie, no query parameter, no password."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated("Send an API token as “Authorization: Bearer …”. An admin can make one for you.")
    return secret.strip()


def read_query(model: type[M] | None, args: MultiDict[str, str]) -> M | None:
    """The query parameters. Unknown and repeated ones are refused: they would mean something else than hoped for."""
    repeated = [name for name in args if len(args.getlist(name)) > 1]
    if repeated:
        raise Invalid.of([Problem(name, "This parameter is given more than once. Give it once.") for name in repeated])
    if model is None:
        if args:
            raise Invalid.of([Problem(name, "There is no query parameter of this name here.") for name in args])
        return None
    return validate(model, args.to_dict())


def read_rev(operation: Operation, request: Request) -> int | None:
    """The rev of If-Match. 428 where it is demanded and missing; “*” would overwrite unseen and is refused."""
    sent = request.headers.get("If-Match")
    if sent is None or not operation.if_match:
        if operation.if_match == "required":
            raise PreconditionRequired('Say which version you have seen: If-Match: "rev", as its ETag gave it.')
        return None
    match = _TAG.fullmatch(sent.strip())
    if match is None:
        raise Invalid('Write If-Match as one ETag of this thing, such as "3".', field="If-Match")
    return int(match[1])


def read_body(operation: Operation, request: Request) -> tuple[BaseModel | None, bytes]:
    """The body as its schema, and as the bytes that came."""
    request.max_content_length = operation.limit
    if (request.content_length or 0) > operation.limit:
        _too_large(operation)
    data = request.get_data(cache=True)
    if len(data) > operation.limit:
        _too_large(operation)
    if operation.body is None:
        if data:
            raise Invalid("This takes no body. Leave it out.")
        return None, data
    if not data and operation.optional_body:
        return validate(operation.body, {}), data
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send JSON, as “Content-Type: application/json”.")
    return validate(operation.body, strict_json(data)), data


def strict_json(data: bytes) -> Any:
    """JSON as RFC 8259 has it: UTF-8, no NaN, and (as RFC 7493 demands) no name twice in one object."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: byte {error.start} does not fit.") from error
    except json.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except ValueError as error:
        raise BadRequest("The body is not JSON: a number in it has too many digits.") from error
    except RecursionError as error:
        raise BadRequest("The body is nested too deeply.") from error


def validate(model: type[M], value: Any) -> M:
    """The value as its schema; Invalid with every problem at once, each in a sentence."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid.of(problems_of(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(f"The name {json.dumps(twice[:100])} stands twice in one object. Which of them counts?")
    return found


def _constant(name: str) -> NoReturn:
    raise BadRequest(f"The body is not JSON: there is no {name} in it.")


def _too_large(operation: Operation) -> NoReturn:
    raise TooLarge(f"The body has more than {operation.limit:,} bytes, which are the most here. Send less at a time.")
