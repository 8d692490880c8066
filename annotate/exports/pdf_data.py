"""The outline as plain values for the PDF's template, and the characters that no font has by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import Any

from annotate.domain.report import Report
from annotate.exports import view
from annotate.exports.outline import (
    Facts,
    Heading,
    Items,
    Line,
    Marked,
    Node,
    Notice,
    Para,
    Piece,
    Quote,
    Run,
    Table,
    Verdict,
    printable,
)
from annotate.exports.story import edition_name
from annotate.exports.tones import look

Plain = dict[str, Any]


def document(report: Report, nodes: Iterable[Node], sha256: str) -> Plain:
    """All that is printed. `header` says on every page what kind of report it is, `footer` which record."""
    return {
        "title": f"Verdicts on “{report.article.title}”",
        "organisation": report.organisation.name,
        "header": edition_name(report) + (". Worked example" if report.example else ""),
        "footer": f"Record {sha256[:16]}…",
        "notes": [],
        "nodes": [_plain(node) for node in nodes],
    }


def texts(value: Any, found: list[str]) -> list[str]:
    """Every text in plain values, put behind those that were found already."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, list):
        for child in value:
            texts(child, found)
    elif isinstance(value, dict):
        texts(list(value.values()), found)
    return found


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same values, each text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: mapped(child, change) for key, child in value.items()}
    return [mapped(child, change) for child in value] if isinstance(value, list) else value


def name(char: str) -> str:
    """ "U+1F600 GRINNING FACE"; private and new characters have only the number."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def named(missing: frozenset[str]) -> Callable[[str], str]:
    """What puts a name in brackets for each of these characters."""
    pattern = re.compile("[" + re.escape("".join(sorted(missing))) + "]")
    return lambda text: pattern.sub(lambda match: f"[{name(match[0])}]", text)


@singledispatch
def _plain(node: Node) -> Plain:
    raise TypeError(f"{type(node).__name__} is no part of an outline")


@_plain.register
def _paragraph(node: Para) -> Plain:
    return {"node": "para", "para": _para(node)}


@_plain.register
def _heading(node: Heading) -> Plain:
    return {"node": "heading", "level": node.level, "para": _para(node.para)}


@_plain.register
def _verdict(node: Verdict) -> Plain:
    colour = look(node.tone).colour
    return {"node": "verdict", "label": printable(node.label), "letter": printable(node.letter), "colour": colour}


@_plain.register
def _notice(node: Notice) -> Plain:
    return {"node": "notice", "title": node.title, "text": node.text}


@_plain.register
def _quote(node: Quote) -> Plain:
    return {"node": "quote", "para": _para(node.para)}


@_plain.register
def _facts(node: Facts) -> Plain:
    return {"node": "facts", "rows": [[printable(term), list(map(_para, paras))] for term, paras in node.rows]}


@_plain.register
def _items(node: Items) -> Plain:
    return {"node": "items", "items": [list(map(_para, paras)) for paras in node.items]}


@_plain.register
def _table(node: Table) -> Plain:
    rows = [[list(map(_para, cell)) for cell in row] for row in node.rows]
    return {"node": "table", "head": list(map(printable, node.head)), "rows": rows, "widths": list(node.widths)}


@_plain.register
def _marked(node: Marked) -> Plain:
    lines = list(map(_line, node.lines))
    return {"node": "marked", "lines": lines, "lang": _language(node.lang), "dir": node.direction}


def _line(line: Line) -> Plain:
    return {"heading": line.heading, "pieces": list(map(_piece, line.pieces))}


def _piece(piece: Piece) -> Plain | str:
    if not piece.tone:
        return printable(piece.text)
    drawn = look(piece.tone)
    behind = f" {', '.join(map(str, piece.closes))} {piece.letters}" if piece.closes else ""
    return {
        "text": printable(piece.text), "behind": printable(behind), "colour": drawn.colour,
        "line": "solid" if drawn.line == "double" else drawn.line, "double": drawn.line == "double",
        "width": drawn.width,
    }  # fmt: skip


def _para(para: Para) -> Plain | str:
    """A paragraph; the bare words where nothing is to be said about them, which most are: it saves half the memory."""
    runs = list(map(_run, para.runs))
    if len(runs) == 1 and isinstance(runs[0], str) and para.direction == "ltr" and not para.lang:
        return runs[0]
    return {"runs": runs, "dir": para.direction, "lang": _language(para.lang)}


def _run(run: Run) -> list[str] | str:
    text, address = printable(run.text.replace("\n", " ")), view.iri(run.url) if run.url else ""
    return text if run.kind == "plain" and not address else [text, run.kind, address]


def _language(tag: str) -> str:
    """The language alone (ISO 639), as PDF and hyphenation want it; "" for what is none."""
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag)
    return match[0].lower() if match else ""
