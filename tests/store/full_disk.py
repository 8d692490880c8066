"""What a desk does when its disk is full; run by test_full_disk.py in a mount namespace of its own.

    python full_disk.py TEMPLATE FOLDER

FOLDER becomes a disk of some megabytes. Each part fills it to the last byte, tries, makes room, and tries again. Prints
one JSON object: what was answered, and what was left.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from factories import actor, make_attachment, make_source

from annotate import create_app
from annotate.audit.signer import KeyFile
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.cli import main
from annotate.desk import Desk, open_desk
from annotate.domain.people import SYSTEM
from annotate.services import sessions, users

SIZE = "12m"


class Ballast:
    """What fills a disk, and can be thrown off."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"

    def fill(self) -> None:
        """Leave not one byte: also what the last attempt gave back."""
        with suppress(OSError), self.path.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def off(self) -> None:
        """Make room."""
        self.path.unlink()


def said(*words: str) -> list[Any]:
    """What a command answers: its exit status, and its last line."""
    done = CliRunner().invoke(main, list(words))
    return [done.exit_code, (done.stderr or done.output).strip().splitlines()[-1]]


def restored(home: Path, file: Path, key: Path) -> list[Any]:
    """A restore into another home on the same disk."""
    before = os.environ["ANNOTATE_HOME"]
    os.environ["ANNOTATE_HOME"] = str(home)
    try:
        return said("restore", str(file), "--key", str(key))
    finally:
        os.environ["ANNOTATE_HOME"] = before


def names(folder: Path) -> list[str]:
    """What lies there, without what SQLite and locks leave."""
    return sorted(p.name for p in folder.rglob("*") if p.suffix in (".part", ".zip") or p.name.startswith(".restore"))


class Person:
    """Ana, over the API and the web."""

    def __init__(self, desk: Desk) -> None:
        self.client = create_app(desk=desk).test_client()
        self.desk = desk
        with desk.database.write() as uow:
            token = users.make_token(uow, SYSTEM, "ana@example.org")
        self.headers = {"Authorization": f"Bearer {token}"}
        self.client.set_cookie("session", sessions.open_for(desk.database, actor(desk.database, "ana").id, "test"))

    def adds(self) -> list[Any]:
        """A source over the API."""
        data = {"kind": "drone_footage", "title": "The gate"}
        answer = self.client.post("/api/v1/sources", json=data, headers=self.headers)
        return [answer.status_code, answer.get_json().get("type", "")]

    def hands_in(self, source: str, size: int) -> list[Any]:
        """A file over the API."""
        path = f"/api/v1/sources/{source}/files?name=seen.bin"
        headers = self.headers | {"Content-Type": "application/octet-stream"}
        answer = self.client.post(path, data=b"\1" * size, headers=headers)
        return [answer.status_code, answer.get_json().get("type", "")]

    def looks(self) -> list[int]:
        """Pages and lists, which change nothing."""
        paths = ("/healthz", "/articles", "/sources", "/api/v1/articles")
        return [self.client.get(path, headers=self.headers if "api" in path else {}).status_code for path in paths]

    def types(self) -> list[Any]:
        """A form on the web."""
        page = self.client.get("/sources/new").get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        data = {"csrf_token": found[1] if found else "", "kind": "drone_footage", "title": "The gate"}
        answer = self.client.post("/sources/new", data=data)
        return [answer.status_code, "There is no room left" in answer.get_data(as_text=True)]


def story(template: Path, folder: Path) -> dict[str, Any]:
    """Everything, in order."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    shutil.copy(template, home / "annotate.db")
    os.environ |= {"ANNOTATE_HOME": str(home), "ANNOTATE_SECURE_COOKIES": "0"}
    desk = open_desk()
    KeyFile(desk.settings.keys_dir / "checkpoint.key").make("desk.example/trail")
    ana = actor(desk.database, "ana")
    source, person, safe = make_source(desk.database, ana), Person(desk), template.parent / "safe.zip"
    make_attachment(desk.database, desk.evidence, ana, source)
    found: dict[str, Any] = {"before": [person.adds(), person.types(), said("backup", str(safe))[0], person.adds()]}
    ballast, key = Ballast(folder), template.parent / "log.vkey"
    key.write_text(str(desk.signer.hand.key))
    tries: dict[str, Callable[[], Any]] = {
        "write": person.adds,
        "form": person.types,
        "file": lambda: person.hands_in(source.id, 300_000),
        "looks": person.looks,
        "checkpoint": lambda: said("trail", "checkpoint"),
        "backup": lambda: said("backup", str(folder / "new.zip")),
        "verify": lambda: said("trail", "verify"),
        "restore": lambda: restored(folder / "again", safe, key),
    }
    for name, attempt in tries.items():
        ballast.fill()
        found[name] = attempt()
    ballast.off()
    found["left"] = names(folder)
    found["after"] = [person.adds(), person.types(), person.hands_in(source.id, 300_000)]
    found["checkpoint after"] = said("trail", "checkpoint")[0]
    with desk.database.read() as session:
        found["faults"] = [str(fault) for fault in (*verify(session).faults, *verify_tree(session, desk.signer))]
    desk.database.dispose()
    return found


if __name__ == "__main__":
    place = Path(sys.argv[2])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", place], check=True)
    print(json.dumps(story(Path(sys.argv[1]), place)))
