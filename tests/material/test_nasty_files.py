"""Every nasty file as evidence: read right or refused on record, shown or not, and never a failure of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factories import make_attachment, make_source

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import inspections
from annotate.store.queries import attachments as query
from annotate.store.queries import inspections as inspection_query


def test_each_is_held_looked_at_and_shown(material: Path, desk: Desk, ana: Actor, visit: Any) -> None:
    """No socket is opened meanwhile but to the database: the whole test run refuses others."""
    source = make_source(desk.database, ana)
    files = sorted(path for path in (material / "nasty").rglob("*") if path.is_file())
    known: dict[bytes, Path] = {}
    for path in files:
        if known.setdefault(path.read_bytes(), path) is path:
            make_attachment(desk.database, desk.evidence, ana, source, path.read_bytes(), path.name)
    assert inspections.work_off(desk.database, desk.evidence) == len(known) > 9
    with desk.database.read() as session:
        held = query.attachments(session, [source.id])[source.id]
        seen = inspection_query.inspections(session, [one.file_id for one in held])
    assert {one.outcome for one in seen.values()} <= {"done", "refused"}
    visitor = visit("ana")
    for one in held:
        visitor.go(f"/sources/{source.id}", file=one.id)
        assert visitor.answer.status_code == 200, one.name
    found = {one.name: seen[one.file_id].findings for one in held}
    assert found["E-sig-CA.jpg"].credentials.state == "invalid"
    assert found["CA.jpg"].credentials.state in ("valid", "untrusted")
    place = found["DSCN0010.jpg"].personal.place
    assert (place.latitude // 10**7, place.longitude // 10**7) == (43, 11)
