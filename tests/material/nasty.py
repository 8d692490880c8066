"""The big list of naughty strings, and what must be true of each of them wherever it is put."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from markupsafe import escape


def load(material: Path) -> list[str]:
    """511 different strings, blank ones too."""
    coded = json.loads((material / "nasty/blns/blns-base64.json").read_text())
    return list(dict.fromkeys(base64.b64decode(item).decode() for item in coded))


def handfuls(strings: Sequence[str], names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Each string once, as many at a time as there are names of fields; the last ones are filled up."""
    rest = iter([*strings, *strings[: -len(strings) % len(names)]])
    while taken := list(islice(rest, len(names))):
        yield dict(zip(names, taken, strict=True))


def shown_once(string: str, page: str) -> bool:
    """Does it stand on the page escaped, and nowhere as it is or escaped twice?"""
    once = str(escape(string))
    if once not in page:
        return False
    twice = str(escape(once))
    # a short one, such as &, is part of others
    return len(string) < 12 or once == string or (string not in page and twice not in page)
