"""The public side as files: what the server answers, byte for byte, drawn again only where something changed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import actor, approved_claim, make_article, make_attachment, make_source
from prepared import prepared
from sqlalchemy.orm import Session

from annotate import create_app
from annotate.desk import Desk
from annotate.domain.corrections import Correction
from annotate.domain.errors import Conflict, OutOfRoom
from annotate.domain.report import Organisation
from annotate.domain.things import Article
from annotate.services import attachments, bundles, checkpoints, erasure, reports, reviews, users
from annotate.services.site import editions, open_site
from annotate.services.site.build import Built, build
from annotate.services.site.check import check
from annotate.services.site.folder import NOTES
from annotate.store.queries.public import Out

#: As the test client asks.
BASE = "http://localhost"
NEWSROOM = Organisation("Example Newsroom")
TODAY = "2026-11-25"


@prepared
def article(desk: Desk) -> Article:
    """Two claims, published; with a key that signs."""
    ana, mira = actor(desk.database, "ana"), actor(desk.database, "mira")
    desk.signer.hand.make("desk.example/trail")
    article = make_article(desk.database, ana)
    approved_claim(desk.database, ana, mira, article)
    approved_claim(desk.database, ana, mira, article, quote="Six men were charged")
    publish(desk)
    return article


def publish(desk: Desk, note: str = "", kind: Correction = Correction.UPDATE) -> None:
    with desk.database.write() as uow:
        reports.publish(uow, actor(desk.database, "mira"), "dawn-raid", note, NEWSROOM, kind)
    checkpoints.make(desk.database, desk.signer)


def run(desk: Desk, root: Path) -> Built:
    def bundle(session: Session, out: Out) -> bytes:
        return bundles.kept(session, desk.packer, out.slug, out.number).data

    with desk.database.read() as session:
        return build(session, open_site(session, BASE, NEWSROOM), root, desk.evidence, bundle, TODAY)


def files(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != NOTES:
            yield str(path.relative_to(root)), path.read_bytes()


def test_every_file_is_what_the_server_answers(desk: Desk, article: Article, tmp_path: Path) -> None:
    publish(desk, "Claim 1: the count.", Correction.CORRECT)
    run(desk, tmp_path / "site")
    client = create_app(desk=desk).test_client()
    found = dict(files(tmp_path / "site"))
    assert {"reports/dawn-raid/2/index.html", "reports/dawn-raid/claims/2/index.html", "about/scale/1/index.html",
            "reports/dawn-raid/1.bundle.zip", "reports/dawn-raid/1.claimreview.jsonld", "corrections/feed.atom",
            "reports/claimreviews.json", "verify/index.html"} <= found.keys()  # fmt: skip
    different = [
        name
        for name, data in found.items()
        if name != "index.html" and client.get(f"/{name.removesuffix('index.html')}").data != data
    ]
    assert different == []
    assert check(tmp_path / "site") == (len(found), [])


def test_only_what_changed_is_drawn_again(
    desk: Desk, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mira = actor(desk.database, "ana"), actor(desk.database, "mira")
    other = make_article(desk.database, ana, "Another\nSix men were charged on Thursday.", "Another")
    approved_claim(desk.database, ana, mira, other, quote="Six men were charged")
    with desk.database.write() as uow:
        reports.publish(uow, mira, other.slug, "", NEWSROOM)
    checkpoints.make(desk.database, desk.signer)
    root = tmp_path / "site"
    first = run(desk, root)
    assert first.written == first.files
    drawn: list[str] = []
    load = editions.load

    def counted(session: Session, slug: str, number: int) -> object:
        drawn.append(slug)
        return load(session, slug, number)

    monkeypatch.setattr(editions, "load", counted)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file() and path.name != NOTES}
    assert run(desk, root) == Built(first.files, 0, 0) and drawn == []
    with desk.database.read() as session:
        gone = claim_of(session, article, 2)
    with desk.database.write() as uow:
        reviews.withdraw(uow, mira, gone, "It was no claim.")
    publish(desk, "Claim 2 is gone.", Correction.CORRECT)
    after = run(desk, root)
    assert set(drawn) == {"dawn-raid"} and 0 < after.written < first.files
    assert all(before[path] == path.stat().st_mtime_ns for path in before if "/reports/another/" in str(path))
    assert "no longer in the report" in (root / "reports/dawn-raid/claims/2/index.html").read_text()
    (root / "reports/dawn-raid/1.csv").unlink()
    assert run(desk, root).written == 1, "what was removed comes back"


def claim_of(session: Session, article: Article, number: int) -> str:
    report = reports.edition(session, article.slug, 1)[1]
    return report.claim(number).id


def test_what_is_sealed_after_publication_leaves_the_bundle(desk: Desk, tmp_path: Path) -> None:
    ana, mira = actor(desk.database, "ana"), actor(desk.database, "mira")
    desk.signer.hand.make("desk.example/trail")
    article, source = make_article(desk.database, ana), make_source(desk.database, ana)
    held = make_attachment(desk.database, desk.evidence, ana, source, access="public")
    with desk.database.write() as uow:
        held = attachments.edit(uow, ana, held.id, held.rev, {"metadata_public": True})
    approved_claim(desk.database, ana, mira, article, source)
    publish(desk)
    root = tmp_path / "site"
    run(desk, root)
    file = root / "reports/dawn-raid/1.bundle.zip"
    assert b"What was seen at the gate." in file.read_bytes()
    with desk.database.write() as uow:
        attachments.edit(uow, ana, held.id, held.rev, {"access": "sealed"})
    run(desk, root)
    assert b"What was seen at the gate." not in file.read_bytes()


def test_what_is_erased_after_publication_is_opened_by_no_bundle(desk: Desk, article: Article, tmp_path: Path) -> None:
    root, ana, ines = tmp_path / "site", actor(desk.database, "ana"), actor(desk.database, "ines")

    def openings() -> bytes:
        run(desk, root)
        with zipfile.ZipFile(root / "reports/dawn-raid/1.bundle.zip") as bundle:
            return bundle.read("openings.jsonl") if "openings.jsonl" in bundle.namelist() else b""

    assert ana.name.encode() in openings()
    with desk.database.write() as uow:
        rev = users.set_active(uow, ines, "ana@example.org", False).rev
        erasure.erase(uow, ines, "user", ana.id, rev, "request", "Letter of 3 May, no. 12.")
    assert ana.name.encode() not in openings()


def test_a_folder_that_is_not_ours_stays_as_it_is(desk: Desk, article: Article, tmp_path: Path) -> None:
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear all")
    with pytest.raises(Conflict, match="no site of ours"):
        run(desk, other)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    root = tmp_path / "site"
    run(desk, root)
    (root / NOTES).write_text("{}")
    with pytest.raises(Conflict, match="is damaged"):
        run(desk, root)


def test_what_breaks_off_is_finished_the_next_time(
    desk: Desk, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, replace, left = tmp_path / "site", Path.replace, [20]

    def full(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutOfRoom):
        run(desk, root)
    assert not list(root.rglob("*.new")) and not (root / "reports/index.html").exists(), "lists come last"
    monkeypatch.undo()
    done = run(desk, root)
    assert done.files == len(dict(files(root))) and check(root)[1] == []


ABOUT, FEED, CLAIM = "about/index.html", "reports/feed.atom", "reports/dawn-raid/claims/1/index.html"
#: File, what stands there, what somebody made of it, what the check says.
SPOILT = (
    (ABOUT, b"../reports/", b"../nowhere/", "leads to nothing"),
    (ABOUT, b"../reports/", b"/reports/", "is not relative"),
    (ABOUT, b"#main", b"#else", "a place that is not there"),
    (ABOUT, b"<main", b'<p id="main"></p><main', "stands twice"),
    (ABOUT, b"</main>", b"", "ends nothing that is open"),
    (ABOUT, b"</html>", b"", "is never closed"),
    (ABOUT, b"</main>", b"<script>1</script></main>", "holds a script"),
    (ABOUT, b"<main", b'<main onclick="x"', "has the attribute onclick"),
    (ABOUT, b'href="../reports/"', b'href="javascript:x"', "leads to “javascript"),
    (ABOUT, b"</html>", b"\xff</html>", "no UTF-8"),
    (FEED, b"</feed>", b"", "no XML"),
    ("reports/dawn-raid/1.json", b'{"article"', b'{article"', "no JSON"),
    (CLAIM, b'{"@context"', b'{@context"', "no JSON"),
)


def test_a_check_finds_what_is_wrong(desk: Desk, article: Article, tmp_path: Path) -> None:
    run(desk, tmp_path / "site")
    for name, before, after, said in SPOILT:
        file = tmp_path / "site" / name
        data = file.read_bytes()
        assert before in data
        file.write_bytes(data.replace(before, after, 1))
        faults = check(tmp_path / "site")[1]
        assert any(fault.startswith(f"{name}: ") and said in fault for fault in faults), (said, faults)
        file.write_bytes(data)
    assert check(tmp_path / "site")[1] == []
