"""What the trail tells: one event as a plain thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """One line of the trail, with its sentence in plain words."""

    log: str
    seq: int
    at: str
    actor_id: str
    actor_name: str
    actor_role: str
    via: str
    action: str
    target_type: str
    target_id: str
    target_rev: int | None
    claim_id: str | None
    sentence: str
    reason: str
    changes: Mapping[str, tuple[Any, Any]]
    after: Mapping[str, Any]
    hash: str
    extra: Mapping[str, Any] = field(default_factory=dict)
