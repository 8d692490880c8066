"""Parties and accounts by whatever a program knows of them: id, name, e-mail address."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from annotate.api.operations import PATHS
from annotate.domain.errors import Invalid, NotFound
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.services import parties
from annotate.services.texts import name_key
from annotate.store.queries import sources as query
from annotate.store.queries import users
from annotate.store.session import UnitOfWork


def is_id(value: str) -> bool:
    """Does this look like an id?"""
    return re.fullmatch(PATHS["id"], value) is not None


def by_name(fields: dict[str, Any], field: str, name: str) -> dict[str, Any]:
    """The fields with `field` under the other `name` if it holds no id: services find or add parties by their names."""
    given = fields.get(field)
    if given is None or is_id(given):
        return fields
    return {key: value for key, value in fields.items() if key != field} | {name: given}


def find_claimant(uow: UnitOfWork, actor: Actor, named: str | None) -> str | None:
    """The id of the party of this id or name; one of a new name is added.

    The article's log must be locked before: adding locks the library, and logs are locked in that order everywhere.
    """
    if named is None or is_id(named):
        return named  # the service looks whether there is one
    check_texts({"claimant": named})
    there = query.party_named(uow.session, name_key(named))
    return there.id if there else parties.add(uow, actor, named)[0].id


def find_worker(session: Session, named: str | None) -> str | None:
    """The id of the account of this id or address."""
    if named is None or is_id(named):
        return named
    check_texts({"assignee": named})
    try:
        return users.user_row(session, named).id
    except NotFound as error:
        raise Invalid("There is no account of this id or e-mail address.", field="assignee") from error
