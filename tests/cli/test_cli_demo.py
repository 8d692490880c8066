"""demo and serve: what they refuse, which port they take, what they leave alone."""

from __future__ import annotations

import dataclasses
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotate.cli.demo import demo_settings
from annotate.cli.serve import is_loopback, plain_on_loopback
from annotate.services import demo

RAID = "raid-on-iranian-exile-camp-in-albania-leaves-two-sides-with"


def test_the_example_is_loaded_once(run) -> None:
    assert "is loaded" in run("demo", "--no-serve").output
    before = run("trail", "show", "--limit", "1000").output
    again = run("demo", "--no-serve")
    assert again.exit_code == 0 and "there already" in again.output
    assert run("trail", "show", "--limit", "1000").output == before


def test_whatever_visitors_do_it_stays_the_example_and_reset_throws_it_away(example) -> None:
    example("users", "add", "visitor@example.org", "--name", "V", "--role", "viewer")
    example("users", "role", "guest@example.org", "checker")
    assert example("demo", "--no-serve").exit_code == 0
    assert "visitor@" in example("users", "list").output
    assert example("demo", "--no-serve", "--reset").exit_code == 0
    users = example("users", "list").output
    assert "visitor@" not in users
    assert any("guest" in line and "viewer" in line for line in users.splitlines())


def test_half_an_example_is_not_served_and_reset_mends_it(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(story: object, report: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(demo, "_report", broken)
        assert run("demo", "--no-serve").exit_code == 1
    refused = run("demo", "--no-serve")
    assert refused.exit_code == 1 and "annotate demo --reset" in refused.output
    assert run("demo", "--no-serve", "--reset").exit_code == 0
    assert run("report", "publish", RAID, "--as", "mira@example.org", "--note", "n").stdout.strip() == "2"


def test_an_example_s_note_opens_no_other_database(example, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home / 'other.db'}")
    assert example("init", "--email", "ines@example.org", "--name", "Ines").exit_code == 0
    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--reset")):
        assert "real desk" in example(*words).output
    assert "ines@example.org" in example("users", "list").output


def test_a_real_desk_is_neither_served_nor_thrown_away(ready) -> None:
    before = ready("users", "list").output
    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--reset")):
        refused = ready(*words)
        assert refused.exit_code == 1 and "real desk" in refused.output
    assert ready("users", "list").output == before


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "desk.example.org", ""])
def test_the_example_refuses_every_host_but_loopback(run, host: str) -> None:
    refused = run("demo", "--host", host)
    assert refused.exit_code == 1 and "this machine alone" in refused.output


def test_without_a_home_the_example_lives_apart_from_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATE_HOME", raising=False)
    assert demo_settings().home.parts[-2:] == ("instance", "demo")
    assert demo_settings().demo and not demo_settings().secure_cookies


def test_loopback_is_told_from_the_rest() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "10.0.0.1", "localhost.example.org", ""))


def test_cookies_stay_secure_wherever_others_can_listen(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATE_SECURE_COOKIES", raising=False)
    settings = dataclasses.replace(desk.settings, secure_cookies=True)
    assert not plain_on_loopback(settings, "127.0.0.1").secure_cookies
    assert plain_on_loopback(settings, "0.0.0.0").secure_cookies
    public = dataclasses.replace(settings, public_url="https://desk.example.org")
    assert plain_on_loopback(public, "127.0.0.1").secure_cookies


def test_serve_refuses_the_setting_that_opens_every_account(ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_DEMO", "1")
    refused = ready("serve")
    assert refused.exit_code == 1 and "ANNOTATE_DEMO" in refused.output


def test_serve_says_when_its_port_is_taken(ready) -> None:
    with taken() as port:
        refused = ready("serve", "--port", port)
    assert refused.exit_code == 1 and f"Port {port}" in refused.output


def test_the_example_takes_the_next_free_port_and_answers_there(example, home: Path) -> None:
    with taken() as port, serving("demo", "--port", str(port), home=home) as (address, said):
        assert f"Port {port} is taken" in said
        with urllib.request.urlopen(f"{address}/sign-in") as answer:
            page = answer.read().decode()
    assert "Ana Kelmendi" in page and "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_desk_is_served_and_asks_for_a_password(ready, home: Path) -> None:
    with taken() as port:
        pass
    with serving("serve", "--port", str(port), home=home) as (address, _):
        with urllib.request.urlopen(f"{address}/") as answer:
            page = answer.read().decode()
        assert answer.url.startswith(f"{address}/sign-in") and 'type="password"' in page
        assert "Ana Kelmendi" not in page


@contextmanager
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@contextmanager
def serving(*words: str, home: Path) -> Iterator[tuple[str, str]]:
    """The address of a server in a process of its own, and what it said; stopped at the end."""
    environ = os.environ | {"ANNOTATE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "annotate", *words]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        said, address = "", None
        while address is None:
            line = process.stdout.readline() if process.stdout else ""
            assert line, f"it ended: {said}"
            said += line
            address = re.search(r"http://[^/ ]+", line)
        try:
            wait_for(f"{address[0]}/healthz")
            yield address[0], said
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
