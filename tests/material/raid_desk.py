"""The 35 claims of a real article: where they stand, who makes them, which sources they name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.domain.people import Actor
from annotate.domain.spans import Span, cut
from annotate.domain.things import Article
from annotate.services import articles, citations, claims, parties, sources
from annotate.services.articles import NewArticle
from annotate.services.citations import NewCitation
from annotate.services.claims import NewClaim
from annotate.services.sources import NewSource
from annotate.store.session import Database, UnitOfWork

SHA256 = "28667d19c2f40c08404c218931ba1712678095ec01d07d86d4700d8a9dd35189"
TITLE = "A raid on a camp"
FOOTAGE = "Police drone footage"
#: The reporter's own words within a sentence that is somebody else's.
ASIDE = " – without identifying them – "


@dataclass(frozen=True)
class Raid:
    """The article's bytes, and its claims as a person wrote them down."""

    data: bytes
    claims: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return self.data.decode()

    def spans(self, claim: dict[str, Any]) -> list[Span]:
        """Where a claim stands; the reporter's aside is left out, which makes two spans."""
        start, end = claim["start"], claim["end"]
        at = self.text.find(ASIDE, start, end)
        ends = [(start, at), (at + len(ASIDE), end)] if at > 0 else [(start, end)]
        return [cut(self.text, a, b) for a, b in ends]


def load(material: Path) -> Raid:
    """What lies in the material."""
    folder = material / "article"
    return Raid((folder / "raid.txt").read_bytes(), json.loads((folder / "claims.json").read_text())["claims"])


def own_voice(claim: dict[str, Any]) -> bool:
    """Does the reporter say so, and nobody else?"""
    return str(claim["claimant"]).startswith("the article")


def fill(database: Database, actor: Actor, raid: Raid, stances: Mapping[tuple[str, str], str] | None = None) -> Article:
    """Freeze the article, mark all its claims, and cite the sources that they name.

    `stances`: (claim, words of the source) → stance; all others are context.
    """
    with database.write() as uow:
        article = articles.add(uow, actor, NewArticle(title=TITLE, text=raid.text, language="en")).article
        named = dict.fromkeys(name for claim in raid.claims for name in claim["named_sources"])
        library = {name: _source(uow, actor, name) for name in named}
        for claim in raid.claims:
            _mark(uow, actor, article, raid, claim, library, stances or {})
    return article


def _source(uow: UnitOfWork, actor: Actor, name: str) -> str:
    """Its id. All that flew over the camp is one source, with one address."""
    if "drone footage" in name:
        new = NewSource("drone_footage", FOOTAGE, "https://police.example/footage", publisher="Police")
    else:
        new = NewSource("official_statement" if "authorities" in name else "party_statement", name)
    return sources.add(uow, actor, new)[0].id


def _mark(
    uow: UnitOfWork, actor: Actor, article: Article, raid: Raid, claim: dict[str, Any], library: dict[str, str],
    stances: Mapping[tuple[str, str], str],
) -> None:  # fmt: skip
    fields: dict[str, Any] = {"statement": claim["normalized_claim"], "worthiness": claim["check_worthiness"]}
    if own_voice(claim):
        fields["own_voice"] = True
    else:
        fields["claimant_id"] = parties.add(uow, actor, claim["claimant"])[0].id
    made = claims.mark(uow, actor, article.slug, NewClaim(claim["claim_type"], raid.spans(claim), SHA256, fields))
    note = f"Also {claim['secondary_type']}. " if claim["secondary_type"] else ""
    for ident, name in {library[name]: name for name in claim["named_sources"]}.items():
        found = (said for (number, words), said in stances.items() if number == claim["id"] and words in name)
        citations.cite(uow, actor, made.id, NewCitation(ident, next(found, "context"), note=note + claim["note"]))
