"""Whether a folder is a sound public side: links lead somewhere, ids are unique, pages are whole, and nothing runs.

Only files are read. What the folder's pages link to elsewhere is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

from annotate.exports.public.frame import VERIFY
from annotate.services.site.folder import NOTES, file_of

#: Where the folder is taken to stand: a name that nobody has (RFC 2606), so that links elsewhere are told apart.
HERE = "http://site.invalid/"
#: Elements without an end tag (HTML Standard, 13.1.2).
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Attributes that hold an address.
LINKS = {"a": "href", "link": "href", "img": "src", "iframe": "src", "script": "src", "source": "src"}
DATA = "application/ld+json"
#: The one page that works by a script, and says so.
MAY_RUN = file_of(VERIFY)


def check(root: Path) -> tuple[int, list[str]]:
    """How many files were looked at, and what is wrong with them: a sentence each, beginning with the file."""
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.name != NOTES)
    faults: list[str] = []
    pages = {name: _read(root, name, faults) for name in names if name.endswith(".html") and name != MAY_RUN}
    ids = {name: set(page.ids) for name, page in pages.items()}
    for name, page in pages.items():
        faults += [f"{name}: {fault}" for fault in (*page.faults, *_dead(name, page, set(names), ids))]
    for name in names:
        faults += [f"{name}: {fault}" for fault in _data(root / name)]
    return len(names), faults


class _Page(HTMLParser):
    """What matters of one page, in the order in which it stands there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._data: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, ids and what might run."""
        said = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in said and said["id"] in self.ids:
            self.faults.append(f"the id “{said['id']}” stands twice")
        self.ids += [said["id"]] if "id" in said else []
        if tag in LINKS and LINKS[tag] in said:
            self.links.append(said[LINKS[tag]])
        self.faults += list(_running(tag, said))
        if tag == "script" and said.get("type") == DATA:
            self._data = []

    def handle_endtag(self, tag: str) -> None:
        """Everything ends where it was opened."""
        if tag == "script" and self._data is not None:
            self.faults += _json("".join(self._data))
            self._data = None
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> in line {self.getpos()[0]} ends nothing that is open")

    def handle_data(self, data: str) -> None:
        """Collect a data block."""
        if self._data is not None:
            self._data.append(data)

    def close(self) -> None:
        """At the end nothing is open."""
        super().close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]


def _running(tag: str, said: dict[str, str]) -> Iterator[str]:
    if tag == "script" and said.get("type") != DATA:
        yield "it holds a script"
    for name, value in said.items():
        if name.startswith("on") or name == "style":
            yield f"<{tag}> has the attribute {name}"
        if name in ("href", "src") and urlsplit(value.strip()).scheme not in ("", "http", "https", "mailto"):
            yield f"<{tag}> leads to “{value[:60]}”"


def _read(root: Path, name: str, faults: list[str]) -> _Page:
    page = _Page()
    try:
        page.feed((root / name).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        faults.append(f"{name}: it is no UTF-8 ({error.reason} at byte {error.start})")
        return _Page()
    page.close()
    return page


def _dead(name: str, page: _Page, names: set[str], ids: dict[str, set[str]]) -> Iterator[str]:
    """Links that lead nowhere in the folder."""
    address = name.removesuffix("index.html")
    for link in dict.fromkeys(page.links):
        target = urlsplit(urljoin(HERE + address, link))
        if target.netloc != urlsplit(HERE).netloc:
            continue
        file = file_of(unquote(target.path.lstrip("/")))
        if link.startswith("/"):
            yield f"the link “{link}” is not relative"
        elif file not in names:
            yield f"the link “{link}” leads to nothing"
        elif target.fragment and file in ids and unquote(target.fragment) not in ids[file]:
            yield f"the link “{link}” leads to a place that is not there"


def _data(path: Path) -> list[str]:
    """A file for programs can be read by them."""
    if path.suffix in (".json", ".jsonld"):
        return _json(path.read_bytes())
    if path.suffix == ".atom":
        try:
            ElementTree.fromstring(path.read_bytes())
        except ElementTree.ParseError as error:
            return [f"it is no XML: {error}"]
    return []


def _json(text: str | bytes) -> list[str]:
    try:
        json.loads(text)
    except ValueError as error:
        return [f"it is no JSON: {error}"]
    return []
