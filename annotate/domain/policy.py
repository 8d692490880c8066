"""Permissions: a table of predicates. Every entrance asks `may()`; nobody compares roles anywhere else.

To add a permission: one member of `Permission`, one row of `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotate.domain.errors import Forbidden
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Role


class Permission(StrEnum):
    """What can be asked for; keep alphabetical."""

    ADD_ARTICLE = "add_article"
    ADD_SOURCE = "add_source"
    ADMINISTER = "administer"
    APPROVE = "approve"
    COMMENT = "comment"
    EDIT_ARTICLE = "edit_article"
    EDIT_CLAIM = "edit_claim"
    EXPORT = "export"
    PUBLISH = "publish"
    READ = "read"
    RETURN = "return"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class ClaimFacts:
    """What the rules need to know of a claim: who wrote it, and who worked on it since its last approval."""

    author_id: str
    contributors: frozenset[str] = frozenset()


Rule = Callable[[Actor, ClaimFacts | None], str | None]


def _one_of(*roles: Role) -> Rule:
    names = " or ".join(role.label.lower() for role in roles)

    def rule(actor: Actor, claim: ClaimFacts | None) -> str | None:
        return (
            None if actor.role in roles else f"This needs a {names}; you are signed in as {actor.role.label.lower()}."
        )

    return rule


def _not_own_work(actor: Actor, claim: ClaimFacts | None) -> str | None:
    if claim is not None and actor.id in claim.contributors:
        return "You worked on this claim since its last approval. Somebody else has to approve it."
    return None


def _author_or_reviewer(actor: Actor, claim: ClaimFacts | None) -> str | None:
    if actor.role is Role.REVIEWER or claim is None or claim.author_id == actor.id:
        return None
    return "Only the claim’s author or a reviewer may withdraw or restore it."


_ANY: Rule = _one_of(*Role)
_WORKERS: Rule = _one_of(Role.CHECKER, Role.REVIEWER)
_DESK: Rule = _one_of(Role.CHECKER, Role.REVIEWER, Role.ADMIN)
_REVIEWERS: Rule = _one_of(Role.REVIEWER)

RULES: dict[Permission, tuple[Rule, ...]] = {
    Permission.ADD_ARTICLE: (_DESK,),
    Permission.ADD_SOURCE: (_WORKERS,),
    Permission.ADMINISTER: (_one_of(Role.ADMIN),),
    Permission.APPROVE: (_REVIEWERS, _not_own_work),
    Permission.COMMENT: (_WORKERS,),
    Permission.EDIT_ARTICLE: (_DESK,),
    Permission.EDIT_CLAIM: (_WORKERS,),
    Permission.EXPORT: (_ANY,),
    Permission.PUBLISH: (_REVIEWERS,),
    Permission.READ: (_ANY,),
    Permission.RETURN: (_REVIEWERS,),
    Permission.SUBMIT: (_WORKERS,),
    Permission.WITHDRAW: (_WORKERS, _author_or_reviewer),
}


def why_not(actor: Actor, permission: Permission, claim: ClaimFacts | None = None) -> str | None:
    """The sentence that says why the actor may not, or None if they may."""
    return next((reason for rule in RULES[permission] if (reason := rule(actor, claim))), None)


def may(actor: Actor, permission: Permission, claim: ClaimFacts | None = None) -> bool:
    """May the actor do this, to this claim where one is given?"""
    return why_not(actor, permission, claim) is None


def demand(actor: Actor, permission: Permission, claim: ClaimFacts | None = None) -> None:
    """Raise Forbidden, with the reason, unless the actor may."""
    reason = why_not(actor, permission, claim)
    if reason:
        raise Forbidden(reason)
