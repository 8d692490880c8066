"""What the database refuses to do to the openings of commitments: they go by an erasure, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.audit.guard import Guard


def opening_guards() -> Iterator[Guard]:
    """Guards of openings and of what is erased."""
    erased = "EXISTS (SELECT 1 FROM erased e WHERE e.commitment = {row}.commitment)"
    yield Guard("opening", "UPDATE", "fixed", "what opens a commitment is never changed")
    yield Guard(
        "opening", "DELETE", "erased", "what opens a commitment goes by an erasure that names it, and not otherwise",
        f"NOT {erased.format(row='OLD')}",
    )  # fmt: skip
    yield Guard("opening", "TRUNCATE", "erased", "what opens a commitment goes by an erasure that names it")
    yield Guard(
        "opening", "INSERT", "erased", "what was erased does not come back", erased.format(row="NEW")
    )  # fmt: skip
    for event in ("UPDATE", "DELETE", "TRUNCATE"):
        yield Guard("erased", event, "forever", "an erasure is for ever")
    yield Guard(
        "erased", "INSERT", "named", "an erasure names the commitments that it erases",
        "NOT EXISTS (SELECT 1 FROM erasure e WHERE e.id = NEW.erasure_id"
        " AND e.commitments LIKE '%\"' || NEW.commitment || '\"%')",
    )  # fmt: skip
