"""The conflicting accounts of the real article: who belongs to whom, what each source does for a claim, 15 pairs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import raid_desk
from raid_desk import FOOTAGE, Raid

from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.services import citations, parties, relations, sources
from annotate.services.citations import NewCitation
from annotate.services.relations import NewRelation
from annotate.services.sources import NewSource
from annotate.store.queries import claims as claim_query
from annotate.store.queries import sources as source_query
from annotate.store.session import Database

MEK, NCRI = "Mojahedin-e-Khalq (MEK)", "National Council of Resistance of Iran (NCRI)"
CONFERENCE = "Bledi Cuci (Interior Minister) and Muhamet Rrumbullaku (head of national police), Albania"
AUTHORITIES = "Albanian authorities"
CAPTION = "Albanian police (caption/description of the footage)"
#: Party → how and to whom it belongs.
CAMPS = {
    NCRI: ("affiliated_with", MEK), CONFERENCE: ("speaks_for", AUTHORITIES),
    "Albanian police": ("part_of", AUTHORITIES),    CAPTION: ("part_of", "Albanian police"),
}  # fmt: skip
#: Words of a source's title → the party that it comes from.
ORIGINS = {
    "(MEK) statement": MEK, "(NCRI) statement": NCRI, "joint conference": CONFERENCE, FOOTAGE: "Albanian police",
    "Albanian police": "Albanian police", AUTHORITIES: AUTHORITIES, "US State Department": "US State Department",
    "Albanian prosecutors": "Albanian prosecutors (as reported)",
}  # fmt: skip
#: (claim, words of the source) → what the source does for it.
STANCES = {
    ("C02", "(MEK)"): "claim_origin", ("C02", "(NCRI)"): "partly_refutes", ("C14", "(MEK)"): "claim_origin",
    ("C14", "joint"): "partly_supports", ("C15", "(MEK)"): "claim_origin", ("C15", "joint"): "refutes",
    ("C16", "(MEK)"): "claim_origin", ("C17", "(MEK)"): "claim_origin", ("C17", "joint"): "denies_only",
    ("C17", "footage"): "silent", ("C18", "joint"): "claim_origin", ("C18", "(MEK)"): "refutes",
    ("C13", "authorities"): "claim_origin", ("C13", "footage"): "silent", ("C22", "(NCRI)"): "claim_origin",
    ("C22", "prosecutors"): "refutes", ("C22", "footage"): "silent", ("C24", "(NCRI)"): "claim_origin",
    ("C24", "footage"): "context", ("C25", "(NCRI)"): "claim_origin", ("C25", "footage"): "refutes",
    ("C27", "joint"): "claim_origin", ("C27", "footage"): "partly_supports", ("C29", "footage"): "partly_supports",
    ("C31", "joint"): "claim_origin", ("C31", "footage"): "context", ("C28", "footage"): "supports",
    ("C06", "joint"): "claim_origin", ("C06", "prosecutors"): "partly_supports",
}  # fmt: skip
#: What each pair is about.
TOPICS = {
    "Injured": ("C15-C18",), "Cause of death": ("C14-C19", "C14-C20"), "Size of the force": ("C02-C24",),
    "Who started it": ("C06-C07", "C06-C22", "C13-C22", "C22-C31"), "The six": ("C21-C22",),
    "Motive": ("C04-C12", "C07-C12"), "Means": ("C17-C20", "C17-C32", "C20-C25", "C25-C32"),
}  # fmt: skip
SETTLE = {
    "Injured": "Hospital admissions, and one definition of “injured”", "Cause of death": "A post-mortem report",
    "Size of the force": "The deployment order", "Who started it": "Footage with a running clock",
    "The six": "The names on the charge sheet", "Motive": "The court order for the search",
    "Means": "Footage beyond the released cut",
}  # fmt: skip


def pairs(material: Path) -> list[dict[str, Any]]:
    """The 15 conflicts as they were written down."""
    found: list[dict[str, Any]] = json.loads((material / "article" / "claims.json").read_text())["conflicts"]
    return found


def kind(said: str) -> str:
    """The kind of a conflict out of its words."""
    return said.split(":")[0].strip().replace(" ", "_")


def fill(database: Database, actor: Actor, raid: Raid, material: Path) -> Article:
    """The article with its claims, its camps, the origins of its sources and its conflicts."""
    article = raid_desk.fill(database, actor, raid, STANCES)
    _camps(database, actor)
    _origins(database, actor)
    with database.write() as uow:
        ids = {f"C{c.number:02d}": c.id for c in claim_query.claims(
            uow.session, article.id, claim_query.Filter(), limit=100
        ).items}  # fmt: skip
        for pair in pairs(material):
            topic = next(name for name, inside in TOPICS.items() if f"{pair['a']}-{pair['b']}" in inside)
            new = NewRelation(kind(pair["kind"]), other_id=ids[pair["b"]], topic=topic, settle=SETTLE[topic])
            relations.declare(uow, actor, ids[pair["a"]], new)
    return article


def _camps(database: Database, actor: Actor) -> None:
    with database.write() as uow:
        for name, (how, onto) in CAMPS.items():
            party, camp = (parties.add(uow, actor, named)[0] for named in (name, onto))
            parties.edit(uow, actor, party.id, party.rev, {"belongs_how": how, "belongs_to": camp.id})


def _origins(database: Database, actor: Actor) -> None:
    """Every source comes from somebody; Washington passes on what it was assured of."""
    with database.write() as uow:
        assured, _ = sources.add(uow, actor, NewSource("official_statement", "Assurance given to Washington"))
        for source, _ in source_query.sources(uow.session, limit=100).items:
            named = next((party for words, party in ORIGINS.items() if words in source.title), None)
            origin = AUTHORITIES if source.id == assured.id else named
            if origin is None:
                continue
            values = {"origin_id": parties.add(uow, actor, origin)[0].id}
            if "US State" in source.title:
                values["derived_from_id"] = assured.id
            sources.edit(uow, actor, source.id, source.rev, values)


def cite(database: Database, actor: Actor, claim: str, title: str, stance: str) -> None:
    """One more citation: of the source whose title holds these words."""
    with database.write() as uow:
        (source,) = (s for s, _ in source_query.sources(uow.session, title, limit=10).items)
        citations.cite(uow, actor, claim, NewCitation(source.id, stance))
