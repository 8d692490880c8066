"""All formats that are read by people say the same: each text of a report that one of them prints, all print."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import docx
import pypdfium2
import pytest
from report_factory import STATUSES, article, citation, claim, report, source

from annotate.domain.corrections import Correction
from annotate.domain.report import (
    Behind,
    Claimant,
    Fact,
    Organisation,
    Person,
    Report,
    ReportFile,
    ReportLookup,
    ReportRelation,
    ReportReply,
)
from annotate.domain.report_changes import ReportEdition
from annotate.domain.spans import cut
from annotate.domain.vocabulary import Capture, Outcome, PartyKind, RelationKind, Role, Stance
from annotate.exports import PageContext, render

PAGE = PageContext(claim_url="https://newsroom.example/c/{number}")


def labelled() -> Report:
    """A report in which each text that a person may write is a word of its own: w1w, w2w, …"""
    numbers = count(1)

    def word() -> str:
        return f"w{next(numbers)}w"

    def person(role: Role) -> Person:
        return Person(word(), role)

    def cited(ident: str, stance: Stance) -> Iterator[object]:
        return citation(ident, stance, locator=word(), excerpt=word(), note=word(), visible=word(), inferred=word(),
                        claimed=word())  # fmt: skip

    def made(number: int, text: str) -> object:
        return claim(
            number, spans=(cut(text, number * 4, number * 4 + 3),), statement=word(), rationale=f"{word()}\n{word()}",
            known=word(), unknown=word(), settle=word(), search_log=word(), comment=word(), camp=word(),
            claimant=Claimant(word(), PartyKind.PERSON), approved_by=person(Role.REVIEWER),
            checked_by=(person(Role.CHECKER), person(Role.CHECKER)),
            citations=(cited("s1", Stance.SUPPORTS), cited("s2", Stance.REFUTES), cited("s1", Stance.CONTEXT)),
            behind=Behind(3, 1, 1, 2, 1, 1), withheld=2, passkey=number == 1,
            lookups=(ReportLookup(word(), word(), word(), "2026-11-20"),),
            replies=(ReportReply(word(), "2026-11-20", "2026-11-27", Outcome.ANSWERED, "2026-11-26", word()),),
        )  # fmt: skip

    def src(ident: str) -> object:
        file = ReportFile("ab" * 32, word(), 9, "video/mp4", Capture.RECEIVED, "2026-11-20T09:00:00.000Z",
                          (Fact(word(), word()),))  # fmt: skip
        return source(
            ident, title=word(), url=f"https://{word()}.example", archive_url=f"https://{word()}.example",
            publisher=word(), author=word(), note=word(), origin=word(), camp=word(), derived_from=word(),
            interest=word(), files=(file,),
        )  # fmt: skip

    text = " ".join(word() for _ in range(9)) + f"\n{word()}"
    note = word()
    used = [replace(term, label=word(), alternate_name=word(), definition=word()) for term in STATUSES]
    return report(
        organisation=Organisation(word(), f"https://{word()}.example"), note=note, method=word(),
        article=article(text, title=word(), byline=word(), publisher=word(), url=f"https://{word()}.example"),
        published_by=person(Role.ADMIN), claims=(made(1, text), made(3, text)), sources=(src("s1"), src("s2")),
        terms=replace(report().terms, statuses=tuple(used)),
        correction=Correction.RETRACT,
        history=(
            ReportEdition(1, "2026-11-01T12:00:00.000Z"),
            ReportEdition(2, "2026-11-25T12:00:00.000Z", Correction.RETRACT, note, (1,), (3,), (2,), (7,)),
        ),
        relations=(ReportRelation(1, 3, RelationKind.TENSION, word(), word()),), withheld=1,
    )  # fmt: skip


def words(text: str) -> set[str]:
    return set(re.findall(r"w\d+w", text))


def in_word(data: bytes) -> str:
    return "".join(docx.Document(io.BytesIO(data)).element.body.itertext())


def in_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return re.sub(r"\s", "", text) + " ".join(re.findall(r"https://\S+", data.decode("latin-1")))


#: How to get at the words of a format.
TEXT_OF = {"md": lambda data: data.decode(), "docx": in_word, "pdf": in_pdf}


@pytest.mark.parametrize("name", TEXT_OF)
def test_it_prints_what_the_page_prints(name: str) -> None:
    made = labelled()
    page = re.sub(r'(?<!href)="[^"]*"', "", render("html", made, PAGE).decode())
    printed = TEXT_OF[name](render(name, made, PAGE))
    assert words(printed) == words(page)
    for phrase in (
        "signed with a passkey",
        "while signed in",
        "This report is retracted",
        "2 of 5" if "2 of 5" in page else "1 of 5",
    ):
        assert phrase.replace(" ", "") in re.sub(r"\s", "", printed) and phrase in page
    assert len(words(page)) > 80
