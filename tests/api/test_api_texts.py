"""Texts come back as they went in: markup, formulas and naughty strings are words like any other."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

MARKED = (
    'He wrote <script>alert(1)</script> & “=1+1”.\n=HYPERLINK("http://example.org")\n\u202eright to left\u202c\tتهران'
)


def test_markup_and_formulas_are_kept_as_they_are(api: Any) -> None:
    article = api.article(MARKED, title="<b>Bold</b>")
    assert api.get(f"/articles/{article['slug']}/text").data.decode() == MARKED
    assert api.get(f"/articles/{article['slug']}").json["title"] == "<b>Bold</b>"
    for quote in ("<script>alert(1)</script>", "=HYPERLINK", "تهران"):
        claim = api.claim(article, quote, statement=f"{quote}{{{{7*7}}}}", claimant=f"{quote} & co")
        shown = api.get(f"/claims/{claim['id']}").json
        assert shown["spans"][0]["exact"] == quote
        assert shown["statement"] == f"{quote}{{{{7*7}}}}"
        assert shown["claimant"]["name"] == f"{quote} & co"


def test_line_ends_are_made_one_and_offsets_count_after_that(api: Any) -> None:
    made = api.post("/articles", {"title": "Lines", "text": "\ufeffOne\r\nTwo\rThree"}).json
    assert made["revision"]["length"] == len("One\nTwo\nThree")
    assert api.get(f"/articles/{made['slug']}/text").data == b"One\nTwo\nThree"
    again = api.post("/articles", {"title": "Other", "text": "One\nTwo\nThree"})
    assert (again.status_code, again.json["existing"], again.json["slug"]) == (200, True, made["slug"])


#: Texts of a claim that are changed together.
FIELDS = ("statement", "rationale", "known", "unknown", "settle", "search_log")


@pytest.mark.material
def test_naughty_strings_come_back_as_they_are_or_are_refused(api: Any) -> None:
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is not set: the folder of naughty strings is not here")
    strings = json.loads((Path(folder) / "nasty/blns/blns-base64.json").read_text())
    texts = [base64.b64decode(s).decode("utf-8", "surrogatepass") for s in strings]
    claim = api.claim(api.article())
    kept = 0
    for start in range(0, len(texts), len(FIELDS)):
        some = texts[start : start + len(FIELDS)]
        # Where a handful is refused, each of it is tried alone, so that one bad string hides no other.
        if keeps(api, claim, dict(zip(FIELDS, some, strict=False))):
            kept += len(some)
        else:
            kept += sum(keeps(api, claim, {"statement": text}) for text in some)
    assert kept > 400


def keeps(api: Any, claim: dict[str, Any], values: dict[str, str]) -> bool:
    """Do these texts come back as they were sent? If not, they were refused as unacceptable, not lost."""
    rev = api.get(f"/claims/{claim['id']}").json["rev"]
    answer = api.patch(f"/claims/{claim['id']}", values, If_Match=f'"{rev}"')
    if answer.status_code != 200:
        assert answer.status_code == 422, values
        return False
    shown = api.get(f"/claims/{claim['id']}").json
    assert {name: shown[name] for name in values} == values
    return True
