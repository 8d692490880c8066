"""The verifier for browsers as one file, put together from its modules: the same parts are the same bytes.

Modules do not load from a file that somebody saved, so each becomes a function that is run once, in the order in which
they need each other, inside one classic script. Nothing is shortened: who wants to can read what runs. The page names
the hashes of its script and style in its own policy, so that nothing else runs in it and nothing leaves it, wherever it
is opened. docs/decisions/0017-verifier-in-the-browser.md.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotate._paths import PACKAGE

FILENAME, MEDIA_TYPE = "annotate-verify.html", "text/html; charset=utf-8"
_PARTS = PACKAGE / "static" / "verify"
_STYLES = (PACKAGE / "static" / "css" / "tokens.css", _PARTS / "page.css")
_IMPORT = re.compile(r'^import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
#: Of a line that the two patterns above should have taken and did not.
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
#: What would end the script in the middle of it.
_ENDING = re.compile(r"</script|<!--", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """The file, and the policy that it states of itself."""

    data: bytes
    policy: str

    @property
    def sha256(self) -> str:
        """The fingerprint by which people recognise the file."""
        return hashlib.sha256(self.data).hexdigest()


@cache
def page(folder: Path = _PARTS) -> Page:
    """The whole page. Raises ValueError for parts that cannot be put together."""
    code, style = script(folder), "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    # Nothing is allowed that is not named: no connection, no picture, no frame, no form that is sent.
    policy = (
        f"default-src 'none'; script-src {_hash(code)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    text = (folder / "page.html").read_text(encoding="utf-8")
    for name, value in (("{csp}", policy), ("{style}", style), ("{script}", code)):
        before, found, after = text.partition(name)
        if not found:
            raise ValueError(f"page.html has no place for {name}")
        text = f"{before}{value}{after}"
    return Page(text.encode(), policy)


def script(folder: Path) -> str:
    """All modules that page.js needs, and page.js, as one classic script."""
    made: dict[str, str] = {}
    _add("page", folder, made, ())
    code = '\n(() => {\n"use strict";\n' + "\n".join(made.values()) + "})();\n"
    if _ENDING.search(code):
        raise ValueError("a module holds what would end the script that it becomes part of")
    return code


def _add(name: str, folder: Path, made: dict[str, str], above: tuple[str, ...]) -> None:
    """A module, after those that it needs."""
    if name in above:
        raise ValueError(f"modules need each other in a ring: {' → '.join((*above, name))}")
    if name in made:
        return
    text = (folder / f"{name}.js").read_text(encoding="utf-8")
    for needed in _IMPORT.finditer(text):
        _add(needed[2], folder, made, (*above, name))
    made[name] = _wrapped(name, text)


def _wrapped(name: str, text: str) -> str:
    """A module as a function that is run once and gives what the module exports."""
    exported = ", ".join(found[1] for found in _EXPORT.finditer(text))
    text = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = \2_js;\n", text))
    left = _LEFT.search(text)
    if left:
        raise ValueError(f"{name}.js: this line is of a form that cannot be put together: {left[0]}")
    return f"\n// --- {name}.js ---\nconst {name}_js = (() => {{\n{text}return {{ {exported} }};\n}})();\n"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
