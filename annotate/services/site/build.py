"""The whole public side as files. What was drawn from the same editions before is not drawn again.

Everything about one report follows from its editions, so one stamp names what its pages, forms, claims and cards are
drawn from. A source's page follows from the newest editions that cite it. What spans many reports is drawn each time
and written where it differs. Pages come before the lists that lead to them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from annotate.domain.organisation import LOGO_TYPES
from annotate.domain.report import Report
from annotate.exports import verifier
from annotate.exports.bundle import EVIDENCE
from annotate.exports.public import about, assets, feeds, listing
from annotate.exports.public import corrections as log_page
from annotate.exports.public import scale as scale_page
from annotate.exports.public.frame import (
    ABOUT,
    CORRECTIONS_FEED,
    FEED,
    VERIFY,
    logo_path,
    source_path,
)
from annotate.exports.schema import NAME as SCHEMA
from annotate.exports.schema import schema_bytes
from annotate.services.bundles import conditions
from annotate.services.site import corrections, editions, lists, scale
from annotate.services.site.base import FORMS, Site
from annotate.services.site.drawing import Drawing, files
from annotate.services.site.folder import SiteFolder
from annotate.store.evidence import Evidence
from annotate.store.queries import bundles as bundle_query
from annotate.store.queries import public as query
from annotate.store.queries.organisation import logos
from annotate.store.queries.public import Out

#: The bundle of an edition: its bytes, and the ending of its address.
Bundler = Callable[[Session, Out], bytes]
START = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Reports</title>
<meta http-equiv="refresh" content="0; url=reports/"></head>
<body><main><h1>Reports</h1><p><a href="reports/">Go to the reports</a></p></main></body></html>
"""


@dataclass(frozen=True)
class Built:
    """What a build did: files that are there, that were written, that were removed."""

    files: int
    written: int
    removed: int


@dataclass(frozen=True)
class Work:
    """What a build works with."""

    session: Session
    site: Site
    folder: SiteFolder
    evidence: Evidence
    #: What every page depends on: the program, the address, the newsroom.
    common: str


def build(
    session: Session, site: Site, root: Path, evidence: Evidence, bundle: Bundler, today: str
) -> Built:  # fmt: skip
    """Bring the folder up to what the desk has published. Conflict for a folder that is not ours; OSError as it comes.

    `today` (YYYY-MM-DD) decides which complaints are overdue.
    """
    work = Work(session, site, SiteFolder.open(root), evidence, _common(site))
    published = query.every_edition(session)
    every = {slug: list(outs) for slug, outs in groupby(published, key=lambda out: out.slug)}
    _learn(work, published)
    seals = _seals(work, published)
    for slug, outs in every.items():
        _report(work, slug, outs[::-1])
        for out in outs:
            work.folder.draw(f"reports/{slug}/{out.number}{EVIDENCE.suffix}", seals(out), partial(bundle, session, out))
    _sources(work, [outs[-1] for outs in every.values()])
    _house(work)
    _lists(work, every, today)
    folder = work.folder
    folder.editions = {out.sha256: folder.editions[out.sha256] for out in published}
    removed = folder.close()
    return Built(len(folder.now), folder.written, removed)


