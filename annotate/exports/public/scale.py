"""The rating scale, as it is and as it ever was: a verdict means what its label meant when it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.domain.report_parts import ReportTerm
from annotate.exports.public.frame import SCALE, Frame


@dataclass(frozen=True)
class Rung:
    """One label of a version of the scale; `offered` is false once it is retired."""

    term: ReportTerm
    position: int
    offered: bool


@dataclass(frozen=True)
class Change:
    """What was changed of one label: its name, the word for what changed, before and after."""

    label: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """The scale as it stood from `since` (UTC text) on, and what that moment changed. Numbers count from 1."""

    number: int
    since: str
    rungs: tuple[Rung, ...]
    changes: tuple[Change, ...] = ()


def path(number: int | None = None) -> str:
    """Address of the scale as it is, or of one version."""
    return SCALE if number is None else f"{SCALE}{number}/"


def render(frame: Frame, versions: Sequence[Version], number: int | None = None) -> bytes:
    """The page of a version, by default of the newest. `versions` are all of them, oldest first, at least one."""
    shown = versions[(number or len(versions)) - 1]
    older = [version for version in reversed(versions) if version is not shown]
    return frame.draw("public/scale.html", version=shown, older=older, newest=shown is versions[-1])
