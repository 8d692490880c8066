"""Public pages without what only their templates need: indentation, and a drawing again each time that it is used.

A page has the same words, links and elements as without this. Nothing here touches what a report says: indentation is
taken out of the templates before any text is put in, and a drawing is known by markup that no text can bring.
"""

from __future__ import annotations

import re
from collections import Counter

from jinja2.ext import Extension

#: The white space at the beginning of a line: after a statement or not, before one or not.
_INDENT = re.compile(r"([%#]\})?\n[ \t]+(?=(\{[%#])?)")
#: A whole drawing as `macros/icons.html` writes it, parted at its size in units and its lines.
_DRAWING = re.compile(r'<svg ((?:[^>"]|"[^"]*")*?)( viewBox="[^"]*")([^>]*)>(.*?)</svg>')


class Unindented(Extension):
    """Templates lose the white space at the beginning of their lines; line breaks stay, and so do all texts."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template as it is compiled; lines keep their numbers."""
        return _INDENT.sub(_unindented, source)


def _unindented(found: re.Match[str]) -> str:
    """The end of a statement takes the line break with it (`trim_blocks`): a space stays between what it parts."""
    return f"{found[1] or ''}\n{' ' if found[1] and not found[2] else ''}"


def drawn_once(page: str) -> str:
    """The page with each drawing there once: at its first place as a symbol, which all further places refer to.

    Within one page that costs a browser nothing; all texts are escaped, so that only templates can write `<svg`.
    """
    uses = Counter(match[2] + match[4] for match in _DRAWING.finditer(page))
    names = {drawing: f"i{n}" for n, (drawing, count) in enumerate(uses.items(), 1) if count > 1}
    there: set[str] = set()

    def draw(match: re.Match[str]) -> str:
        before, units, after, lines = match.groups()
        name = names.get(units + lines)
        if name is None:
            return match[0]
        symbol = "" if name in there else f'<symbol id="{name}"{units}>{lines}</symbol>'
        there.add(name)
        return f'<svg {before}{after}>{symbol}<use href="#{name}"/></svg>'

    return _DRAWING.sub(draw, page)
