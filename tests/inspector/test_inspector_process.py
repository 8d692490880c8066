"""A child that misbehaves is stopped, with all that it started, and what it said before is kept."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from annotate.inspector import answers
from annotate.inspector.confine import Limits
from annotate.inspector.process import MAX_COMPLAINT, Output, run

SHORT = Limits(wall_s=1, output_bytes=1000)


def child(code: str, limits: Limits = SHORT) -> Output:
    with Path(__file__).open("rb") as file:
        return run([sys.executable, "-I", "-c", code], file, limits)


def test_what_it_says_comes_back() -> None:
    output = child("import sys; print('found'); print('oh', file=sys.stderr); sys.exit(3)")
    assert (output.ending, output.status, output.said.strip(), output.complaint.strip()) == ("ended", 3, b"found", "oh")


def test_the_file_is_all_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_SECRET", "known")
    code = "import os; print(sorted(os.listdir('/dev/fd')), 'ANNOTATE_SECRET' in os.environ, os.read(0, 3))"
    assert child(code).said.split() == b"['0', '1', '2', '3'] False b'\"\"\"'".split()


@pytest.mark.parametrize(
    "code",
    [
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (60, 90))\nwhile True: pass",
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
    ],
)
def test_one_that_does_not_end_is_stopped(code: str) -> None:
    """Each would end by itself after a minute, and with another status."""
    output = child(code)
    assert (output.ending, output.status) == ("late", -signal.SIGKILL)


def test_one_that_cannot_be_started_is_a_failure_like_any_other() -> None:
    with Path(__file__).open("rb") as file:
        output = run(["/nowhere/python"], file, SHORT)
    found = answers.inspection(output, SHORT)
    assert found.outcome == "failed" and "could not be started" in found.problem


def test_one_that_says_too_much_is_stopped() -> None:
    output = child("while True: print('x' * 100)", Limits(wall_s=60, output_bytes=1000))
    assert (output.ending, output.status, len(output.said)) == ("loud", -signal.SIGKILL, 1000)


def test_one_that_complains_for_ever_is_cut_short_and_not_blocked() -> None:
    output = child("import sys; sys.stderr.write('x' * 1_000_000); print('end')")
    assert output.said == b"end\n" and len(output.complaint) == MAX_COMPLAINT


def test_what_it_started_ends_with_it() -> None:
    code = "import os, time; print(os.fork() or os.getpid(), flush=True); time.sleep(60)"
    output = child(code)
    numbers = {int(line) for line in output.said.split()} - {os.getpid()}
    assert output.ending == "late" and len(numbers) >= 1
    for _ in range(300):
        if not [number for number in numbers if alive(number)]:
            return
        time.sleep(0.1)
    raise AssertionError("a process is still there")


def alive(number: int) -> bool:
    """Does it run? One that ended and that nobody waited for yet does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


LINE = (
    b'{"step": "the pixels", "record": {"outcome": "done", "media_type": "image/png", "problem": "", "inspector": "i", '
)
EMPTY = (
    b'"findings": {"picture": null, "document": null, "recording": null, "credentials": null, "telemetry": null, '
    b'"subtitles": null, "archive": null, "personal": null, "warnings": [], "unexamined": []}}'
)


def test_of_one_that_dies_what_it_found_before_is_kept() -> None:
    found = answers.inspection(Output("ended", -11, LINE + EMPTY + b"}\n", ""), SHORT)
    assert (found.outcome, found.media_type) == ("failed", "image/png")
    assert found.problem == "The process that looked at the file ended by SIGSEGV. It was looking at the pixels."


@pytest.mark.parametrize(
    "said",
    [b"", b"{}\n" * 300_000, b"\xff\xfe\n", b"[]\n", b"{}\n", b"[" * 100_000 + b"\n",
     LINE + EMPTY + b', "attached": 0}',
     LINE.replace(b'"done"', b'"perfect"') + EMPTY + b"}\n", LINE.replace(b'"i"', b'"\\ud800"') + EMPTY + b"}\n",
     LINE + EMPTY.replace(b"[]", b"[1.5]", 1) + b"}\n", LINE + EMPTY.replace(b"[]", b"7", 1) + b"}\n"],
)  # fmt: skip
def test_an_answer_that_is_none_is_a_failure_and_not_believed(said: bytes) -> None:
    found = answers.inspection(Output("ended", 0, said, ""), SHORT)
    assert (found.outcome, found.media_type, found.thumbnail) == ("failed", "application/octet-stream", None)


def test_a_thumbnail_that_is_no_jpeg_is_left_out() -> None:
    attached = b"<script>"
    said = LINE + EMPTY + b', "attached": %d}\n' % len(attached) + attached
    found = answers.inspection(Output("ended", 0, said, ""), SHORT)
    assert (found.outcome, found.thumbnail) == ("done", None)


@pytest.mark.parametrize(
    ("status", "words"), [(-9, "SIGKILL"), (-40, "signal 40"), (-24, "processor"), (3, "status 3")]
)
def test_how_it_ended_is_said(status: int, words: str) -> None:
    assert words in answers.inspection(Output("ended", status, b"", ""), SHORT).problem


@pytest.mark.parametrize(("ending", "words"), [("late", "longer than 1 seconds"), ("loud", "more to say")])
def test_why_it_was_stopped_is_said(ending: str, words: str) -> None:
    found = answers.inspection(Output(ending, -9, b"", ""), SHORT)  # type: ignore[arg-type]
    assert found.outcome == "failed" and words in found.problem
