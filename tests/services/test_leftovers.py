"""What is cleared away at a start, and above all what is not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from sqlalchemy import String, Text, select

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.report_parts import Organisation
from annotate.services import articles, demo, leftovers
from annotate.services.articles import NewArticle, Received
from annotate.store.base import Base
from annotate.store.evidence import Folder
from annotate.store.models import FileRow
from annotate.store.queries import kept
from annotate.web import incoming

PIECE = NewArticle("A headline", "A sentence.", received=Received(b"the piece", "piece.txt", "text/plain"))
#: Takes bytes as a desk does, and is gone before it can commit the row; then dies in the middle of the next ones.
CUT_OFF = """
import os, signal, sys
from pathlib import Path
from annotate.store.evidence import Folder
class Dies:
    pieces = [b"half"]
    def read(self, size):
        if self.pieces:
            return self.pieces.pop()
        os.kill(os.getpid(), signal.SIGKILL)
store = Folder(Path(sys.argv[1]))
for data in sys.argv[2:]:
    store.put(data.encode())
store.take(Dies(), 100)
"""


def cut_off(desk: Desk, *data: str) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, desk.settings.evidence_dir, *data], check=False, timeout=300)


def evidence_of(desk: Desk) -> Folder:
    """The store as the next process opens it: this one has not used it yet."""
    return Folder(desk.settings.evidence_dir)


def test_what_a_killed_process_left_is_gone_after_the_next_start(desk: Desk) -> None:
    cut_off(desk, "never named")
    assert list(desk.settings.evidence_dir.rglob("*.part"))
    swept = leftovers.sweep(desk.database, evidence_of(desk))
    assert (swept.leftovers, len(swept.unnamed)) == (1, 1)
    left = [p.name for p in desk.settings.evidence_dir.rglob("*") if p.is_file() and p.suffix != ".lock"]
    assert left == []


def test_bytes_with_a_row_stay_though_nobody_settled_them(desk: Desk, ana: Actor) -> None:
    store = evidence_of(desk)
    with desk.database.write() as uow:
        articles.add(uow, ana, PIECE, store)
    del store
    assert leftovers.sweep(desk.database, evidence_of(desk)).unnamed == ()
    with desk.database.read() as session:
        digest = session.scalars(select(FileRow.sha256)).one()
    assert evidence_of(desk).get(digest) == b"the piece"
    # They were asked about once and are settled: not even a database that has lost the row can bring them to fall.
    assert evidence_of(desk).sweep(lambda hashes: (), 0).unnamed == ()


def test_a_text_that_waits_in_somebodys_draft_stays(desk: Desk, ana: Actor) -> None:
    cut_off(desk, "something else")
    store = evidence_of(desk)
    imported, received = incoming.take_file(b"# A headline\n\nA text.", "piece.md", "text/markdown", "")
    with desk.database.write() as uow:
        found = incoming.keep(uow, ana, store, imported, received)
    del store
    assert len(leftovers.sweep(desk.database, evidence_of(desk)).unnamed) == 1
    assert set(evidence_of(desk).hashes()) == {found.sha256, found.received}


def test_more_hashes_than_one_question_holds_are_all_asked_about(desk: Desk) -> None:
    with desk.database.read() as session:
        assert kept.named(session, [f"{n:064x}" for n in range(2_000)]) == set()


@pytest.mark.slow
def test_whatever_the_database_says_of_kept_bytes_is_known_to_the_sweep(bare_database, tmp_path) -> None:
    """Every hash anywhere in any table that has bytes in the store must be found by `kept.named`."""
    store = Folder(tmp_path / "evidence")
    demo.load(bare_database, store, Organisation("Example Newsroom"))
    held = set(store.hashes())
    with bare_database.read() as session:
        said = set()
        for table in Base.metadata.sorted_tables:
            if table.name != "event":
                columns = [c for c in table.columns if isinstance(c.type, String | Text)]
                for row in session.execute(select(*columns)) if columns else ():
                    said |= held.intersection(re.findall(r"[0-9a-f]{64}", " ".join(map(str, row))))
        assert said and kept.named(session, held) >= said
    shutil.rmtree(tmp_path / "evidence")
