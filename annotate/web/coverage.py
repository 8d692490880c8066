"""Sentences of an article that nobody has looked at: mark a claim in them, or say that they hold nothing to check."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from flask import Blueprint, flash, render_template, request

from annotate.domain.coverage import Coverage
from annotate.domain.coverage import coverage as part
from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission, why_not
from annotate.domain.sentences import Sentence, sentences
from annotate.services import coverage
from annotate.services.coverage import Stretch
from annotate.store.queries import coverage as query
from annotate.store.queries.relations import conflicts
from annotate.web import marks, working
from annotate.web.answers import Answer, see_other, swap, wants_fragment
from annotate.web.current import actor, read, write
from annotate.web.forms.base import BaseForm, rev_of
from annotate.web.gate import needs
from annotate.web.working import Work

bp = Blueprint("coverage", __name__)
#: Sentences on one page, and stretches that are listed as holding nothing to check.
SHOWN, LISTED = 60, 200


@dataclass(frozen=True)
class Unread:
    """A sentence as it is shown: its words, the number of its paragraph (0: a heading), the section it stands in."""

    start: int
    end: int
    words: str
    paragraph: int
    section: int


@bp.get("/articles/<slug>/coverage")
@needs(Permission.READ)
def show(slug: str) -> Answer:
    """Which sentences nobody has looked at, in the order of the text; `?after=` goes on after a place."""
    work = working.load(slug)
    return render_template("coverage/show.html", **_shown(work, _whole("after")))


@bp.post("/articles/<slug>/cleared")
@needs(Permission.EDIT_CLAIM)
def clear(slug: str) -> Answer:
    """Say that a stretch of the text holds nothing to check."""
    work, form = working.load(slug), request.form
    start, end = _whole("start"), _whole("end")
    with write() as uow:
        made = coverage.clear(
            uow, actor(), slug, Stretch(start, end, work.revision.text[start:end], form.get("revision_sha256", ""))
        )
    return _done(work, "Nothing to check there. It counts as read.", made.start, made.id)


@bp.post("/articles/<slug>/cleared/<ident>/withdraw")
@needs(Permission.EDIT_CLAIM)
def reopen(slug: str, ident: str) -> Answer:
    """Take that back."""
    work = working.load(slug)
    rev = rev_of(request.form.get("rev"))
    with write() as uow:
        gone = coverage.reopen(uow, actor(), slug, ident, rev)
    return _done(work, "It is to be read again.", gone.start, "")


def counted(work: Work) -> Coverage:
    """How far the text has been read. Two queries."""
    clear = [one for one, _ in query.cleared(read(), work.revision.id)]
    return _part(work, clear)


def _part(work: Work, clear: Any) -> Coverage:
    every = sentences(work.revision.text, work.article.language)
    return part(every, query.claimed(read(), work.article.id, work.revision.id), clear)


def _done(work: Work, said: str, place: int, undo: str) -> Answer:
    """`place` is where it was done: the next sentence after it gets the focus. `undo` names what can be taken back."""
    after = _whole("after")
    if not wants_fragment():
        flash(said)
        return see_other(work.act("coverage.show", after=after or None))
    shown = _shown(work, after, place)
    toast = render_template("coverage/toast.html", work=work, said=said, ident=undo, after=after) if undo else ""
    return swap(render_template("coverage/list.html", **shown), toast, announce=said)


def _shown(work: Work, after: int, place: int | None = None) -> dict[str, Any]:
    cleared = query.cleared(read(), work.revision.id)
    found = _part(work, [one for one, _ in cleared])
    waiting = [sentence for sentence in found.unread if sentence.start >= after]
    shown = _unread(work, waiting[:SHOWN])
    following = next((one.start for one in shown if place is not None and one.start >= place), None)
    return {
        "work": work, "article": work.article, "face": "coverage", "conflicts": conflicts(read(), work.article.id),
        "coverage": found, "unread": shown, "more": waiting[SHOWN].start if len(waiting) > SHOWN else None,
        "after": after, "focus": following, "cleared": cleared[:LISTED], "cleared_total": len(cleared),
        "text": work.revision.text, "why_not_clear": why_not(actor(), Permission.EDIT_CLAIM),
        "form": BaseForm(formdata=None),
    }  # fmt: skip


def _unread(work: Work, waiting: Sequence[Sentence]) -> list[Unread]:
    blocks, text = work.revision.blocks, work.revision.text
    starts = [block.start for block in blocks]
    numbers = list(accumulate(block.kind == "paragraph" for block in blocks))
    found = []
    for sentence in waiting:
        at = bisect_right(starts, sentence.start) - 1
        paragraph = numbers[at] if blocks[at].kind == "paragraph" else 0
        words = text[sentence.start : sentence.end]
        found.append(Unread(*sentence, words, paragraph, marks.section_of(work.revision, sentence.start)))
    return found


def _whole(name: str) -> int:
    """A place in the text that was sent, 0 if none was. Raises Invalid."""
    text = request.values.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid("A place in the text is a whole number of characters.", field=name)
    return int(text)
