"""What the newsroom says of itself: recorded, frozen with each edition, told to machines; and its rating scale."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from factories import actor, approved_claim, make_article
from PIL import Image
from sqlalchemy import select

from annotate.desk import Desk
from annotate.domain.errors import Forbidden, Invalid, Stale, TooLarge
from annotate.domain.organisation import MAX_LOGO
from annotate.domain.report_parts import Organisation
from annotate.exports import PageContext, claimreview_for, render
from annotate.services import organisations, reports, terms
from annotate.services.site import scale
from annotate.store.models import EventRow
from annotate.store.queries.terms import term_row

SETTINGS = Organisation("Example Newsroom", "https://desk.example")
SAID = {
    "name": "The Ledger", "url": "https://ledger.example", "ownership": "Owned by its readers.",
    "ethics": "https://ledger.example/ethics", "corrections": "Within seven working days.", "feedback": "Write to us.",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
}  # fmt: skip


def picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 32), "#274").save(made, kind)
    return made.getvalue()


def describe(desk: Desk, rev: int = 0, **changes: str) -> organisations.Described:
    with desk.database.write() as uow:
        return organisations.edit(uow, actor(desk.database, "ines"), rev, {**SAID, **changes}, SETTINGS)


def test_an_edition_freezes_what_was_true_and_keeps_its_bytes(desk: Desk) -> None:
    ana, mira = actor(desk.database, "ana"), actor(desk.database, "mira")
    article = make_article(desk.database, ana)
    approved_claim(desk.database, ana, mira, article)
    with desk.database.write() as uow:
        reports.publish(uow, mira, article.slug, "", SETTINGS)
        before = render("json", reports.edition(uow.session, article.slug, 1)[1])
    describe(desk)
    with desk.database.write() as uow:
        reports.publish(uow, mira, article.slug, "New owners.", SETTINGS)
    with desk.database.read() as session:
        first, second = (reports.edition(session, article.slug, number)[1] for number in (1, 2))
    assert (first.organisation, second.organisation.name) == (SETTINGS, "The Ledger")
    assert render("json", first) == before and b"ownership" not in before
    review = claimreview_for(second, second.claims[0], "https://l.example/c/1", "https://l.example/")
    assert review and review["license"] == review["sdLicense"] == SAID["licence"]
    assert review["publisher"] == {
        "@type": "Organization", "name": "The Ledger", "url": "https://ledger.example",
        "ownershipFundingInfo": "https://l.example/about/#ownership", "ethicsPolicy": "https://ledger.example/ethics",
        "correctionsPolicy": "https://l.example/about/#corrections",
        "actionableFeedbackPolicy": "https://l.example/about/#feedback",
    }  # fmt: skip
    assert b"publisher" not in render("claimreview", first, PageContext(base="https://l.example/")).split(b"itemRev")[0]


def test_a_logo_is_a_picture_and_earlier_ones_stay(desk: Desk) -> None:
    ines = actor(desk.database, "ines")
    for kind in ("PNG", "WEBP"):
        taken = organisations.take_logo(desk.evidence, ines, io.BytesIO(picture(kind)), f"logo.{kind}")
        with desk.database.write() as uow:
            rev = organisations.described(uow.session, SETTINGS).rev
            organisations.edit(uow, ines, rev, {}, SETTINGS, taken)
    with desk.database.read() as session:
        said = organisations.standing(session, SETTINGS)
        assert said.logo_type == "image/webp"
        for kind, ending in (("PNG", "png"), ("WEBP", "webp")):
            name = f"{organisations.take_logo(desk.evidence, ines, io.BytesIO(picture(kind)), 'x').sha256}.{ending}"
            assert organisations.logo(session, desk.evidence, name)[0] == picture(kind)


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", picture()[:60]])
def test_what_is_no_picture_is_refused_as_a_logo(desk: Desk, data: bytes) -> None:
    with pytest.raises(Invalid, match="not a picture"):
        organisations.take_logo(desk.evidence, actor(desk.database, "ines"), io.BytesIO(data), "logo.png")


def test_only_admins_describe_it_and_nobody_overwrites_unseen(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Forbidden), desk.database.write() as uow:
        organisations.edit(uow, actor(desk.database, "mira"), 0, SAID, SETTINGS)
    with pytest.raises(Forbidden):
        organisations.take_logo(desk.evidence, actor(desk.database, "mira"), io.BytesIO(picture()), "logo.png")
    with pytest.raises(TooLarge):
        huge = io.BytesIO(picture() + bytes(MAX_LOGO))
        organisations.take_logo(desk.evidence, actor(desk.database, "ines"), huge, "logo.png")
    assert describe(desk).rev == 1
    with pytest.raises(Stale):
        describe(desk, 0, name="Somebody else")
    for wrong in ({"name": " "}, {"url": "javascript:alert(1)"}, {"ethics": "x" * 10_001}):
        with pytest.raises(Invalid):
            describe(desk, 1, **wrong)
    assert describe(desk, 1, name="The New Ledger").rev == 2
    with desk.database.read() as session:
        query = select(EventRow.action).where(EventRow.target_id == "organisation").order_by(EventRow.seq)
        assert session.scalars(query).all() == ["organisation:details:describe", "organisation:details:edit"]


def test_every_version_of_the_scale_is_known_from_the_trail(desk: Desk) -> None:
    ines = actor(desk.database, "ines")
    with desk.database.write() as uow:
        row = term_row(uow.session, "status", "disputed")
        terms.edit(uow, ines, "status", "disputed", row.rev, {"definition": "Two camps differ."})
    with desk.database.write() as uow:
        terms.edit(uow, ines, "status", "disputed", row.rev, {"position": row.position})
        terms.switch(uow, ines, "status", "misleading", term_row(uow.session, "status", "misleading").rev, False)
    with desk.database.read() as session:
        found = scale.versions(session)
    assert [v.number for v in found] == [1, 2, 3] and found[0].changes == ()
    [change] = found[1].changes
    assert (change.what, change.after) == ("what it means", "Two camps differ.")
    assert [c.what for c in found[2].changes] == ["retired"]
    assert [r.offered for r in found[2].rungs if r.term.code == "misleading"] == [False]
    assert all(r.offered for r in found[1].rungs) and change.before in [r.term.definition for r in found[0].rungs]
