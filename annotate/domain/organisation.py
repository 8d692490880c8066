"""What a newsroom says of itself in public: whose it is, what it binds itself to, how to complain.

The IFCN's code asks for it (transparency of funding and organisation, of standards, an open corrections policy), and
schema.org has a property for each. A policy is either a text, which the public page about the newsroom prints, or the
address of a page where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.domain.report_parts import Organisation

#: Types by content that a logo may have, with the ending of its address. No SVG: it can hold a script.
LOGO_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
#: Bytes that a logo may have: it is on every public page.
MAX_LOGO = 200_000


@dataclass(frozen=True)
class Policy:
    """One thing that is said: the field, its heading for readers, what to write, the schema.org property."""

    field: str
    heading: str
    help: str
    property: str


POLICIES: tuple[Policy, ...] = (
    Policy(
        "ownership", "Ownership and funding", "Whose the newsroom is, who pays for it, and who may not decide.",
        "ownershipFundingInfo",
    ),
    Policy(
        "ethics", "Ethics", "What the newsroom binds itself to: fairness, conflicts of interest, anonymous sources.",
        "ethicsPolicy",
    ),
    Policy(
        "corrections", "Corrections", "What happens when something was wrong, and how soon.", "correctionsPolicy"
    ),
    Policy(
        "feedback", "Complaints and feedback", "How a reader complains, to whom, and what follows.",
        "actionableFeedbackPolicy",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A policy with what this newsroom says: `text`, or `url` where it said where that stands."""

    policy: Policy
    text: str
    url: str


def standings(organisation: Organisation) -> Iterator[Standing]:
    """The policies that the newsroom has said something to, in their order."""
    for policy in POLICIES:
        said: str = getattr(organisation, policy.field)
        if said:
            where = web_page(said)
            yield Standing(policy, "" if where else said, where)


def web_page(text: str) -> str:
    """The text if it is nothing but one web address; else nothing."""
    return text if re.fullmatch(r"https?://[^\s/][^\s]*", text) else ""


def logo_name(organisation: Organisation) -> str:
    """The last part of the logo's address: its SHA-256 and the ending of its type; nothing without a logo."""
    return f"{organisation.logo}.{LOGO_TYPES[organisation.logo_type]}" if organisation.logo else ""
