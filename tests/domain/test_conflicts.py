"""How the accounts of an article are laid out side by side, and what each camp was asked and given."""

from __future__ import annotations

from itertools import count
from typing import Any

from annotate.domain.accounts import Lookup, Relation, Reply
from annotate.domain.balance import balance
from annotate.domain.conflicts import Matrix, matrix
from annotate.domain.material import Material, open_statuses
from annotate.domain.origins import Cited, Graph
from annotate.domain.seeds import SEEDS
from annotate.domain.spans import Span
from annotate.domain.things import Claim, Party, Term
from annotate.domain.vocabulary import Outcome, PartyKind, RelationKind, Stance, State

STATUSES = {
    s.code: Term("", 1, "status", s.code, s.label, s.definition, s.tone, s.letter, None, "", 1, True)
    for s in SEEDS
    if s.vocabulary == "status"
}
OPEN = open_statuses(STATUSES)
NAMES = {"mek": "MEK", "ncri": "NCRI", "gov": "Government", "pol": "Police", "us": "Washington", "pros": "Prosecutors"}
GRAPH = Graph({"ncri": "mek", "pol": "gov"}, {}, {"foot": "pol", "wire": "us", "sheet": "pros"})
PARTIES = {ident: Party(ident, 1, name, PartyKind.ORGANISATION, "") for ident, name in NAMES.items()}
numbers = count(1)


def claim(number: int, who: str | None = None, **more: Any) -> Claim:
    """The claim of this number, which stands at ten times its number in the text."""
    at = number * 10
    values = {
        "state": State.DRAFT, "status": "disputed", "own_voice": False, "settle": "", **more,
    }  # fmt: skip
    return Claim(
        id=f"c{number}", rev=1, article_id="a", revision_id="r", number=number, type="quantity", statement="",
        attribution=None, claimant_id=who, claimant_name=NAMES.get(who or "", ""), rationale="", known="", unknown="",
        search_log="", confidence=None, worthiness=None, assignee_id=None, author_id="ana", digest=None, stale=False,
        created_at="", updated_at="", spans=(Span(at, at + 5, "words"),), **values,
    )  # fmt: skip


def relation(one: int, other: int, kind: str = "contradiction", topic: str = "", settle: str = "") -> Relation:
    ident = f"r{next(numbers):03}"
    return Relation(
        ident, 1, "a", f"c{one}", f"c{other}", RelationKind(kind), topic, settle, "ana", False, f"2026-{ident}"
    )


def laid_out(*relations: Relation, claims: list[Claim], **more: Any) -> Matrix:
    return matrix(Material(claims, relations, graph=GRAPH, parties=PARTIES, **more), OPEN)


def shape(found: Matrix) -> list[tuple[str, list[list[int]]]]:
    return [(row.title, [[one.claim.number for one in cell] for cell in row.cells]) for row in found.rows]


def test_pairs_of_one_topic_share_a_row_and_one_without_a_topic_has_its_own() -> None:
    claims = [claim(1, "mek"), claim(2, "gov"), claim(3, "pol"), claim(4, "us")]
    found = laid_out(
        relation(1, 2, topic="Injured"), relation(3, 1, "denial", topic="injured"), relation(1, 4, "tension"),
        relation(2, 4, "tension"), claims=claims,
    )  # fmt: skip
    assert [camp.name for camp in found.sides] == ["MEK", "Government"]
    assert [camp.name for camp in found.others] == ["Washington"]
    assert shape(found) == [
        ("Injured", [[1], [2, 3], []]), ("Tension", [[1], [], [4]]), ("Tension", [[], [2], [4]]),
    ]  # fmt: skip
    assert [kind.value for kind in found.rows[0].kinds] == ["contradiction", "denial"]
    assert len(found.pairs) == 4 and found.unsettled == 3


