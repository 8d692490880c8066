"""What the views of the working page share: load it, draw it, answer with what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import flash, render_template, request, url_for
from markupsafe import Markup

from annotate.domain.errors import Invalid
from annotate.domain.segments import Extent
from annotate.domain.text import split_sections
from annotate.domain.things import Article, Claim, Progress, Revision, Term
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import marks as mark_query
from annotate.store.queries.relations import conflicts
from annotate.store.queries.terms import terms
from annotate.web import marks
from annotate.web.answers import Answer, see_other, swap, wants_fragment
from annotate.web.current import read
from annotate.web.rail import Rail, rail

#: Claims up to which the printed page has their table.
PRINTED = 300
#: Claims up to which a page comes with all marks; beyond, those away from what it shows follow (js/sections.js).
AT_ONCE = 400
#: How far from the place that it shows such a page is marked, in code points: what a tall window holds.
REACH = 3_000
#: Sections that may be asked for together.
SECTIONS = 8
#: Claim types that the bar beside selected words offers.
QUICK = 3


@dataclass
class Work:
    """An article under work, read as far as it is asked for."""

    article: Article

    @cached_property
    def revision(self) -> Revision:
        """The frozen text."""
        return article_query.revision(read(), self.article.revision_id)

    @cached_property
    def terms(self) -> dict[str, dict[str, Term]]:
        """Vocabulary → code → term."""
        return terms(read())

    @cached_property
    def progress(self) -> Progress:
        """Claims by state."""
        return article_query.progress(read(), [self.article.id]).get(self.article.id, Progress())

    @property
    def many(self) -> bool:
        """Are there so many claims that a page comes with the marks of what it shows first?"""
        return self.progress.total > AT_ONCE and request.args.get("marks") != "all"

    def renewed(self) -> Work:
        """The same article as it is after a change; the vocabularies are not read again."""
        again = load(self.article.slug)
        again.__dict__["terms"] = self.terms
        return again

    def claim(self, number: int) -> Claim:
        """A claim by its number; raises NotFound."""
        return claim_query.claim_by_number(read(), self.article.id, number)

    def url(self, claim: Claim | int | None = None, **args: Any) -> str:
        """Address of the page, with a claim open."""
        if claim is None:
            return url_for("article.work", slug=self.article.slug, **args)
        number = claim if isinstance(claim, int) else claim.number
        return url_for("article.claim", slug=self.article.slug, number=number, **args)

    def act(self, endpoint: str, claim: Claim | None = None, **args: Any) -> str:
        """Address that a form of this article, or of one of its claims, is sent to."""
        if claim is not None:
            args["number"] = claim.number
        return url_for(endpoint, slug=self.article.slug, **args)


def load(slug: str) -> Work:
    """The article of this slug; raises NotFound."""
    return Work(article_query.article(read(), slug))


def drawn_text(work: Work, claim: Claim | None) -> Markup:
    """The whole text: with all its marks, or where there are many with those round the open claim or the beginning."""
    near, start, end = None, 0, None
    if work.many:
        shown = claim.spans[0].start if claim else 0
        near = [s for s in split_sections(work.revision.blocks) if s.start <= shown + REACH and s.end >= shown - REACH]
        start, end = near[0].start, near[-1].end + 1
    found = mark_query.marked(read(), work.article.id, work.revision.id, start, end)
    drawn = _marks(work, found, claim.number if claim else None)
    indexes = None if near is None else frozenset(section.index for section in near)
    return Markup("\n").join(marks.sections(work.revision, replace(drawn, near=indexes)))


def drawn_between(work: Work, first: int, last: int, active: int | None) -> list[Markup]:
    """The sections of these indexes with their marks. One query; raises Invalid for too many at once."""
    wanted = [section for section in split_sections(work.revision.blocks) if first <= section.index <= last]
    if not wanted or len(wanted) > SECTIONS:
        raise Invalid(f"Ask for sections that the text has, {SECTIONS} at most.", field="from")
    found = mark_query.marked(read(), work.article.id, work.revision.id, wanted[0].start, wanted[-1].end + 1)
    return marks.sections(work.revision, _marks(work, found, active), [section.index for section in wanted])


def drawn_sections(work: Work, spans: Iterable[Extent], active: int | None) -> list[Markup]:
    """The sections that these spans touch, drawn anew. One query, whatever the length of the article."""
    indexes, start, end = marks.touched(work.revision, spans)
    if not indexes:
        return []
    found = mark_query.marked(read(), work.article.id, work.revision.id, start, end)
    return marks.sections(work.revision, _marks(work, found, active), indexes)


def _marks(work: Work, found: Sequence[mark_query.Marked], active: int | None) -> marks.Marks:
    statuses = work.terms["status"]
    looks = {code: marks.Look(term.tone, term.letter) for code, term in statuses.items()}
    return marks.Marks({m.number: m.spans for m in found}, {m.number: looks[m.status] for m in found}, active)


def drawn_rail(work: Work, later: bool = False) -> Rail:
    """The rail of the whole text; `later`: without its ticks, which the page's script asks for once it is there."""
    revision, ticks = work.revision, () if later else mark_query.ticks(read(), work.article.id)
    drawn = rail(ticks, revision.blocks, revision.length, work.terms["status"], work.article.direction)
    return replace(drawn, later=True, total=work.progress.total) if later else drawn


def page(work: Work, panel: dict[str, Any], status: int = 200) -> tuple[str, int]:
    """The whole page."""
    claim: Claim | None = panel.get("claim")
    active = claim.number if claim else None
    html = render_template(
        "articles/work.html",
        text=drawn_text(work, claim),
        rail=drawn_rail(work, later=work.many),
        active=active,
        printed=_printed(work),
        **tabs(work),
        quick_types=[(t.code, t.label) for t in work.terms["claim_type"].values() if t.active][:QUICK],
        **panel,
    )
    return html, status


def tabs(work: Work) -> dict[str, Any]:
    """What the article's tabs show on this page. One query."""
    return {"article": work.article, "face": "text", "conflicts": conflicts(read(), work.article.id)}


def _printed(work: Work) -> tuple[Claim, ...]:
    """The claims of the printed table; none where these are too many for a page."""
    if work.progress.total > PRINTED:
        return ()
    return claim_query.claims(read(), work.article.id, claim_query.Filter(), None, PRINTED, "position").items


def show(work: Work, panel: dict[str, Any], status: int = 200, announce: str = "") -> Answer:
    """The panel, alone for the page's script, else in its page: for reading, and for a form with its errors."""
    if wants_fragment():
        return swap(render_template("claims/panel.html", **panel), announce=announce, status=status)
    return page(work, panel, status)


def changed(work: Work, claim: Claim, spans: Iterable[Extent], parts: Sequence[str], said: str, undo: bool) -> Answer:
    """After a change: the sections it touches, parts of the panel, the counts and a word on it; or a redirect.

    `work` must have been loaded after the change. `undo` offers to take it back.
    """
    if not wants_fragment():
        flash(said)
        return see_other(work.url(claim, _anchor=f"c{claim.number}"))
    toast = render_template("claims/toast.html", work=work, claim=claim, said=said) if undo else ""
    counts = render_template("articles/work_counts.html", work=work)
    return swap(*drawn_sections(work, spans, claim.number), *parts, counts, toast, announce=said)
