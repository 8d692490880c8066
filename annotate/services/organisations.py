"""Who publishes, as the public is told: name, logo, whose the newsroom is, what it binds itself to.

While no admin has described it, name and address are those of the settings. An edition freezes what was true when it
was published; what is changed here is in the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotate import inspector
from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Invalid, NotFound
from annotate.domain.limits import check_texts
from annotate.domain.organisation import LOGO_TYPES, MAX_LOGO
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.report_parts import Organisation
from annotate.services.texts import check_rev, check_url, require
from annotate.store.evidence import Evidence, Readable
from annotate.store.models import OrganisationRow
from annotate.store.models.organisation import ORGANISATION
from annotate.store.queries import organisation as query
from annotate.store.session import UnitOfWork

EDITABLE = ("name", "url", "ownership", "ethics", "corrections", "feedback", "licence")


@dataclass(frozen=True)
class Described:
    """What is said now, and the version that it is; 0 while it is only what the settings say."""

    organisation: Organisation
    rev: int


def described(session: Session, settings: Organisation) -> Described:
    """What the newsroom says of itself. `settings`: name and address while nobody has said more. One query."""
    row = query.organisation_row(session)
    if row is None:
        return Described(settings, 0)
    return Described(replace(query.as_organisation(row), people=settings.people), row.rev)


def standing(session: Session, settings: Organisation) -> Organisation:
    """As above, without the version."""
    return described(session, settings).organisation


@dataclass(frozen=True)
class Logo:
    """A picture that is kept and may be the logo; both empty: there shall be none."""

    sha256: str = ""
    media_type: str = ""


def take_logo(evidence: Evidence, actor: Actor, stream: Readable, name: str) -> Logo:
    """Keep the bytes of a logo, write-once, once the inspector has seen that they are a picture.

    Raises TooLarge, and Invalid for anything that is no still or moving picture of a kind that every browser shows.
    """
    demand(actor, Permission.ADMINISTER)
    taken = evidence.take(stream, MAX_LOGO)
    with evidence.local(taken.sha256) as path:
        found = inspector.inspect(path, name)
    if found.media_type not in LOGO_TYPES or found.outcome != "done" or not found.thumbnail:
        raise Invalid(
            f"“{name}” is not a picture that can be a logo. Choose a PNG, JPEG, WebP or GIF file that opens "
            "in a browser.", field="logo",
        )  # fmt: skip
    return Logo(taken.sha256, found.media_type)


def edit(
    uow: UnitOfWork, actor: Actor, rev: int, changes: Mapping[str, str], settings: Organisation,
    logo: Logo | None = None,
) -> Described:  # fmt: skip
    """Say what the newsroom is. `rev` is 0 for the first time; `logo` None leaves the logo as it is."""
    demand(actor, Permission.ADMINISTER)
    uow.lock(SYSTEM_LOG)
    row = query.organisation_row(uow.session)
    now = query.as_organisation(row) if row else settings
    check_rev(row.rev if row else 0, rev, {name: getattr(now, name) for name in EDITABLE}, "description")
    values: dict[str, str | None] = {name: changes[name] for name in EDITABLE if name in changes}
    if logo is not None:
        values |= {"logo": logo.sha256 or None, "logo_type": logo.media_type}
    _check({**now.__dict__, **values})
    if row is None:
        first = {"logo": None, "logo_type": "", **{name: getattr(now, name) for name in EDITABLE}, **values}
        made = OrganisationRow(id=ORGANISATION, **first)
        recorder.add(uow, actor, made, Happening(Tag.ORGANISATION_DESCRIBE, SYSTEM_LOG))
        return Described(query.as_organisation(made), made.rev)
    changed = [name for name in values if values[name] != getattr(row, name) and name != "logo_type"]
    happening = Happening(Tag.ORGANISATION_EDIT, SYSTEM_LOG, {"fields": say_fields(changed)})
    recorder.change(uow, actor, row, values, happening)
    return Described(query.as_organisation(row), row.rev)


def logo(session: Session, evidence: Evidence, name: str) -> tuple[bytes, str]:
    """Bytes and type of a logo by the last part of its address; NotFound unless the newsroom has or had it."""
    sha256, _, ending = name.partition(".")
    media_type = query.logos(session).get(sha256, "")
    if not media_type or LOGO_TYPES[media_type] != ending:
        raise NotFound("The newsroom has no such logo.")
    return evidence.get(sha256), media_type


def _check(said: Mapping[str, str | None]) -> None:
    check_texts(said)
    require(said["name"] or "", "name", "Give the name under which the newsroom publishes.")
    check_url(said["url"] or "", "url")
