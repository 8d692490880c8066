"""Every page, in light and dark, wide and narrow, as those who see it: axe finds nothing, nothing complains."""

from __future__ import annotations

from typing import Any

import pytest
from accessible import NARROW, WIDE, Look, faults_in, put_on
from browsing import Complaints, DeskSite
from factories import actor, make_answer, make_lookup, make_relation, make_reply, read_claim

from annotate.audit import trail
from annotate.audit.recorder import LIBRARY
from annotate.domain.report import Organisation
from annotate.services import claims, complaints, demo, reports
from annotate.services.complaints import NewComplaint
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import sources as source_query
from annotate.store.queries.articles import articles

#: Each page is loaded in the first of a pair and then changes to the other; the next page takes the next pair.
LOOKS: tuple[tuple[Look, Look], ...] = (
    ((WIDE, "light"), (NARROW, "dark")),
    ((NARROW, "light"), (WIDE, "dark")),
)
OPEN = (
    "/sign-in", "/demo", "/reports/", "/reports/{slug}/", "/reports/{slug}/claims/{approved}/", "/nothing/here",
    "/verify", "/reports/{slug}/claims/{approved}/card/", "/evidence/{cited}/", "/about/", "/about/scale/",
    "/corrections/",
)  # fmt: skip
INSIDE = (
    "/", "/articles", "/articles/{slug}", "/articles/{slug}/claims/1", "/articles/{slug}/claims/1?tab=history",
    "/articles/{slug}/claims/1?tab=claims", "/articles/{slug}/claims/1?tab=sources", "/articles/{persian}/claims/1",
    "/articles/{slug}/conflicts", "/articles/{slug}/conflicts?view=pairs", "/articles/{slug}/balance",
    "/articles/{slug}/coverage", "/articles/{persian}/coverage", "/articles/{persian}/conflicts",
    "/articles/{slug}/trail", "/articles/{slug}/report", "/articles/{persian}/report/working-copy", "/review",
    "/review/{waiting}", "/sources", "/sources/{source}", "/parties", "/parties/{party}", "/trail", "/search?q=police",
    "/articles/{slug}/claims/1?tab=history&by=field", "/articles/{slug}/claims/{draft}/at/{marked}",
    "/articles/{slug}/claims/{approved}/at/{last}", "/articles/{slug}/at/{last}", "/articles/{persian}/at/9",
    "/sources/{source}/at/{library}", "/sources/{source}/history", "/account", "/articles/nothing-here",
)  # fmt: skip
AT_WORK = (
    "/articles/new", "/articles/{slug}?tab=mark", "/articles/{slug}/edit", "/articles/{slug}/claims/1/citations/new",
    "/articles/{slug}/claims/1/relations/new", "/articles/{slug}/conflicts/new", "/complaints/1",
    "/complaints?show=all", "/articles/{slug}/complaints/new",
    "/articles/{slug}/claims/{draft}/at/{marked}/restore?field=known",
    "/articles/{slug}/claims/{draft}/lookups/new", "/articles/{slug}/claims/{draft}/replies/new",
    "/sources/new", "/sources/{source}/edit", "/parties/new", "/parties/{party}/edit",
)  # fmt: skip
IN_OFFICE = (
    "/admin/people", "/admin/people/{person}", "/admin/terms", "/admin/terms/status/new", "/admin/terms/status/true",
    "/admin/terms/checklist/provenance", "/admin/organisation", "/admin/erase", "/admin/erase?kind=party&id={party}",
)  # fmt: skip
DIFFERENT = (
    "/", "/articles/{slug}", "/articles/{slug}/claims/1", "/review", "/review/{waiting}", "/articles/{slug}/report",
    "/account",
)  # fmt: skip
#: Each page by somebody who sees most of it; by others where they see something else. The working copy is that of the
#: shorter article: the longer one takes a fifth of all rounds, and its report is drawn by the same parts.
ROUNDS = {
    "a stranger": ("", OPEN), "ana reading": ("ana", INSIDE[:16]), "ana reading on": ("ana", INSIDE[16:]),
    "ana at work": ("ana", AT_WORK),
    "ines": ("ines", IN_OFFICE), "mira": ("mira", DIFFERENT), "a guest": ("guest", DIFFERENT),
}  # fmt: skip
#: These two see the same pages, one in the first look of each pair, the other in the second.
BETWEEN_THEM = {"mira": slice(0, 1), "a guest": slice(1, 2)}


