"""The verifier for browsers, as a reader has it: the saved file, opened without a server or a network.

Many bundles are handed in at once, each as what differs from a good one, so that thousands take seconds.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate import verify
from annotate.exports.verifier import FILENAME, page

#: What the browser's engine and Python's say in words of their own.
_OWN_WORDS = re.compile(
    r"(it does not have the form that it should have|the form of an event) \(.*"
    r"|(it is not canonical JSON): .*"
    r"|((?:manifest\.note|checkpoint\.txt|log\.vkey): it is not text in UTF-8)"
)
_PYTHON_UTF8 = re.compile(r"'utf-8' codec can't decode .*")
_NO_FORM = "it does not have the form"
#: Eight bundles at a time: hashes and signatures are computed beside the script.
_RUN = """async (batch) => {
  const good = (globalThis.good ??= new Uint8Array());
  const whole = ([start, end, piece]) => {
    const added = Uint8Array.fromBase64(piece);
    const bytes = new Uint8Array(start + added.length + good.length - end);
    bytes.set(good.subarray(0, start));
    bytes.set(added, start);
    bytes.set(good.subarray(end), start + added.length);
    return bytes;
  };
  const said = Array(batch.length);
  let next = 0;
  const work = async () => {
    while (next < batch.length) {
      const at = next++;
      const { change, given } = batch[at];
      said[at] = await verifyBundle(whole(change), given);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return said;
}"""


@dataclass(frozen=True)
class Asked:
    """A bundle, and what a reader gives with it."""

    data: bytes
    key: verify.Key | None = None
    since: str | None = None
    witnesses: Sequence[verify.Key] = ()
    #: Whether the first fault is enough.
    first: bool = False


@dataclass(frozen=True)
class Shown:
    """What came of showing it to the verifier in Python."""

    asked: Asked
    status: int
    faults: tuple[str, ...]
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def shown(asked: Asked) -> Shown:
    """Check it with the verifier in Python, as a command line would."""
    try:
        found = verify.check(asked.data, asked.key, asked.since, asked.witnesses, first=asked.first)
    except verify.Unreadable as error:
        return Shown(asked, 2, (str(error),))
    if found.faults:
        return Shown(asked, 1, tuple(map(str, found.faults)))
    return Shown(asked, 0, (), tuple(found.facts), (*found.notes, *verify.ALWAYS_UNPROVED))


class InBrowser:
    """A browser with the saved page in it; `good` is the bundle that others are told apart from."""

    def __init__(self, tab: Any, folder: Path, good: bytes) -> None:
        self._tab, self._good = tab, good
        path = folder / FILENAME
        path.write_bytes(page().data)
        tab.goto(path.as_uri())
        tab.evaluate("text => { globalThis.good = Uint8Array.fromBase64(text) }", _encoded(good))

    def begin(self, cases: Sequence[Asked]) -> None:
        """Start to check them, while the caller does something else."""
        batch = [{"change": self._change(one.data), "given": _given(one)} for one in cases]
        self._tab.evaluate(f"batch => {{ globalThis.running = ({_RUN})(batch) }}", batch)

    def said(self) -> list[dict[str, Any]]:
        """What came of those that were begun."""
        found: list[dict[str, Any]] = self._tab.evaluate("() => globalThis.running")
        return found

    def disagreements(self, cases: Sequence[Shown]) -> list[str]:
        """Where the two verifiers do not say the same: verdict, places, and sentences."""
        self.begin([one.asked for one in cases])
        return [text for one, said in zip(cases, self.said(), strict=True) if (text := difference(one, said))]

    def _change(self, data: bytes) -> list[Any]:
        """[start, end, piece]: the good bundle with the bytes from start to end replaced."""
        start = _alike(self._good, data)
        alike = _alike(self._good[: start - 1 if start else None : -1], data[: start - 1 if start else None : -1])
        return [start, len(self._good) - alike, _encoded(data[start : len(data) - alike])]


def _given(asked: Asked) -> dict[str, Any]:
    witnesses = list(map(str, asked.witnesses))
    return {"key": str(asked.key or ""), "since": asked.since or "", "witnesses": witnesses, "first": asked.first}


def difference(case: Shown, said: dict[str, Any]) -> str:
    """What the browser says otherwise than Python, empty if nothing.

    Where one of them finds no form at all, the other may have looked at more of it, or less: then the verdict counts.
    """
    faults = [f"{one['where']}: {one['what']}" for one in said["faults"]] or [said["verdict"]] * (said["status"] == 2)
    here = [case.status, sorted(map(_plain, case.faults)), list(case.facts), list(case.notes)]
    there = [said["status"], sorted(map(_plain, faults)), said["facts"], said["notes"]]
    if any(_NO_FORM in fault for fault in (*case.faults, *faults)):
        here, there = here[:1], there[:1]
    return "" if here == there else f"Python: {case.status} {case.faults}\nbrowser: {said['status']} {faults}"


def _plain(fault: str) -> str:
    """A fault without what each engine says in its own words."""
    fault = _PYTHON_UTF8.sub("it is not text in UTF-8", fault)
    return _OWN_WORDS.sub(lambda found: found[1] or found[2] or found[3], verify._shown(fault))


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
