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
    rest = said
    while b"\n" in rest:
        line, _, rest = rest.partition(b"\n")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            return lines, b""
        if not isinstance(value, dict):
            return lines, b""
        lines.append(value)
        if "attached" in value:
            return lines, rest if len(rest) == value["attached"] else b""
    return lines, b""


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
    name = signal.Signals(-output.status).name if output.status < 0 else f"status {output.status}"
    return f"The process that looked at the file ended by {name}."
