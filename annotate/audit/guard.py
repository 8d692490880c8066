"""One thing that the database refuses."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "guard_"


@dataclass(frozen=True)
class Guard:
    """Refuse `event` (INSERT, UPDATE, DELETE or TRUNCATE) on `table` with `message` where `condition` holds.

    The condition is SQL for both engines: OLD and NEW are the rows, `{differs}` is the null-safe inequality.
    """

    table: str
    event: str
    name: str
    message: str
    condition: str = "1 = 1"

    @property
    def trigger(self) -> str:
        """The trigger's name."""
        return f"{PREFIX}{self.table}_{self.event.lower()}_{self.name}"
