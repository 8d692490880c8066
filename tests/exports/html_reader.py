"""Reads a page as a browser would, strictly: every element closed, every id once, every local link answered."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "source", "wbr", "col"}


class Reader(HTMLParser):
    """Collects faults, ids, links, elements, data blocks, and the text of the article (the element with id `text`)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.article = ""
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if len(found) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if "id" in found:
            self.ids.append(found["id"])
        if "href" in found:
            self.links.append(found["href"])
        if tag not in VOID:
            self.open.append((tag, found.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "script":
            self.scripts.append(data)
        if any(id == "text" for _, id in self.open):
            self.article += data


def read(page: bytes) -> Reader:
    """The page, read to its end; `faults` holds what is wrong with it."""
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    reader.faults += [f"<{tag}> is never closed" for tag, _ in reader.open]
    reader.faults += [f"the id {id} is there twice" for id, count in Counter(reader.ids).items() if count > 1]
    local = {link[1:] for link in reader.links if link.startswith("#")}
    reader.faults += [f"#{id} leads nowhere" for id in sorted(local - set(reader.ids))]
    return reader
