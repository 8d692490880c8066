"""What a report says of evidence and of conflicting accounts, and that it says nothing where there is nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from html_reader import read
from report_factory import citation, claim, example_claims, report, source

from annotate.domain.errors import Invalid
from annotate.domain.report import (
    Behind,
    Fact,
    Report,
    ReportFile,
    ReportLookup,
    ReportRelation,
    ReportReply,
    canonical_bytes,
    report_sha256,
)
from annotate.domain.vocabulary import Capture, Outcome, RelationKind
from annotate.exports import PageContext, render
from annotate.exports.accounts import accounts

FILE = ReportFile(
    "ef" * 32, "harbour.mp4", 84_213_760, "video/mp4", Capture.RECEIVED, "2026-11-21T15:06:00.000Z",
    (Fact("Length", "02:14"),),
)  # fmt: skip


def rich() -> Report:
    """Claims 1 and 2 contradict each other; searches, replies, origins and a file stand behind claim 1."""
    first, second, *rest = example_claims()
    first = replace(
        first, camp="Government", behind=Behind(4, 1, 1, 2, 1, 1), withheld=1,
        citations=(citation(file="ef" * 32, locator="t=11", visible="Eleven vans", claimed="They carry papers"),),
        lookups=(ReportLookup("Hospital register", "harbour, 17 November", "", "2026-11-22"),),
        replies=(ReportReply("Port authority", "2026-11-21", "2026-11-23", Outcome.SILENT, "", ""),),
    )  # fmt: skip
    held = source(origin="Harbour police", camp="Government", derived_from="The full recording", files=(FILE,))
    return report(
        claims=(first, second, *rest), sources=(held, source("s2", kind="drone_footage", title="Drone footage")),
        relations=(ReportRelation(2, 1, RelationKind.CONTRADICTION, "Injured", "Hospital admissions"),), withheld=1,
    )  # fmt: skip


def said(made: Report) -> str:
    page = render("html", made, PageContext()).decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_a_record_from_before_there_was_evidence_has_the_same_bytes_as_then() -> None:
    # Pinned when the first edition was published; the fields that came later say nothing in it.
    assert report_sha256(report()) == "c57a301ef29b84962bb43919fa0f36ae38844ca36f9dd94c70d187e2917498cb"


def test_a_rich_record_comes_back_from_its_own_json() -> None:
    assert Report.from_dict(json.loads(canonical_bytes(rich()))) == rich()


def test_what_is_not_said_is_not_written() -> None:
    written = json.loads(canonical_bytes(report()))
    assert "relations" not in written and "behind" not in written["claims"][0] and "files" not in written["sources"][0]
    assert json.loads(canonical_bytes(rich()))["claims"][0]["behind"]["independent"] == 2


def test_the_conflicting_accounts_stand_side_by_side() -> None:
    table = accounts(rich())
    assert table.camps == ("Government", "Dockers’ union")
    (row,) = table.rows
    assert [[a.claim.number for a in side] for side in row.sides] == [[1], [2]]
    assert row.title == "Injured"


def test_the_page_tells_it_all_in_words_and_stays_well_formed() -> None:
    assert read(render("html", rich(), PageContext())).faults == []
    page = said(rich())
    for words in (
        "Where the accounts conflict", "Hospital admissions",
        "4 citations, 2 independent origins: 1 for the claim, 1 against it; 1 not counted",
        "1 without a named origin", "Statement of the port authority, 00:11",
        "22 November 2026, Hospital register: harbour, 17 November. Found nothing.",
        "Port authority, asked 21 November 2026, until 23 November 2026: did not reply.", "Visible: Eleven vans",
        "Only claimed: They carry papers", "harbour.mp4, video/mp4, 84.2 MB. Received 21 November 2026.",
        "Length: 02:14", "of the camp of Government", "The full recording", "1 source is withheld to protect it.",
        "1 citation of this claim is withheld to protect the source.",
    ):  # fmt: skip
        assert words in page, words


def test_a_report_without_conflicts_has_no_table_of_them() -> None:
    assert "Where the accounts conflict" not in said(report())


@pytest.mark.parametrize("pair", [(1, 9), (9, 1), (1, 1)])
def test_a_relation_with_a_claim_that_is_not_in_the_report_makes_no_report(pair: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="between two claims of the report"):
        report(relations=(ReportRelation(*pair, RelationKind.DENIAL, "", ""),))


def test_an_account_in_the_articles_own_voice_stands_under_its_name() -> None:
    own = claim(1, own_voice=True, claimant=None)
    made = report(
        claims=(own, *example_claims()[1:]), relations=(ReportRelation(1, 2, RelationKind.TENSION, "", ""),)
    )  # fmt: skip
    assert set(accounts(made).camps) == {"Dockers’ union", "The article itself"}
