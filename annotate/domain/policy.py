"""Permissions: a table of predicates. Every entrance asks `may()`; nobody compares roles anywhere else.

To add a permission: one member of `Permission`, one row of `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotate.domain.errors import Forbidden
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Access, Role


class Permission(StrEnum):
    """What can be asked for; keep alphabetical."""

    ADD_ARTICLE = "add_article"
    ADD_SOURCE = "add_source"
    ADMINISTER = "administer"
    APPROVE = "approve"
    ATTACH_FILE = "attach_file"
    COMMENT = "comment"
    DECIDE_COMPLAINT = "decide_complaint"
    EDIT_ARTICLE = "edit_article"
    EDIT_CLAIM = "edit_claim"
    EDIT_FILE = "edit_file"
    ERASE = "erase"
    EXPORT = "export"
    OPEN_FILE = "open_file"
    PUBLISH = "publish"
    READ = "read"
    RECORD_COMPLAINT = "record_complaint"
    RETURN = "return"
    SEAL_FILE = "seal_file"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class ClaimFacts:
    """What the rules need to know of a claim: who wrote it, and who worked on it since its last approval."""

    author_id: str
    contributors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FileFacts:
    """What the rules need to know of a file: who attached it, who may open it, and who is named while it is sealed."""

    author_id: str
    access: Access
    readers: frozenset[str] = frozenset()


Facts = ClaimFacts | FileFacts
Rule = Callable[[Actor, Facts | None], str | None]


def _one_of(*roles: Role) -> Rule:
    names = " or ".join(role.label.lower() for role in roles)

    def rule(actor: Actor, about: Facts | None) -> str | None:
        return (
            None if actor.role in roles else f"This needs a {names}; you are signed in as {actor.role.label.lower()}."
        )

    return rule


def _not_own_work(actor: Actor, about: Facts | None) -> str | None:
    if isinstance(about, ClaimFacts) and actor.id in about.contributors:
        return "You worked on this claim since its last approval. Somebody else has to approve it."
    return None


def _author_or_reviewer(actor: Actor, about: Facts | None) -> str | None:
    if actor.role is Role.REVIEWER or about is None or about.author_id == actor.id:
        return None
    return "Only the claim’s author or a reviewer may withdraw or restore it."


def _named(actor: Actor, about: Facts | None) -> str | None:
    """Who is named for a sealed file. No role stands above that: not a reviewer, not an admin."""
    if not isinstance(about, FileFacts) or about.access is not Access.SEALED:
        return None
    if actor.id == about.author_id or actor.id in about.readers:
        return None
    return "This file is sealed: only the people who are named for it may open it."


def _sealer(actor: Actor, about: Facts | None) -> str | None:
    if actor.role is Role.REVIEWER or not isinstance(about, FileFacts):
        return None
    if actor.id == about.author_id or actor.id in about.readers:
        return None
    return "Only whoever attached the file, a person named for it or a reviewer may seal it or open the seal."


_ANY: Rule = _one_of(*Role)
_WORKERS: Rule = _one_of(Role.CHECKER, Role.REVIEWER)
_DESK: Rule = _one_of(Role.CHECKER, Role.REVIEWER, Role.ADMIN)
_REVIEWERS: Rule = _one_of(Role.REVIEWER)

RULES: dict[Permission, tuple[Rule, ...]] = {
    Permission.ADD_ARTICLE: (_DESK,),
    Permission.ADD_SOURCE: (_WORKERS,),
    Permission.ADMINISTER: (_one_of(Role.ADMIN),),
    Permission.APPROVE: (_REVIEWERS, _not_own_work),
    Permission.ATTACH_FILE: (_WORKERS,),
    Permission.COMMENT: (_WORKERS,),
    Permission.DECIDE_COMPLAINT: (_one_of(Role.REVIEWER, Role.ADMIN),),
    Permission.EDIT_ARTICLE: (_DESK,),
    Permission.EDIT_CLAIM: (_WORKERS,),
    Permission.EDIT_FILE: (_WORKERS, _named),
    Permission.ERASE: (_one_of(Role.ADMIN),),
    Permission.EXPORT: (_ANY,),
    Permission.OPEN_FILE: (_ANY, _named),
    Permission.PUBLISH: (_REVIEWERS,),
    Permission.READ: (_ANY,),
    Permission.RECORD_COMPLAINT: (_DESK,),
    Permission.RETURN: (_REVIEWERS,),
    Permission.SEAL_FILE: (_WORKERS, _named, _sealer),
    Permission.SUBMIT: (_WORKERS,),
    Permission.WITHDRAW: (_WORKERS, _author_or_reviewer),
}


def why_not(actor: Actor, permission: Permission, about: Facts | None = None) -> str | None:
    """The sentence that says why the actor may not, or None if they may."""
    return next((reason for rule in RULES[permission] if (reason := rule(actor, about))), None)


def may(actor: Actor, permission: Permission, about: Facts | None = None) -> bool:
    """May the actor do this, to this claim or file where one is given?"""
    return why_not(actor, permission, about) is None


def demand(actor: Actor, permission: Permission, about: Facts | None = None) -> None:
    """Raise Forbidden, with the reason, unless the actor may."""
    reason = why_not(actor, permission, about)
    if reason:
        raise Forbidden(reason)
