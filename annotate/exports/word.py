"""What both Word documents are made with: a page, its styles, paragraphs that run the right way, tables.

No hyperlink and no other relationship leads out of the document, so opening it asks nothing of any server: addresses
are printed as text. Dates come from the edition, and nothing is compressed: the same edition is the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from annotate.domain.report import Report
from annotate.domain.text import guess_direction
from annotate.exports.archive import restored
from annotate.exports.outline import Para, Run, printable
from annotate.exports.sheets import moment
from annotate.exports.story import edition_name
from annotate.exports.tones import look

#: Word's own palette of greys and a fixed face for hashes.
QUIET, MONO = "59595E", "Courier New"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Element = Any
#: Our own style for the text of tables.
CELL = "Table Text"
_WIDTH, _HEIGHT, _MARGIN = Mm(210), Mm(297), Mm(22)
#: Styles of tables that are used; the template brings a hundred others, which are two thirds of its bytes.
_TABLES = ("TableNormal", "TableGrid")


@dataclass(frozen=True)
class Hand:
    """How some words are written: half-points, a colour in six hex digits, a tone for a line under them."""

    bold: bool = False
    italic: bool = False
    colour: str = ""
    size: int = 0
    font: str = ""
    tone: str = ""
    raised: bool = False
    lang: str = ""


PLAIN = Hand()
_HANDS = {
    "plain": PLAIN, "strong": Hand(bold=True), "quiet": Hand(colour=QUIET), "quote": Hand(italic=True),
    "mono": Hand(font=MONO, size=17),
}  # fmt: skip


class Pages:
    """A document under way.

    Its elements are put in directly: python-docx looks for the right place among all that is there, once for each
    paragraph, which a long report would feel.
    """

    def __init__(self, report: Report, title: str) -> None:
        self.document: Document = docx.Document()
        self._end = self.document.element.body.sectPr
        self._ids: dict[str, str] = {}
        _slim(self.document)
        _styles(self.document)
        _set_up(self.document, report, title)

    def paragraph(self, para: Para | None = None, style: str = "Normal", *, keep: bool = False) -> Element:
        """A paragraph at the end of the document; `keep` holds it to the one after it."""
        made = element("w:p")
        self._end.addprevious(made)
        self.begin(made, style, para.direction if para else "ltr", keep)
        if para is not None:
            fill(made, para)
        return made

    def begin(self, paragraph: Element, style: str, direction: str, keep: bool = False) -> None:
        """Style and direction of a paragraph that is empty so far. Right to left, “left-aligned” means at the right."""
        properties = add(paragraph, "w:pPr")
        if style != "Normal":
            add(properties, "w:pStyle", val=self._id(style))
        if keep:
            add(properties, "w:keepNext")
        if direction == "rtl":
            add(properties, "w:bidi")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Sequence[Para]]], widths: Sequence[int]) -> None:
        """A table whose headings come again on each page."""
        table = self.document.add_table(0, len(head), style="Table Grid")
        table.autofit = False
        shares = [Emu((_WIDTH - 2 * _MARGIN) * width // sum(widths)).twips for width in widths]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Twips(share)
        self._row(table._tbl, [[Para((Run(title, "strong"),))] for title in head], shares, head=True)
        for row in rows:
            self._row(table._tbl, row, shares)
        self.paragraph()

    def _row(self, table: Element, cells: Sequence[Sequence[Para]], shares: Sequence[int], head: bool = False) -> None:
        made = add(table, "w:tr")
        if head:
            add(add(made, "w:trPr"), "w:tblHeader")
        for paras, share in zip(cells, shares, strict=True):
            cell = add(made, "w:tc")
            add(add(cell, "w:tcPr"), "w:tcW", w=str(share), type="dxa")
            for para in paras:
                paragraph = add(cell, "w:p")
                self.begin(paragraph, CELL, para.direction)
                fill(paragraph, para)

    def _id(self, name: str) -> str:
        if name not in self._ids:
            self._ids[name] = self.document.styles[name].style_id
        return self._ids[name]

    def bytes(self) -> bytes:
        """The document, in the one spelling of its zip file."""
        out = io.BytesIO()
        self.document.save(out)
        return restored(out.getvalue())


def element(tag: str, **attributes: str) -> Element:
    """An element of Word's vocabulary, with attributes of that vocabulary."""
    made: Element = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """The same, at the end of `parent`."""
    made = element(tag, **attributes)
    parent.append(made)
    return made


def fill(paragraph: Element, para: Para) -> None:
    """Write the runs of a paragraph. Addresses are printed, not linked."""
    for run in para.runs:
        address = f" <{run.url}>" if run.url not in ("", run.text) else ""
        hand = _HANDS[run.kind]
        write(paragraph, run.text.replace("\n", " ") + address, replace(hand, lang=para.lang) if para.lang else hand)


def write(paragraph: Element, text: str, hand: Hand = PLAIN) -> Element:
    """Some words at the end of a paragraph, set from right to left where they begin so."""
    made = add(paragraph, "w:r")
    rtl = not text.isascii() and guess_direction(text) == "rtl"
    if rtl or hand != PLAIN:
        _manner(add(made, "w:rPr"), hand, rtl)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            add(made, "w:br")
        for part, words in enumerate(line.split("\t")):
            if part:
                add(made, "w:tab")
            if words:
                there = add(made, "w:t")
                there.text = words
                there.set(_SPACE, "preserve")
    return made


def _manner(properties: Element, hand: Hand, rtl: bool) -> None:
    """The properties of a run, in the order that ISO/IEC 29500-1 (17.3.2) demands."""
    font, line = hand.font, look(hand.tone)
    for wanted, tag, attributes in (
        (font, "w:rFonts", {"ascii": font, "hAnsi": font, "cs": font}),
        (hand.bold, "w:b", {}),
        (hand.bold, "w:bCs", {}),
        (hand.italic, "w:i", {}),
        (hand.colour, "w:color", {"val": hand.colour}),
        (hand.size, "w:sz", {"val": str(hand.size)}),
        (hand.tone, "w:u", {"val": line.underline, "color": line.colour}),
        (hand.raised, "w:vertAlign", {"val": "superscript"}),
        (rtl, "w:rtl", {}),
        (hand.lang, "w:lang", {"bidi" if rtl else "val": hand.lang}),
    ):
        if wanted:
            add(properties, tag, **attributes)


def _styles(document: Document) -> None:
    """Closer than the template: a report is long."""
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10.5), Pt(4)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = normal, Pt(8.5), Pt(2)


def _slim(document: Document) -> None:
    """Without what the template brings and nobody sees: a preview picture, a copy of the styles, unused ones."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in _TABLES:
            styles.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(("/stylesWithEffects", "/thumbnail"))]:
            del rels[key]


def _set_up(document: Document, report: Report, title: str) -> None:
    about, published = document.core_properties, moment(report.published_at) or datetime(1980, 1, 1)
    about.title, about.author = printable(title)[:250], printable(report.organisation.name)[:250]
    about.last_modified_by, about.comments, about.language = about.author, "", "en-GB"
    about.created = about.modified = published
    about.revision = 1
    section = document.sections[0]
    section.page_width, section.page_height = _WIDTH, _HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    name = edition_name(report) + (". Worked example." if report.example else "")
    section.header.paragraphs[0].text = name
    _number(section.footer.paragraphs[0])


def _number(paragraph: Paragraph) -> None:
    """The number of the page, as a field that Word fills in."""
    add(paragraph._p, "w:fldSimple", instr="PAGE")
