"""What building the public side costs: all of it, again with nothing new, and after one change; run it by hand.

    python tests/bench/site.py [reports]

Fills a desk with reports (1,000 unless said otherwise) of three claims and three sources each, builds the site, builds
it again, publishes one correction, builds it once more, and checks it. Prints a table. Wanted for 1,000 reports: at
most 60 s for all of it, 2 s after one change.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factories import actor, add_people
from sqlalchemy.orm import Session

from annotate._paths import load_config
from annotate.desk import Desk, open_desk
from annotate.domain.corrections import Correction
from annotate.domain.report import Organisation
from annotate.domain.spans import resolve_quote
from annotate.services import articles, bundles, checkpoints, citations, claims, reports, reviews, sources
from annotate.services.articles import NewArticle
from annotate.services.citations import NewCitation
from annotate.services.claims import NewClaim
from annotate.services.setup import prepare
from annotate.services.site import open_site
from annotate.services.site.build import Built, build
from annotate.services.site.check import check
from annotate.services.sources import NewSource
from annotate.store import schema
from annotate.store.queries import articles as article_query
from annotate.store.queries.public import Out

REPORTS, AT_ONCE = 1_000, 25
BASE = "https://facts.example"
NEWSROOM = Organisation("Example Newsroom", BASE)
SENTENCES = ("More than 100 people were injured on day {}.", "Fifteen officers were treated in hospital {}.",
             "Six men were charged on the {}th day.")  # fmt: skip
FILLER = "The council met in the evening and spoke about the night, and nobody knew more than on the day before. " * 25


def fill(desk: Desk, number: int) -> None:
    """The reports, some at once in a transaction: only what they look like matters here."""
    ana, mira = actor(desk.database, "ana"), actor(desk.database, "mira")
    for first in range(0, number, AT_ONCE):
        some = range(first, min(first + AT_ONCE, number))
        with desk.database.write() as uow:
            made = []
            for n in some:
                said = [sentence.format(n) for sentence in SENTENCES]
                text = f"Report {n}\n" + "\n".join(f"{sentence} {FILLER}" for sentence in said)
                article = articles.add(uow, ana, NewArticle(title=f"Report {n}", text=text)).article
                revision = article_query.revision(uow.session, article.revision_id)
                for place, sentence in enumerate(said):
                    source = sources.add(uow, ana, NewSource("news_report", f"Source {n}.{place}"))[0]
                    values = {"status": "disputed", "rationale": FILLER, "statement": sentence}
                    span = resolve_quote(revision.text, sentence, 1)
                    new = NewClaim("quantity", [span], revision.sha256, values)
                    claim = claims.mark(uow, ana, article.slug, new)
                    citations.cite(uow, ana, claim.id, NewCitation(source.id, "supports", excerpt=sentence))
                    made.append((article.slug, claim.id))
        with desk.database.write() as uow:
            digests = {ident: reviews.submit(uow, ana, ident).digest for _, ident in made}
        with desk.database.write() as uow:
            for _, ident in made:
                reviews.approve(uow, mira, ident, str(digests[ident]))
        with desk.database.write() as uow:
            for slug in dict.fromkeys(slug for slug, _ in made):
                reports.publish(uow, mira, slug, "", NEWSROOM)


def once(desk: Desk, folder: Path) -> Built:
    """One build, with bundles as the command makes them."""

    def bundle(session: Session, out: Out) -> bytes:
        return bundles.kept(session, replace(desk.packer, public_url=BASE), out.slug, out.number).data

    with desk.database.read() as session:
        return build(session, open_site(session, BASE, NEWSROOM), folder, desk.evidence, bundle, "2026-11-25")


def measured(what: str, work: Callable[[], Any]) -> None:
    begun, busy = time.perf_counter(), time.process_time()
    said = work()
    passed, spent = time.perf_counter() - begun, time.process_time() - busy
    print(f"{what:<28} {passed:8.2f} s  {spent:8.2f} s of the processor  {said}", flush=True)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        desk = open_desk(load_config().load({}, home=home, secure_cookies=False))
        schema.upgrade(desk.database.engine)
        prepare(desk.database)
        add_people(desk.database)
        desk.signer.hand.make("bench.example/trail")
        folder = Path(name) / "site"
        measured(f"{number:,} reports made", partial(fill, desk, number))
        measured("checkpoint", lambda: checkpoints.make(desk.database, desk.signer).size)
        measured("everything", partial(once, desk, folder))
        measured("nothing new", partial(once, desk, folder))
        with desk.database.write() as uow:
            reports.publish(uow, actor(desk.database, "mira"), "report-0", "A date.", NEWSROOM, Correction.CORRECT)
        checkpoints.make(desk.database, desk.signer)
        measured("after one change", partial(once, desk, folder))
        measured("checked", lambda: (lambda found: (found[0], found[1][:3]))(check(folder)))


if __name__ == "__main__":
    main()
