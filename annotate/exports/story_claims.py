"""One claim in the outline: what was said, what was found, on what it rests, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotate.domain.report import Report, ReportClaim
from annotate.domain.report_evidence import ReportLookup, ReportReply
from annotate.domain.report_parts import Person
from annotate.domain.vocabulary import State
from annotate.exports import view
from annotate.exports.outline import Facts, Heading, Items, Node, Para, Quote, Run, Verdict, aside, ours, para
from annotate.exports.page import PageContext
from annotate.exports.view import Cited

Row = tuple[str, tuple[Para, ...]]


def claim_nodes(report: Report, verdict: view.Verdict, page: PageContext) -> Iterator[Node]:
    """All that is printed of one claim."""
    claim = verdict.claim
    yield Heading(3, ours(f"Claim {claim.number}: {aside(claim.wording)}"))
    yield Verdict(verdict.label, verdict.status.tone, verdict.status.letter)
    if claim.state != State.APPROVED:
        yield ours(f"{claim.state.label}, not approved", "strong")
    yield quote(report, claim)
    yield Facts(tuple(_about(verdict)))
    yield from _side("Evidence that supports", verdict.supports)
    yield from _side("Evidence that undermines", verdict.undermines)
    if verdict.others:
        yield from _side("Also looked at", verdict.others)
    yield from _origins(claim)
    yield from prose(claim.rationale)
    yield Facts(tuple(_reasons(claim)))
    address = page.url_of_claim(claim.number)
    if view.web_address(address):
        yield ours(address, "quiet", address)


def quote(report: Report, claim: ReportClaim) -> Quote:
    """The marked words, in the article's language and direction."""
    return Quote(Para((Run(claim.quote, "quote"),), report.article.language, report.article.direction))


def said_by(claim: ReportClaim) -> str:
    """Who says so."""
    if claim.own_voice:
        return "The article, in its own voice" + (f": {aside(claim.claimant.name)}" if claim.claimant else "")
    return aside(claim.claimant.name) if claim.claimant else "Nobody is named"


def prose(text: str) -> Iterator[Para]:
    """A longer text as paragraphs."""
    return map(para, view.paragraphs(text))


def count_of(number: int, word: str) -> str:
    """ "1 citation", "2 citations"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _about(verdict: view.Verdict) -> Iterator[Row]:
    claim = verdict.claim
    camp = f", of the camp of {aside(claim.camp)}" if claim.camp else ""
    yield "Who says so", (ours(said_by(claim) + camp),)
    not_said = "Not needed: the article’s own statement" if claim.own_voice else "Not judged"
    yield "Was it said?", (ours(claim.attribution.label if claim.attribution else not_said),)
    yield "Kind of claim", (ours(aside(verdict.type.label)),)
    if claim.confidence:
        yield "Confidence", (ours(claim.confidence.label),)


def _side(title: str, found: Sequence[Cited]) -> Iterator[Node]:
    yield Heading(4, ours(title))
    if found:
        yield Items(tuple(tuple(_cited(cited)) for cited in found))
    else:
        yield ours("None found.", "quiet")


def _cited(cited: Cited) -> Iterator[Para]:
    citation, source = cited.citation, cited.source
    place = f", {aside(cited.place)}" if cited.place else ""
    excerpt = f": “{aside(citation.excerpt)}”" if citation.excerpt else ""
    grades = "".join(filter(None, (source.reliability and source.reliability.value, str(citation.credibility or ""))))
    yield Para(
        (
            Run(f"{aside(source.title)}", "strong"),
            Run(f" ({cited.number}){place}{excerpt}. {citation.stance.label}.{f' {grades}' if grades else ''}"),
        ),
        dir="ltr",
    )
    if citation.note:
        yield para(citation.note, "quiet")
    seen = (("Visible", citation.visible), ("Inferred", citation.inferred), ("Only claimed", citation.claimed))
    yield from (ours(f"{title}: {aside(text)}", "quiet") for title, text in seen if text)


def _origins(claim: ReportClaim) -> Iterator[Node]:
    found = claim.behind
    if found:
        own = f"; {found.own:,} not counted, because the claim’s own side says it" if found.own else ""
        unnamed = f"; {found.unnamed:,} without a named origin" if found.unnamed else ""
        yield ours(
            f"{count_of(found.citations, 'citation')}, {count_of(found.independent, 'independent origin')}: "
            f"{found.supporting:,} for the claim, {found.undermining:,} against it{own}{unnamed}.",
            "quiet",
        )
    if claim.withheld:
        verb = "is" if claim.withheld == 1 else "are"
        withheld = f"{count_of(claim.withheld, 'citation')} of this claim {verb} withheld to protect the source."
        yield ours(withheld, "quiet")


def _reasons(claim: ReportClaim) -> Iterator[Row]:
    findings = (
        ("Known", claim.known), ("Not known", claim.unknown), ("Would settle it", claim.settle),
        ("Searched", claim.search_log),
    )  # fmt: skip
    for title, text in findings:
        if text.strip():
            yield title, tuple(prose(text))
    if claim.lookups:
        yield "Looked for", tuple(ours(_lookup(item)) for item in claim.lookups)
    if claim.replies:
        yield "Asked", tuple(ours(_reply(item)) for item in claim.replies)
    if claim.checked_by:
        yield "Checked by", (ours(", ".join(aside(person.called) for person in claim.checked_by)),)
    yield "Approved by", (ours(approval(claim)),)
    if claim.comment.strip():
        yield "Reviewer’s comment", tuple(prose(claim.comment))


def approval(claim: ReportClaim) -> str:
    """Who approved it, in which role, when and how."""
    person = claim.approved_by
    if person is None:
        return f"Nobody yet: {claim.state.label.lower()}"
    return f"{signed(person)}, {view.long_date(claim.approved_at)}, {how_approved(claim)}"


def signed(person: Person) -> str:
    """Name and role, the name kept from turning the words around it about."""
    return replace(person, name=aside(person.name)).signed


def how_approved(claim: ReportClaim) -> str:
    """What stands behind the approval."""
    return "signed with a passkey" if claim.passkey else "while signed in"


def _lookup(item: ReportLookup) -> str:
    found = f"Found: {aside(item.found)}" if item.found else "Found nothing."
    return f"{view.long_date(item.looked)}, {aside(item.place)}: {aside(item.query)}. {found}"


def _reply(item: ReportReply) -> str:
    until = f", until {view.long_date(item.deadline)}" if item.deadline else ""
    when = f", {view.long_date(item.answered)}" if item.answered else ""
    answer = f" “{aside(item.answer)}”" if item.answer else ""
    asked = f"{aside(item.party)}, asked {view.long_date(item.asked)}{until}"
    return f"{asked}: {item.outcome.label.lower()}{when}.{answer}"