@pytest.fixture(scope="module")
def example(bare_newsroom: DeskSite) -> tuple[DeskSite, dict[str, str]]:
    """The worked example, which all rounds only look at, and what the blanks in the addresses stand for."""
    return bare_newsroom, told(bare_newsroom)


def told(site: DeskSite) -> dict[str, str]:
    """Load the example and what it lacks."""
    demo.load(site.database, site.desk.evidence, Organisation("Example Newsroom"))
    with site.database.read() as session:
        every = [row.article for row in articles(session).items]
        raid = next(a for a in every if reports.newest(session, a.slug))
        approved = claim_query.claims(session, raid.id, APPROVED).items[0]
        source = source_query.sources(session).items[0][0]
        party = next(one for one, _ in source_query.parties(session).items if one.belongs_to)
        cited = citation_query.citations(session, [approved.id])[0].source.id
        waiting = claim_query.queue(session).items[0][0]
        persian = next(a for a in every if a.direction == "rtl")
        every_claim = claim_query.claims(session, raid.id, claim_query.Filter()).items
        last, library = (trail.last_seq(session, log)[0] for log in (raid.id, LIBRARY))
        drafts = [claim for claim in every_claim if claim.state != "approved"]
    ana = actor(site.database, "ana")
    make_relation(site.database, ana, drafts[0], drafts[1], topic="Injured", settle="Hospital admissions")
    make_relation(site.database, ana, drafts[1], drafts[0], "denial")
    make_answer(site.database, ana, source, method="Three image searches", confidence="high")
    work = next(claim for claim in drafts if claim.state == "draft")
    make_lookup(site.database, ana, work)
    make_reply(site.database, ana, work, asked="2026-01-02", deadline="2026-01-05", question="How many?")
    with site.database.write() as uow:
        complaints.add(uow, ana, raid.slug, NewComplaint("The count is wrong.", received="2026-01-02"))
    with site.database.write() as uow:
        claims.edit(uow, ana, work.id, read_claim(site.database, work).rev, {"known": "Six of them."})
        marked = trail.history(uow.session, work.id)[0].seq
    return {
        "slug": raid.slug, "persian": persian.slug, "approved": str(approved.number), "waiting": waiting.id,
        "source": source.id, "party": party.id, "person": approved.author_id, "draft": str(work.number),
        "marked": str(marked), "last": str(last), "library": str(library), "cited": cited,
    }  # fmt: skip


APPROVED = claim_query.Filter(state="approved")


@pytest.mark.slow
@pytest.mark.parametrize("round_", ROUNDS)
def test_every_page_is_sound(
    round_: str, example: tuple[DeskSite, dict[str, str]], browser: Any, complaints: Complaints
) -> None:
    complaints.allow("status of 404")
    newsroom, names = example
    who, paths = ROUNDS[round_]
    context = browser.new_context(base_url=newsroom.url)
    complaints.watch(context)
    if who:
        newsroom.sign_in(context, who)
    page = context.new_page()
    wrong: list[str] = []
    for place, path in enumerate(paths):
        looks = LOOKS[place % 2][BETWEEN_THEM.get(round_, slice(None))]
        put_on(page, looks[0])
        page.goto(path.format(**names))
        wrong += faults_in(page, looks, f"{path}, ")
    context.close()
    assert not wrong, "\n".join(wrong)
