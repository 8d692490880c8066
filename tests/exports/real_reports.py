"""Reports on the real texts of the material: the raid with its 35 claims, and texts in Persian, Arabic and Chinese."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from report_factory import STATUSES, article, citation, claim, report, source

from annotate.domain.report import Behind, Claimant, Fact, Report, ReportFile, ReportRelation, ReportTerm, ReportTerms
from annotate.domain.report_evidence import ReportReply
from annotate.domain.spans import cut
from annotate.domain.vocabulary import Capture, Outcome, PartyKind, RelationKind, Stance

SETTLE = "Footage with a running clock"
KINDS = (ReportTerm("drone_footage", "Drone footage"), ReportTerm("party_statement", "Statement of a side"))


def folder() -> Path:
    """The material; skips where it is not at hand."""
    found = os.environ.get("ANNOTATE_MATERIAL")
    if not found:
        pytest.skip("ANNOTATE_MATERIAL is not set: the real texts are not at hand")
    return Path(found)


def raid() -> Report:
    """The raid with all that a person wrote down about it, and a verdict on each claim."""
    place = folder() / "article"
    text, told = (place / "raid.txt").read_bytes().decode(), json.loads((place / "claims.json").read_text())
    numbers = {one["id"]: number for number, one in enumerate(told["claims"], 1)}
    named = sorted({name for one in told["claims"] for name in one["named_sources"]})
    ids = {name: f"s{number}" for number, name in enumerate(named, 1)}
    kinds = {name: "drone_footage" if "footage" in name else "party_statement" for name in named}
    types = sorted({one["claim_type"] for one in told["claims"]})
    return report(
        article=article(text, title="A raid on a camp"),
        terms=ReportTerms(tuple(ReportTerm(code, code.capitalize()) for code in types), STATUSES, KINDS),
        claims=tuple(_claim(text, numbers[one["id"]], one, ids) for one in told["claims"]),
        sources=tuple(source(ids[n], kind=kinds[n], title=n, files=_files(kinds[n])) for n in named),
        relations=tuple(_relation(pair, numbers) for pair in told["conflicts"]),
    )


def language(name: str) -> Report:
    """The text `languages/NAME.txt`; every fifth word a claim, and all that is written in its script."""
    text = (folder() / "languages" / f"{name}.txt").read_text("utf-8").strip()
    places = [match.span() for match in re.finditer(r"\S+", text)][:60:5]
    words = [text[a:b] for a, b in places]
    return report(
        article=article(text, title=text.split("\n")[0][:80], byline=words[0], publisher=words[-1], language=name[:2]),
        note=text[:200],
        claims=tuple(
            claim(
                number, spans=(cut(text, a, b),), statement=text[a : b + 60], rationale=text[a : a + 300],
                known=text[a : b + 20], claimant=Claimant(text[a:b], PartyKind.PERSON),
                citations=(citation(excerpt=text[a : b + 30]),),
            )
            for number, (a, b) in enumerate(places, 1)
        ),
        sources=(source(title=text[:50], author=words[1]), source("s2")),
    )  # fmt: skip


def _claim(text: str, number: int, one: dict[str, Any], ids: dict[str, str]) -> Any:
    own = str(one["claimant"]).startswith("the article")
    stances = tuple(Stance)
    return claim(
        number, spans=(cut(text, one["start"], one["end"]),), statement=one["normalized_claim"],
        type=one["claim_type"], status=STATUSES[1 + number % 7].code, own_voice=own,
        claimant=None if own else Claimant(one["claimant"], PartyKind.ORGANISATION),
        camp="" if own else one["claimant"].split(" (")[0],
        citations=tuple(
            citation(ids[name], stances[(number + n) % len(stances)], note=one["note"], visible="Bags are carried.")
            for n, name in enumerate(one["named_sources"])
        ),
        behind=Behind(len(one["named_sources"]), 1, 0, 1, 0, 0),
        replies=(ReportReply("Albanian police", "2026-11-20", "2026-11-27", Outcome.SILENT, "", ""),),
    )  # fmt: skip


def _relation(pair: dict[str, Any], numbers: dict[str, int]) -> ReportRelation:
    kind = RelationKind(pair["kind"].split(":")[0].strip().split(",")[0].replace(" ", "_"))
    return ReportRelation(numbers[pair["a"]], numbers[pair["b"]], kind, pair["a"], SETTLE)


def _files(kind: str) -> tuple[ReportFile, ...]:
    if kind != "drone_footage":
        return ()
    found = (Fact("Length", "2:14"),)
    return (
        ReportFile("ab" * 32, "gate.mp4", 84_200_000, "video/mp4", Capture.RECEIVED, "2026-11-20T09:00:00.000Z", found),
    )
