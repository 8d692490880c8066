"""Reports for tests: every part has a telling default, and a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotate.domain.report import (
    Claimant,
    FrozenText,
    LeftOut,
    Organisation,
    Person,
    Report,
    ReportArticle,
    ReportCitation,
    ReportClaim,
    ReportSource,
    ReportTerm,
    ReportTerms,
    TrailHead,
)
from annotate.domain.spans import cut, resolve_quote
from annotate.domain.text import guess_direction, split_blocks, text_sha256
from annotate.domain.vocabulary import Attribution, Confidence, PartyKind, Reliability, Role, Stance, State, Worthiness

TEXT = """Two accounts of a night at the harbour

The port authority said on Tuesday that 36 people – 15 guards and 21 dockers -- were hurt.
The dockers’ union said more than a hundred others were injured 😀 and that one docker died.

The port closed in September 2022."""

STATUSES = (
    ReportTerm("unchecked", "Unchecked", "Nobody has looked yet.", "unchecked", "U", None, "Unchecked"),
    ReportTerm("true", "True", "The main points hold.", "verified", "V", 5, "True"),
    ReportTerm("mostly_true", "Mostly true", "A detail is wrong.", "corrected", "C", 4, "Mostly true"),
    ReportTerm("disputed", "Disputed", "Sources differ.", "disputed", "D", None, "Disputed: conflicting accounts"),
    ReportTerm("misleading", "Misleading", "Gives a wrong impression.", "misleading", "M", None, "Misleading"),
    ReportTerm("false", "False", "The main points do not hold.", "false", "F", 1, "False"),
    ReportTerm("unproven", "Unproven", "Not enough evidence.", "unverifiable", "N", None, "Unproven"),
    ReportTerm("not_checkable", "Not checkable", "An opinion.", "unverifiable", "N", None, "Not checkable"),
)
TYPES = (
    ReportTerm("quantity", "Quantity", "A number, amount or rate."),
    ReportTerm("event_property", "Event", "Something happened."),
)
KINDS = (ReportTerm("official_statement", "Official statement"), ReportTerm("drone_footage", "Drone footage"))

ANA = Person("Ana Example", Role.CHECKER)
BEN = Person("Ben Example", Role.REVIEWER)


def article(text: str = TEXT, **changes: Any) -> ReportArticle:
    made = ReportArticle(
        slug="harbour-night",
        title="Two accounts of a night at the harbour",
        byline="C. Writer",
        publisher="The Example Post",
        url="https://post.example/harbour",
        language="en",
        direction=guess_direction(text),
        dated="2026-11-20",
        revision=FrozenText(1, text_sha256(text), len(text)),
        text=text,
        blocks=split_blocks(text, headings={0}),
    )
    return replace(made, **changes)


def source(id: str = "s1", **changes: Any) -> ReportSource:
    made = ReportSource(
        id=id,
        kind="official_statement",
        title="Statement of the port authority",
        url="https://port.example/statement",
        archive_url="https://archive.example/port",
        publisher="Port authority",
        author="Press office",
        published="2026-11-17",
        accessed="2026-11-21",
        reliability=Reliability.C,
        note="Read in full.",
    )
    return replace(made, **changes)


def citation(source: str = "s1", stance: Stance = Stance.REFUTES, **changes: Any) -> ReportCitation:
    made = ReportCitation(source, stance, "page 2", "15 guards and 21 dockers", 3, "A side in the dispute.")
    return replace(made, **changes)


def claim(number: int = 1, quote: str = "36 people", text: str = TEXT, **changes: Any) -> ReportClaim:
    made = ReportClaim(
        id=f"01980000-0000-7000-8000-{number:012d}",
        number=number,
        state=State.APPROVED,
        statement="36 people were hurt: 15 guards and 21 dockers.",
        type="quantity",
        status="disputed",
        attribution=Attribution.CONFIRMED_PARAPHRASE,
        own_voice=False,
        claimant=Claimant("Port authority", PartyKind.OFFICIAL_BODY),
        rationale="The two counts cannot both hold.\nNeither side says how it counts.",
        known="15 and 21 make 36.",
        unknown="How each side counts.",
        settle="Hospital admissions.",
        search_log="",
        confidence=Confidence.MEDIUM,
        worthiness=Worthiness.CHECK_WORTHY,
        spans=(resolve_quote(text, quote, 1),) if quote else (),
        citations=(citation(),),
        digest="ab" * 32,
        approved_by=BEN,
        approved_at="2026-11-24T09:00:00.000Z",
        checked_by=(ANA,),
    )
    return replace(made, **changes)


def example_claims() -> tuple[ReportClaim, ...]:
    """Disputed, one in two parts and its opposite; true, in the article's own voice; and one that nobody can check."""
    parts = (TEXT.index("15 guards"), TEXT.index("21 dockers"))
    return (
        claim(1, spans=(cut(TEXT, parts[0], parts[0] + 9), cut(TEXT, parts[1], parts[1] + 10))),
        claim(
            2,
            "more than a hundred others were injured 😀",
            statement="More than a hundred people were injured.",
            claimant=Claimant("Dockers’ union", PartyKind.ORGANISATION),
        ),
        claim(
            4,
            "The port closed in September 2022.",
            statement="The port closed in September 2022.",
            type="event_property",
            status="true",
            own_voice=True,
            claimant=None,
            attribution=None,
            citations=(citation(stance=Stance.SUPPORTS), citation("s2", Stance.CLAIM_ORIGIN)),
        ),
        claim(7, "a hundred others", status="not_checkable", citations=()),
    )


def report(**changes: Any) -> Report:
    made: dict[str, Any] = {
        "organisation": Organisation("Example Newsroom", "https://newsroom.example"),
        "article": article(),
        "edition": 2,
        "published_at": "2026-11-25T12:00:00.000Z",
        "published_by": BEN,
        "note": "Claim 1: the label changed, the evidence did not.",
        "working_copy": False,
        "example": False,
        "method": "Two people looked at every claim.\n\nWe counted origins, not links.",
        "terms": ReportTerms(TYPES, STATUSES, KINDS),
        "claims": example_claims(),
        "sources": (source(), source("s2", kind="drone_footage", title="Drone footage", url="")),
        "left_out": LeftOut(draft=3, withdrawn=1),
        "trail": TrailHead("article:harbour-night", 41, "cd" * 32),
    }
    return Report(**made | changes)
