"""Web Annotation and MediaReview: at the right words, by other people's rules, and no key lost."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import real_reports
from report_factory import TEXT, article, citation, claim, report, source

from annotate.domain.report import Report
from annotate.domain.report_evidence import ReportFile
from annotate.domain.spans import cut
from annotate.domain.vocabulary import Capture, Stance, State
from annotate.exports import PageContext, render

PAGE = PageContext(
    report_url="https://newsroom.example/reports/harbour/2",
    claim_url="https://newsroom.example/reports/harbour/2/claims/{number}",
)


def needs(*packages: str) -> None:
    for package in packages:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: other people's rules cannot be run")


def items(made: Report, page: PageContext = PAGE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("annotations", made, page))["items"]
    return found


def keys(node: Any) -> int:
    """How many properties there are, at all depths, without the words of JSON-LD itself."""
    if isinstance(node, list):
        return sum(map(keys, node))
    if not isinstance(node, dict):
        return 0
    return sum((not key.startswith("@")) + keys(child) for key, child in node.items() if key != "@context")


def media(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("mediareview", made, PAGE))
    return found


def test_each_target_leads_back_to_its_words() -> None:
    made = report()
    for claim_, item in zip(made.claims, items(made), strict=True):
        assert len(item["target"]) == len(claim_.spans)
        for target in item["target"]:
            quote, position = target["selector"]
            assert TEXT[position["start"] : position["end"]] == quote["exact"]


def test_a_place_in_a_file_is_a_fragment_and_a_source_without_address_is_left_out() -> None:
    cited = (citation(file="ab" * 32, locator="t=12.4,19"), citation("s2"), citation(excerpt="“this”", locator="p. 2"))
    (item,) = items(report(claims=(claim(citations=cited),), sources=(source(), source("s2", url="", archive_url=""))))
    linked = [body for body in item["body"] if body["purpose"] == "linking"]
    assert [body["selector"]["value"] for body in linked if "value" in body["selector"]] == ["t=12.4,19"]
    assert [body["selector"].get("exact") for body in linked] == [None, "“this”"]


def awkward() -> Report:
    """No claimant, no address, one claim that nobody approved, and addresses that are nearly none."""
    return report(
        working_copy=True, article=article(url="https://a b.example/<x>?q=ä#1#2"),
        claims=(
            claim(1, claimant=None, rationale="", statement="", state=State.DRAFT, approved_by=None, approved_at="",
                  checked_by=(), attribution=None),
            claim(2, citations=(citation(), citation("s2", Stance.CONTEXT))),
        ),
        sources=(source(url="https://[::1/x", archive_url="http://exämple.org/%zz"), source("s2", url="javascript:1")),
    )  # fmt: skip


def test_every_annotation_passes_the_assertions_of_w3c_and_no_key_is_lost(tmp_path: Path) -> None:
    needs("jsonschema", "pyld")
    place = real_reports.folder()
    for name, made, page in (
        ("raid", real_reports.raid(), PAGE), ("fa", real_reports.language("fa-01"), PAGE), ("plain", report(), PAGE),
        ("awkward", awkward(), PAGE), ("here", report(), PageContext()), ("none", report(claims=()), PAGE),
    ):  # fmt: skip
        (tmp_path / f"{name}.json").write_bytes(render("annotations", made, page))
    rules = place / "w3c-annotation"
    command = [sys.executable, str(place / "tools" / "run_wadm.py"), "--schemas", str(rules / "schemas")]
    command += ["--context", str(rules / "anno.jsonld"), *map(str, sorted(tmp_path.iterdir()))]
    for more, count in ((["--items"], 35 + 12 + 4 + 2 + 4), (["--suite", "pageMusts"], 6)):
        done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0 and f"annotations={count} " in done.stdout, done.stdout[-3000:] + done.stderr


def test_footage_that_a_verdict_looked_at_has_a_review_and_other_sources_have_none() -> None:
    file = ReportFile("ab" * 32, "gate.mp4", 84, "video/mp4", Capture.RECEIVED, "2026-11-20T09:00:00.000Z")
    made = report(
        claims=(
            claim(1, citations=(citation(), citation("s2", visible="Bags", claimed="Papers"), citation("s2"))),
            claim(2, citations=(citation("s2"),), status="not_checkable"), claim(4, citations=(citation("s1"),)),
        ),
        sources=(source(), source("s2", kind="drone_footage", title="Footage", files=(file,))),
    )  # fmt: skip
    (review,) = media(made)
    assert review["associatedClaimReview"]["@id"] == PAGE.url_of_claim(1) + "#review"
    assert review["originalMediaContextDescription"] == "Visible: Bags\nOnly claimed: Papers"
    published, snapshot = review["itemReviewed"]["mediaItemAppearance"]
    assert (snapshot["@type"], snapshot["sha256"]) == ("VideoObjectSnapshot", "ab" * 32)
    assert published["contentUrl"] == "https://port.example/statement"
    assert "mediaAuthenticityCategory" not in review


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, within itself
def test_every_media_review_keeps_to_the_vocabulary_and_loses_no_key() -> None:
    needs("rdflib", "pyshacl", "pyld")
    from pyld import jsonld  # noqa: PLC0415  # it may not be installed

    place = real_reports.folder()
    spec = importlib.util.spec_from_file_location("check_claimreview", place / "tools" / "check_claimreview.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    checker = tool.Checker(place / "claimreview" / "schemaorg")
    found = media(real_reports.raid())
    assert len(found) > 4
    for review in found:
        assert checker.vocab(review) == []
        expanded = jsonld.expand({**tool.without_contexts(review), "@context": checker.context})
        assert keys(expanded) == keys(review) > 10
    assert [checker.shacl(review) for review in (found[0], found[-1])] == [[], []]


def test_a_split_claim_is_one_annotation_with_a_target_for_each_part() -> None:
    parts = (cut(TEXT, 45, 50), cut(TEXT, 60, 70))
    (item,) = items(report(claims=(claim(spans=parts),)))
    assert [target["selector"][1]["start"] for target in item["target"]] == [45, 60]