def _common(site: Site) -> str:
    said = [assets.program(), site.base, site.static, site.organisation.__dict__, [form.name for form in FORMS]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _stamp(work: Work, *said: Any) -> str:
    return hashlib.sha256(json.dumps([work.common, *said]).encode()).hexdigest()[:32]


def _learn(work: Work, outs: Sequence[Out]) -> None:
    """Which claims and sources each edition has, read once and noted: an edition never changes."""
    new = [out for out in outs if out.sha256 not in work.folder.editions]
    for start in range(0, len(new), 50):
        some = new[start : start + 50]
        bodies = query.bodies(work.session, [(out.slug, out.number) for out in some])
        for out in some:
            record = json.loads(bodies[out.slug, out.number])
            work.folder.editions[out.sha256] = {
                "claims": [claim["number"] for claim in record["claims"]],
                "sources": [source["id"] for source in record["sources"]],
                "files": [file["sha256"] for source in record["sources"] for file in source.get("files", ())],
            }


def _seals(work: Work, outs: Sequence[Out]) -> Callable[[Out], str]:
    """What may go into a bundle now, by edition: later a file is sealed, or a text erased. Three queries."""
    known, now = work.folder.editions, [EVIDENCE.forms, *conditions(work.session)]
    free = dict(bundle_query.free_files(work.session, {file for out in outs for file in known[out.sha256]["files"]}))

    def stamp(out: Out) -> str:
        held = sorted({file: free[file] for file in known[out.sha256]["files"] if file in free}.items())
        return _stamp(work, now, out.sha256, held)

    return stamp


def _report(work: Work, slug: str, outs: Sequence[Out]) -> None:
    """All of one report; `outs` newest first. The records are read only if something has to be drawn."""
    stamp = _stamp(work, [(out.number, out.sha256, out.kind) for out in outs])
    for address, draw in files(Drawing(work.session, work.site, slug, outs), work.folder.editions):
        work.folder.draw(address, stamp, draw)


def _sources(work: Work, newest: Sequence[Out]) -> None:
    """A page for each source that a newest edition cites; those of one report follow each other, so it is read once."""
    latest = sorted(newest, key=lambda out: out.published_at, reverse=True)
    citing: dict[str, list[Out]] = {}
    for out in latest:
        for ident in work.folder.editions[out.sha256]["sources"]:
            citing.setdefault(ident, []).append(out)
    kept: dict[str, Report] = {}
    for ident, outs in citing.items():
        address, stamp = source_path(ident), _stamp(work, [out.sha256 for out in outs])
        if work.folder.has(address, stamp):
            continue
        for out in outs[: lists.USES]:
            if out.sha256 not in kept:
                kept[out.sha256] = editions.load(work.session, out.slug, out.number)
        reports = [kept[out.sha256] for out in outs[: lists.USES]]
        work.folder.put(address, lists.source_of(work.site, ident, reports, max(0, len(outs) - lists.USES)), stamp)
        while len(kept) > 2 * lists.USES:
            kept.pop(next(iter(kept)))


def _house(work: Work) -> None:
    """Stylesheets, logos, the newsroom, the scale, the page that checks bundles."""
    put, site = work.folder.put, work.site
    for path, data in assets.needed():
        put(f"{site.static}/{path}", data)
    for sha256, media_type in logos(work.session).items():
        put(logo_path(f"{sha256}.{LOGO_TYPES[media_type]}"), work.evidence.get(sha256))
    put(ABOUT, about.render(site.frame(ABOUT)))
    versions = scale.versions(work.session)
    for number in [None, *range(1, len(versions) + 1)]:
        put(scale_page.path(number), scale_page.render(site.frame(scale_page.path(number)), versions, number))
    put(VERIFY, verifier.page().data)
    put(f"reports/{SCHEMA}", schema_bytes())


def _lists(work: Work, every: Mapping[str, Sequence[Out]], today: str) -> None:
    """What leads to the pages, last."""
    session, site, put = work.session, work.site, work.folder.put
    _pages(listing.path, partial(lists.reports, session, site), put)
    _pages(log_page.path, partial(corrections.page, session, site, today), put)
    put(FEED, lists.feed(session, site))
    put(CORRECTIONS_FEED, corrections.feed(session, site))
    last = lists.parts(session)
    for part in [*range(1, last), None]:
        number = part or last
        outs = query.in_order(session, (number - 1) * lists.PART, lists.PART)
        address, stamp = feeds.reviews_path(part), _stamp(work, number == last, [out.sha256 for out in outs])
        work.folder.draw(address, stamp, partial(lists.reviews, session, site, part))
    put("", START)


def _pages(
    path: Callable[[str], str], draw: Callable[[str], tuple[bytes, str | None]], put: Callable[[str, bytes], None]
) -> None:  # fmt: skip
    """Every page of a list, from the first on."""
    cursor: str | None = ""
    while cursor is not None:
        data, onward = draw(cursor)
        put(path(cursor), data)
        cursor = onward
