"""How many independent origins stand behind a claim: the rule by example, and properties that hold for any desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.origins import (
    Cited,
    Graph,
    Origins,
    Own,
    confirmed,
    echoes,
    origins,
    own_voice,
    would_close,
)
from annotate.domain.vocabulary import Stance

#: MEK and NCRI are one camp, minister and police speak for the government; the assurance comes from the government.
GRAPH = Graph(
    belongs={"ncri": "mek", "minister": "government", "police": "government"},
    derived={"us statement": "assurance"},
    origin={
        "mek statement": "mek", "ncri statement": "ncri", "footage": "police", "conference": "minister",
        "assurance": "government", "us statement": "washington", "agency": "agency",
    },
)  # fmt: skip


def behind(claimant: str | None, *cited: tuple[str, Stance]) -> Origins:
    return origins([Cited(*pair) for pair in cited], claimant, GRAPH)


def test_one_press_conference_and_one_footage_of_the_same_side_are_one_origin() -> None:
    found = behind("mek", ("footage", Stance.REFUTES), ("conference", Stance.REFUTES))
    assert (found.citations, found.against_it, found.for_it) == (2, 1, 0)


def test_the_claimants_own_camp_proves_nothing_for_it_or_against_it() -> None:
    found = behind("mek", ("ncri statement", Stance.SUPPORTS), ("mek statement", Stance.REFUTES))
    assert (found.independent, found.own) == (0, 2)


def test_a_source_speaks_for_whatever_it_derives_from() -> None:
    assert GRAPH.camp_of_source("us statement") == "government"
    found = behind("mek", ("footage", Stance.REFUTES), ("us statement", Stance.REFUTES))
    assert found.against_it == 1


def test_what_derives_from_where_the_claim_was_made_is_left_out() -> None:
    found = behind(None, ("assurance", Stance.CLAIM_ORIGIN), ("us statement", Stance.SUPPORTS))
    assert (found.citations, found.independent, found.own) == (2, 0, 1)


def test_a_camp_that_stands_on_both_sides_is_one_origin() -> None:
    found = behind("mek", ("footage", Stance.SUPPORTS), ("conference", Stance.REFUTES), ("agency", Stance.SUPPORTS))
    assert (found.for_it, found.against_it, found.independent) == (2, 1, 2)


@pytest.mark.parametrize("stance", [Stance.CONTEXT, Stance.SILENT, Stance.DENIES_ONLY])
def test_context_silence_and_denials_count_on_neither_side(stance: Stance) -> None:
    assert behind("mek", ("footage", stance)).independent == 0


def test_sources_that_nobody_named_the_origin_of_are_one_together_and_none_beside_a_named_one() -> None:
    unnamed = [("leaflet", Stance.SUPPORTS), ("blog", Stance.PARTLY_SUPPORTS)]
    assert behind("mek", *unnamed).for_it == 1
    found = behind("mek", *unnamed, ("agency", Stance.SUPPORTS))
    assert (found.for_it, found.unnamed) == (1, 2)


def test_why_a_source_is_the_claims_own_voice() -> None:
    made = frozenset({"assurance"})
    assert own_voice("assurance", made, None, GRAPH) is Own.ORIGIN
    assert own_voice("us statement", made, None, GRAPH) is Own.DERIVED
    assert own_voice("conference", made, "police", GRAPH) is Own.CAMP
    assert own_voice("agency", made, "police", GRAPH) is None


def test_what_would_go_back_to_itself() -> None:
    assert would_close({"b": "a"}, "a", "b") and would_close({}, "a", "a")
    assert not would_close({"b": "a"}, "c", "b")


NAMES = st.sampled_from([f"n{n}" for n in range(6)])
LINKS = st.dictionaries(NAMES, NAMES, max_size=6)
GRAPHS = st.builds(Graph, LINKS, LINKS, LINKS)
CITED = st.lists(st.builds(Cited, NAMES, st.sampled_from(Stance)), max_size=8)
CLAIMANT = st.none() | NAMES


@given(CITED, CLAIMANT, GRAPHS)
def test_there_are_never_more_origins_than_citations_nor_than_camps(
    cited: list[Cited], claimant: str | None, graph: Graph
) -> None:
    found = origins(cited, claimant, graph)
    camps = {graph.camp_of_source(c.source) or "unnamed" for c in cited}
    assert found.independent <= min(len(cited), len(camps))
    assert found.independent <= found.for_it + found.against_it
    assert max(found.for_it, found.against_it) <= len(camps)


@given(CITED, CLAIMANT, GRAPHS)
def test_the_order_and_repetition_of_citations_change_nothing(
    cited: list[Cited], claimant: str | None, graph: Graph
) -> None:
    once, again = origins(cited, claimant, graph), origins([*reversed(cited), *cited], claimant, graph)
    counts = [(o.for_it, o.against_it, o.independent) for o in (once, again)]
    assert counts[0] == counts[1]


@given(CITED, CLAIMANT, GRAPHS)
def test_the_claimants_camp_is_never_among_the_origins(cited: list[Cited], claimant: str | None, graph: Graph) -> None:
    found = origins(cited, claimant, graph)
    assert claimant is None or graph.camp(claimant) not in found.supporting | found.undermining


@given(CITED, CLAIMANT, GRAPHS, NAMES, NAMES)
def test_putting_two_parties_into_one_camp_never_makes_more_origins(
    cited: list[Cited], claimant: str | None, graph: Graph, one: str, other: str
) -> None:
    if one in graph.belongs or would_close(graph.belongs, one, other):
        return
    joined = replace(graph, belongs={**graph.belongs, one: other})
    assert origins(cited, claimant, joined).independent <= origins(cited, claimant, graph).independent


@given(CITED, CLAIMANT, GRAPHS, NAMES)
def test_a_source_cited_as_where_the_claim_was_made_never_adds_an_origin(
    cited: list[Cited], claimant: str | None, graph: Graph, source: str
) -> None:
    made = [*cited, Cited(source, Stance.CLAIM_ORIGIN)]
    assert origins(made, claimant, graph).independent <= origins(cited, claimant, graph).independent


def test_what_a_source_would_echo() -> None:
    there = [Cited("mek statement", Stance.CLAIM_ORIGIN), Cited("footage", Stance.REFUTES)]
    assert echoes("mek statement", Stance.SUPPORTS, there, None, GRAPH) is Own.ORIGIN
    assert echoes("ncri statement", Stance.SUPPORTS, there, "mek", GRAPH) is Own.CAMP
    assert echoes("us statement", Stance.REFUTES, there, "mek", GRAPH) == "footage"
    assert echoes("us statement", Stance.SUPPORTS, there, "mek", GRAPH) == ""
    assert echoes("us statement", None, there, "mek", GRAPH) == "footage"
    assert echoes("us statement", Stance.CONTEXT, there, "mek", GRAPH) == ""
    assert echoes("agency", Stance.REFUTES, there, "mek", GRAPH) == ""


def test_one_origin_confirms_nothing_and_two_on_opposite_sides_neither() -> None:
    one = behind("mek", ("footage", Stance.REFUTES), ("conference", Stance.REFUTES))
    split = behind("mek", ("footage", Stance.REFUTES), ("agency", Stance.SUPPORTS))
    two = behind("mek", ("footage", Stance.REFUTES), ("agency", Stance.PARTLY_REFUTES))
    assert [confirmed(Stance.REFUTES, found) for found in (one, split, two)] == [False, False, True]
    assert confirmed(Stance.CONTEXT, split) and not confirmed(Stance.CONTEXT, one)


SIDES = st.sampled_from([Stance.SUPPORTS, Stance.REFUTES])


@given(CITED, CLAIMANT, GRAPHS, NAMES, SIDES)
def test_an_echo_adds_nothing_to_its_side_and_a_named_source_that_is_none_adds_one(
    cited: list[Cited], claimant: str | None, graph: Graph, source: str, stance: Stance
) -> None:
    before, after = origins(cited, claimant, graph), origins([*cited, Cited(source, stance)], claimant, graph)
    sides = [(o.supporting if stance is Stance.SUPPORTS else o.undermining) for o in (before, after)]
    named = graph.camp_of_source(source) is not None
    adds = named and not echoes(source, stance, cited, claimant, graph)
    assert len(sides[1]) - len(sides[0]) == adds
