"""Word: the whole report as a document with headings, lists and tables that Word knows as such."""

from __future__ import annotations

from functools import singledispatchmethod

from annotate.domain.report import Report
from annotate.exports.outline import (
    Facts,
    Heading,
    Items,
    Marked,
    Node,
    Notice,
    Para,
    Piece,
    Quote,
    Run,
    Table,
    Verdict,
)
from annotate.exports.page import PageContext
from annotate.exports.story import story
from annotate.exports.tones import look
from annotate.exports.word import Hand, Pages, write


def render(report: Report, page: PageContext) -> bytes:
    """The report, section by section as on its page."""
    pages = Pages(report, f"Verdicts on “{report.article.title}”")
    writer = _Writer(pages)
    for node in story(report, page):
        writer.put(node)
    return pages.bytes()


def _behind(piece: Piece) -> str:
    """What stands behind the last words of claims: their numbers, and the letters of their statuses."""
    return f" {', '.join(map(str, piece.closes))} {piece.letters} "


class _Writer:
    """One node of the outline after another."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    @singledispatchmethod
    def put(self, node: Node) -> None:
        raise TypeError(f"{type(node).__name__} is no part of an outline")

    @put.register
    def _para(self, node: Para) -> None:
        self.pages.paragraph(node)

    @put.register
    def _heading(self, node: Heading) -> None:
        style = "Title" if node.level == 1 else f"Heading {node.level - 1}"
        self.pages.paragraph(node.para, style, keep=True)

    @put.register
    def _verdict(self, node: Verdict) -> None:
        hand = Hand(bold=True, size=24, colour=look(node.tone).colour)
        write(self.pages.paragraph(keep=True), f"{node.label} [{node.letter}]", hand)

    @put.register
    def _notice(self, node: Notice) -> None:
        self.pages.paragraph(Para((Run(f"{node.title}. ", "strong"), Run(node.text))), "Intense Quote")

    @put.register
    def _quote(self, node: Quote) -> None:
        self.pages.paragraph(node.para, "Quote")

    @put.register
    def _facts(self, node: Facts) -> None:
        for term, (first, *others) in node.rows:
            self.pages.paragraph(Para((Run(f"{term}: ", "strong"), *first.runs), dir=first.direction))
            for para in others:
                self.pages.paragraph(para, "List Continue")

    @put.register
    def _items(self, node: Items) -> None:
        for first, *others in node.items:
            self.pages.paragraph(first, "List Bullet")
            for para in others:
                self.pages.paragraph(para, "List Continue")

    @put.register
    def _table(self, node: Table) -> None:
        self.pages.table(node.head, node.rows, node.widths)

    @put.register
    def _marked(self, node: Marked) -> None:
        for line in node.lines:
            made = self.pages.paragraph(Para((), node.lang, node.direction))
            for piece in line.pieces:
                write(made, piece.text, Hand(bold=line.heading, tone=piece.tone, lang=node.lang))
                if piece.closes:
                    write(made, _behind(piece), Hand(raised=True, colour=look(piece.tone).colour))