def test_the_columns_are_the_two_camps_most_in_conflict_whoever_speaks_for_them() -> None:
    claims = [claim(1, "us"), claim(2, "mek"), claim(3, "ncri"), claim(4, "pol"), claim(5, "gov"), claim(6, "pros")]
    found = laid_out(relation(1, 6), relation(2, 4), relation(3, 5), relation(3, 4), claims=claims)
    assert [camp.name for camp in found.sides] == ["MEK", "Government"]
    assert [party.name for party in found.sides[0].members] == ["MEK", "NCRI"]
    assert [party.name for party in found.sides[1].others] == ["Police"]


def test_parties_go_before_the_article_and_nobody() -> None:
    claims = [claim(1, own_voice=True), claim(2, "mek"), claim(3), claim(4, "gov")]
    found = laid_out(relation(1, 2), relation(1, 2, "tension"), relation(3, 1), relation(2, 4), claims=claims)
    assert [camp.name for camp in found.sides] == ["MEK", "Government"]
    assert [camp.name for camp in found.others] == ["Nobody named", "The article itself"]
    assert {one.who for row in found.rows for one in row.cells[2]} == {"Nobody named", "The article itself"}


def test_a_camp_that_contradicts_itself_alone_still_has_its_column() -> None:
    found = laid_out(relation(1, 2, "tension", "Force"), claims=[claim(1, "mek"), claim(2, "ncri")])
    assert shape(found) == [("Force", [[1, 2], []])]
    assert found.rows[0].one_camp
    alone = laid_out(relation(1, 2), claims=[claim(1), claim(2)])
    assert [camp.name for camp in alone.sides] == ["Nobody named"] and not alone.rows[0].one_camp


def test_what_is_open_comes_first_then_the_order_of_the_text() -> None:
    done = {"state": State.APPROVED, "status": "true"}
    claims = [
        claim(1, "mek", **done), claim(2, "gov", state=State.APPROVED, status="false"), claim(3, "mek", status="true"),
        claim(4, "gov", **done), claim(5, "mek", state=State.APPROVED, status="disputed"), claim(6, "gov", **done),
        claim(7, "mek", state=State.APPROVED, status="not_checkable"), claim(8, "gov", **done),
    ]  # fmt: skip
    found = laid_out(relation(7, 8), relation(1, 2), relation(6, 5), relation(3, 4), claims=claims)
    order = [[one.claim.number for one in row.accounts] for row in found.rows]
    assert order == [[3, 4], [5, 6], [1, 2], [7, 8]]
    assert [row.settled for row in found.rows] == [False, False, True, True]
    assert [pair.one.claim.number for pair in found.pairs] == [3, 6, 1, 7]


def test_what_supports_or_repeats_stands_beside_only_in_a_row_of_its_topic() -> None:
    claims = [claim(1, "mek"), claim(2, "gov"), claim(3, "ncri"), claim(4, "us"), claim(5, "us")]
    found = laid_out(
        relation(1, 2, topic="Injured"), relation(3, 1, "supports", "injured"), relation(4, 1, "repeats"),
        relation(5, 4, "supports", "Injured"), claims=claims,
    )  # fmt: skip
    assert shape(found) == [("Injured", [[1, 3], [2], []])]
    assert len(found.pairs) == 1


def test_a_relation_of_a_claim_that_is_not_there_is_left_out() -> None:
    found = laid_out(relation(1, 2), relation(1, 9), claims=[claim(1, "mek"), claim(2, "gov")])
    assert len(found.pairs) == 1
    assert laid_out(relation(1, 9), claims=[claim(1, "mek")]).rows == ()
    assert matrix(Material(), OPEN) == Matrix((), (), ())


def test_what_would_settle_it_is_said_once_and_by_the_claims_where_the_pairs_are_silent() -> None:
    claims = [claim(1, "mek", settle="Count them"), claim(2, "gov"), claim(3, "pol", settle="Post-mortem")]
    found = laid_out(
        relation(1, 2, topic="a", settle="Admissions"), relation(1, 3, topic="a", settle="Admissions"),
        relation(2, 3, topic="b"), claims=claims,
    )  # fmt: skip
    assert [row.settle for row in found.rows] == [("Admissions",), ("Post-mortem",)]


