"""What the confined process answered, read as what it is: the words of somebody who may have been taken over."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from annotate.domain.canonical import canonical
from annotate.domain.codec import from_plain
from annotate.domain.errors import Invalid
from annotate.domain.findings import Findings, Inspection, Record
from annotate.inspector.base import INSPECTOR, UNKNOWN, tidy
from annotate.inspector.confine.base import Limits
from annotate.inspector.process import Output

#: Bytes of a thumbnail; one of 480 × 480 pixels has some 40,000.
_MAX_THUMBNAIL = 500_000
#: Lines of an answer, and bytes of one: there is a line for each step, and one for the end.
_MAX_LINES, _MAX_LINE = 100, 1_000_000


def inspection(output: Output, limits: Limits) -> Inspection:
    """The last record that the process gave; if it did not get to its end, with the reason why."""
    lines, attached = parted(output.said)
    why = trouble(output, limits)
    try:
        last = lines[-1]
        canonical(last["record"])  # no fractions, no half letters, nothing that an event could not hold
        record = from_plain(Record, last["record"])
    except (IndexError, KeyError, TypeError, ValueError, RecursionError, Invalid):
        return Inspection("failed", UNKNOWN, Findings(), why or "The inspection gave no answer.", INSPECTOR)
    if why or "attached" not in last:
        at = f" It was looking at {tidy(last['step'])}." if "step" in last else ""
        record = replace(record, outcome="failed", problem=f"{why or 'The inspection broke off.'}{at}")
    whole = attached.startswith(b"\xff\xd8\xff") and len(attached) <= _MAX_THUMBNAIL
    known = {field.name: getattr(record, field.name) for field in fields(record)}
    return Inspection(**known, thumbnail=attached if whole else None)


def parted(said: bytes) -> tuple[list[Mapping[str, Any]], bytes]:
    """The lines of JSON, and what is attached to the last one. Raises nothing: what does not fit is left out."""
    lines: list[Mapping[str, Any]] = []
    place = 0
    while len(lines) < _MAX_LINES and (end := said.find(b"\n", place, place + _MAX_LINE)) >= 0:
        value = _line(said[place:end])
        if value is None:
            break
        lines.append(value)
        place = end + 1
        if "attached" in value:
            rest = said[place:]
            return lines, rest if len(rest) == value["attached"] else b""
    return lines, b""


def _line(text: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def trouble(output: Output, limits: Limits) -> str:
    """Why the process did not end well, as a sentence; "" if it did."""
    if output.ending == "late":
        return f"Looking at the file took longer than {limits.wall_s} seconds and was stopped."
    if output.ending == "unstarted":
        return f"The inspection could not be started: {tidy(output.complaint)}."
    if output.ending == "loud":
        return "The inspection had more to say than it may, and was stopped."
    if output.status == 0:
        return ""
    if -output.status == getattr(signal, "SIGXCPU", 0):
        return f"Looking at the file took more than {limits.cpu_s} seconds of processor time and was stopped."
    known = {int(number): number.name for number in signal.Signals}
    name = known.get(-output.status, f"signal {-output.status}") if output.status < 0 else f"status {output.status}"
    return f"The process that looked at the file ended by {name}."
