"""Markdown (CommonMark with the tables of GitHub's): no HTML, and no word of a report becomes markup.

CommonMark 0.31, section 2.4: any ASCII punctuation may stand behind a backslash, and then stands for itself. What is
markup only where a line begins is escaped only there, so that the file can be read as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import singledispatch

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
    Quote,
    Run,
    Table,
    Verdict,
    printable,
)
from annotate.exports.page import PageContext
from annotate.exports.story import story

_ANYWHERE = re.compile(r"([\\`*_\[\]<>&~|$#])")
_AT_START = re.compile(r"([-+=]|[0-9]{1,9}(?=[.)]))")
_MARKS = "Claims stand between ⟦ and ⟧, with their numbers behind."


def render(report: Report, page: PageContext) -> bytes:
    """The whole report; UTF-8, one empty line between blocks, a line break at the end."""
    return ("\n\n".join(block for node in story(report, page) if (block := _block(node))) + "\n").encode()


def escaped(text: str) -> str:
    """The text in one line, such that it reads as itself wherever it stands in a line."""
    line = re.sub(r"\s*[\r\n]+\s*", " ", printable(text))
    return _ANYWHERE.sub(r"\\\1", line)


def started(line: str) -> str:
    """A line of text that begins no list, heading or code."""
    line = line.strip()
    match = _AT_START.match(line)
    if not match:
        return line
    return f"{match[1]}\\{line[match.end() :]}" if match[1].isdigit() else f"\\{line}"


@singledispatch
def _block(node: Node) -> str:
    raise TypeError(f"{type(node).__name__} is no part of an outline")


@_block.register
def _para(node: Para) -> str:
    return started(_inline(node))


@_block.register
def _heading(node: Heading) -> str:
    return f"{'#' * node.level} {_inline(node.para)}"


@_block.register
def _verdict(node: Verdict) -> str:
    return f"**{escaped(node.label).strip()}** \\[{escaped(node.letter)}\\]"


@_block.register
def _notice(node: Notice) -> str:
    return f"> **{node.title}.** {escaped(node.text)}"


@_block.register
def _quote(node: Quote) -> str:
    return f"> {_para(node.para)}"


@_block.register
def _facts(node: Facts) -> str:
    return "\n".join(f"- {_listed(paras, f'{escaped(term).strip()}: ')}" for term, paras in node.rows)


@_block.register
def _items(node: Items) -> str:
    return "\n".join(f"- {_listed(paras)}" for paras in node.items)


@_block.register
def _table(node: Table) -> str:
    lines = [" | ".join(map(escaped, node.head)), " | ".join("---" for _ in node.head)]
    lines += [" | ".join(" · ".join(map(_inline, cell)) for cell in row) for row in node.rows]
    return "\n".join(f"| {line} |" for line in lines)


@_block.register
def _marked(node: Marked) -> str:
    return "\n\n".join([_MARKS, *map(_line, node.lines)])


def _line(line: Line) -> str:
    text = "".join(_pieces(line))
    return f"**{text.strip()}**" if line.heading and text.strip() else started(text)


def _pieces(line: Line) -> Iterator[str]:
    for piece in line.pieces:
        yield "⟦" * len(piece.opens) + escaped(piece.text)
        if piece.closes:
            yield "⟧" * len(piece.closes) + f"({', '.join(map(str, piece.closes))})"


def _listed(paras: Sequence[Para], before: str = "") -> str:
    """The paragraphs of one item of a list; those after the first are indented into it."""
    first, *others = [_para(para) for para in paras]
    return "\n\n  ".join([before + first, *others])


def _inline(para: Para) -> str:
    return "".join(_run(run) for run in para.runs)


def _run(run: Run) -> str:
    text = escaped(run.text)
    if run.kind == "strong" and text.strip():
        text = f"**{text.strip()}**"
    target = view.iri(run.url) if run.url else ""
    return f"[{text}](<{target}>)" if target else text