def test_each_side_has_its_independent_origins() -> None:
    cited = {
        "c1": [Cited("foot", Stance.REFUTES), Cited("wire", Stance.SUPPORTS), Cited("sheet", Stance.DENIES_ONLY)],
        "c2": [Cited("foot", Stance.SUPPORTS)],
    }
    found = laid_out(relation(1, 2), claims=[claim(1, "mek"), claim(2, "pol")], cited=cited)
    one, other = found.rows[0].accounts
    assert (one.origins.citations, one.origins.for_it, one.origins.against_it) == (3, 1, 1)
    assert (other.origins.citations, other.origins.independent) == (1, 0)  # the police’s own footage


def reply(claim_id: str, party: str, outcome: Outcome = Outcome.SILENT, asked: str = "2026-11-21") -> Reply:
    return Reply(
        f"{claim_id}{party}{asked}", 1, claim_id, party, NAMES[party], "Mail", "How many?", asked, "", "", outcome,
        "36" if outcome is Outcome.ANSWERED else "", "ana", False, "",
    )  # fmt: skip


def test_a_letter_recorded_on_two_claims_is_one_letter() -> None:
    claims = [claim(1, "mek"), claim(2, "gov")]
    looked = Lookup("k", 1, "c1", "Register", "raid", "", "2026-11-20", "ana", False, "")
    found = laid_out(
        relation(1, 2), claims=claims, replies=[reply("c1", "pol"), reply("c2", "pol"), reply("c9", "mek")],
        lookups=[looked],
    )  # fmt: skip
    assert [r.party_name for r in found.rows[0].replies] == ["Police"]
    assert found.rows[0].lookups == (looked,)


def test_the_balance_counts_for_each_camp_what_it_claims_and_what_it_was_asked() -> None:
    claims = [
        claim(1, "mek"), claim(2, "ncri", status="true", state=State.APPROVED), claim(3, "pol"),
        claim(4, own_voice=True), claim(5),
    ]  # fmt: skip
    cited = {
        "c1": [Cited("wire", Stance.SUPPORTS), Cited("foot", Stance.REFUTES)], "c2": [Cited("wire", Stance.SUPPORTS)],
    }  # fmt: skip
    replies = [
        reply("c1", "pol"), reply("c2", "pol"), reply("c1", "gov", Outcome.ANSWERED), reply("c3", "us", Outcome.WAITING)
    ]  # fmt: skip
    looked = [Lookup("k", 1, "c3", "Register", "raid", "", "2026-11-20", "ana", False, "")]
    material = Material(claims, (), cited, GRAPH, PARTIES, looked, replies)
    sides = {side.camp.name: side for side in balance(material, OPEN)}
    assert list(sides) == ["MEK", "Government", "Washington", "The article itself", "Nobody named"]
    mek, gov, us = sides["MEK"], sides["Government"], sides["Washington"]
    assert mek.statuses == (("disputed", 1), ("true", 1))
    assert (mek.approved, mek.citations, mek.for_it, mek.against_it, mek.bare) == (1, 3, 1, 1, 0)
    assert (len(mek.asked), mek.looked) == (0, 0)
    assert (len(gov.asked), gov.came(Outcome.SILENT), gov.came(Outcome.ANSWERED), gov.looked) == (2, 1, 1, 1)
    assert (len(us.accounts), us.came(Outcome.WAITING), gov.bare) == (0, 1, 1)
    assert sides["Nobody named"].asked == ()


def test_what_cannot_be_checked_leaves_nothing_open() -> None:
    assert {"unchecked", "disputed", "unproven"} <= OPEN
    assert not OPEN & {"true", "mostly_true", "false", "misleading", "not_checkable"}
