"""How long each form of a report takes, and how much memory: 200 claims, 600 citations, 150 sources, 3,000 words.

    PYTHONPATH=.:tests/exports python tests/bench/forms.py [--rounds 5]

A claim has some hundred words of reasons, which makes a PDF of 170 pages. Each form is drawn in a process of its own:
once for what has to be loaded, then the median of some rounds. Memory is the peak of that process, or of the typesetter
that it starts, with interpreter and libraries. Exit status 1 if a limit is
passed.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

from report_factory import article, citation, claim, report, source

from annotate.domain.report import Behind, Report, ReportRelation
from annotate.domain.spans import cut
from annotate.domain.vocabulary import RelationKind, Stance
from annotate.exports import FORMATS, PageContext, render

CLAIMS, CITATIONS, SOURCES = 200, 600, 150
#: Seconds by form, and MB for each.
LIMITS, LIMIT, MEMORY = {"pdf": 1.0, "pdfa": 1.0, "docx": 2.0, "comments": 2.0}, 0.5, 200
PAGE = PageContext(
    report_url="https://newsroom.example/reports/large/1",
    claim_url="https://newsroom.example/reports/large/1/claims/{number}",
)
_WORDS = "The police said on Tuesday that thirty-six people were hurt at the camp near the harbour".split()


def large() -> Report:
    """A report of the size that the limits are about."""
    text = "\n".join(" ".join(_WORDS[(n + k) % len(_WORDS)] for k in range(15)) + "." for n in range(CLAIMS))
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    stances, prose = tuple(Stance), " ".join(_WORDS * 2)
    each = CITATIONS // CLAIMS
    claims = tuple(
        claim(
            n, spans=(cut(text, starts[n - 1], starts[n - 1] + 60),), rationale=f"{prose}\n{prose}", known=prose,
            behind=Behind(each, 1, 1, 2, 0, 0),
            citations=tuple(
                citation(f"s{(n * each + k) % SOURCES}", stances[(n + k) % len(stances)], note=prose[:90])
                for k in range(each)
            ),
        )
        for n in range(1, CLAIMS + 1)
    )  # fmt: skip
    relations = tuple(
        ReportRelation(n, n + 1, RelationKind.TENSION, f"Topic {n}", "A count") for n in range(1, CLAIMS, 10)
    )
    sources = tuple(source(f"s{n}", title=f"Statement {n}") for n in range(SOURCES))
    return report(article=article(text), claims=claims, sources=sources, relations=relations)


def measure(name: str, rounds: int) -> dict[str, float]:
    """Seconds and MB of one form, in this process."""
    made, times, work = large(), [], []
    data = render(name, made, PAGE)
    for _ in range(rounds):
        began, before = time.perf_counter(), _cpu()
        assert render(name, made, PAGE) == data
        times.append(time.perf_counter() - began)
        work.append(_cpu() - before)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return {"seconds": statistics.median(times), "cpu": statistics.median(work), "memory": peak, "bytes": len(data)}


def _cpu() -> float:
    """Seconds that this process and its children have worked: what a busy machine adds to the clock is not in it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=list(FORMATS))
    args = parser.parse_args()
    if args.only:
        print(json.dumps(measure(args.only, args.rounds)))
        return 0
    bad = 0
    print(f"{'form':<14}{'seconds':>9}{'at most':>9}{'CPU s':>8}{'MB':>7}{'at most':>9}{'bytes':>12}")
    for name in FORMATS:
        command = [sys.executable, __file__, "--only", name, "--rounds", str(args.rounds)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        limit = LIMITS.get(name, LIMIT)
        over = found["seconds"] > limit or found["memory"] > MEMORY
        bad += over
        print(
            f"{name:<14}{found['seconds']:>9.3f}{limit:>9}{found['cpu']:>8.3f}{found['memory']:>7.0f}{MEMORY:>9}{found['bytes']:>12,}"
            f"{'  OVER' if over else ''}"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
