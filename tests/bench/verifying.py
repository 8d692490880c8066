"""How long the verifier takes for a long history: one claim of a small desk's edition told again and again.

    PYTHONPATH=tests:tests/verify python tests/bench/verifying.py [--events 100000]

The copies have ids, numbers, hashes, places in the tree and signatures of their own, all made anew. Prints events,
claims, bytes of the bundle, and seconds of the check and of the whole command; exit status 1 if it does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from bundle_story import Forged, Story, tell
from databases import fill

from annotate import verify
from annotate.domain.canonical import canonical
from annotate.store.session import Database


def longer(story: Story, forged: Forged, wanted: int) -> int:
    """Tell the second claim again until there are so many events of the article; how many claims that makes."""
    report, values, count = json.loads(forged.files["report.json"]), forged.events, forged.proof["article"]
    claim = report["claims"][1]
    told = [e for e in values[:count] if e.get("claim") == claim["id"] and e["target"]["type"] != "relation"]
    ids = {claim["id"], *(event["target"]["id"] for event in told)}
    article, library = values[: count - 1], values[count:]
    while len(article) + 1 < wanted:
        number = len(report["claims"]) + 2
        names = {old: str(uuid.UUID(int=(number << 64) + n)) for n, old in enumerate(sorted(ids))}
        article += [_renamed(event, names, number) for event in told]
        report["claims"].append({**_renamed(claim, names, number), "number": number})
    _tell(forged, report, [*article, values[count - 1]], library)
    return len(report["claims"])


def _renamed(value: dict[str, Any], names: dict[str, str], number: int) -> dict[str, Any]:
    text = json.dumps(value)
    for old, new in names.items():
        text = text.replace(old, new)
    made: dict[str, Any] = json.loads(text)
    if made.get("target", {}).get("type") == "claim":
        made["after"]["number"] = number
    return made


def _tell(forged: Forged, report: dict[str, Any], article: list[Any], library: list[Any]) -> None:
    """Number and chain the events, let the last publish the report, and put all into one tree."""
    log, prev, leaves = report["trail"]["log"], "", []
    for seq, event in enumerate(article, 1):
        if seq == len(article):
            report["trail"] = {"log": log, "seq": seq - 1, "hash": prev}
            forged.put("report.json", report)
            event["after"]["sha256"] = hashlib.sha256(forged.files["report.json"]).hexdigest()
        if "hidden" not in event:
            event |= {"seq": seq, "prev": prev}
        prev = event.get("hidden") or verify.leaf_hash(canonical(event)).hex()
        leaves.append(prev)
    leaves += [verify.leaf_hash(canonical(event)).hex() for event in library]
    forged.lines([*article, *library])
    proof = {"article": len(article), "consistency": [], "nodes": [], "size": len(leaves)}
    forged.put("proof.json", {**proof, "leaves": [[n, leaf] for n, leaf in enumerate(leaves)]})
    forged.recheckpointed()


def main(wanted: int) -> int:
    """Make the history, check it, print how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/annotate.db"
        fill(url)
        story = tell(Database(url), Path(folder))
        forged = Forged.of(story.bundle(), story.signer)
        claims, data = longer(story, forged, wanted), forged.signed()
        start = time.perf_counter()
        found = verify.check(data, story.key)
        spent = time.perf_counter() - start
        status, whole = command(data, story.key, Path(folder))
        story.database.dispose()
    for fault in found.faults[:5]:
        print(fault)
    size = f"{len(forged.events):,} events, {claims:,} claims, {len(data):,} bytes"
    print(f"{size}: check {spent:.2f} s, command {whole:.2f} s")
    return 1 if found.faults else status


def command(data: bytes, key: verify.Key, folder: Path) -> tuple[int, float]:
    """Exit status and seconds of `annotate verify` from its start to its end; what it prints is thrown away."""
    bundle, vkey = folder / "b.zip", folder / "log.vkey"
    bundle.write_bytes(data)
    vkey.write_text(f"{key}\n", encoding="utf-8")
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "annotate", "verify", bundle, "--key", vkey], stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode, time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    sys.exit(main(parser.parse_args().events))
