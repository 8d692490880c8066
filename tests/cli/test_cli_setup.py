"""init, db, users, doctor: making a desk and looking after it."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from authenticator import RULES, Authenticator
from click.testing import Result
from factories import actor

from annotate.cli import COMMANDS, main
from annotate.desk import Desk, open_desk
from annotate.services import passkeys, sessions
from annotate.store import version
from annotate.store.evidence import Folder


def commands(group: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(group, click.Group):
        return [words]
    context = click.Context(group)
    subs = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return [words] + [found for name, sub in subs.items() if sub for found in commands(sub, (*words, name))]


def test_every_command_of_the_list_is_there_under_its_name(run) -> None:
    for name in COMMANDS:
        assert main.get_command(click.Context(main), name).name == name
    assert run("nothing").exit_code == 2


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_help_text_ends_with_an_example(run, words: tuple[str, ...]) -> None:
    shown = run(*words, "--help")
    assert shown.exit_code == 0
    described = shown.output.split("Options:")[0].strip().splitlines()
    assert described[-1].strip().startswith("Example: ") and "annotate" in described[-1]


def test_init_makes_a_private_home_with_tables_vocabularies_and_an_admin(run, home: Path) -> None:
    made = run("init", "--email", "ines@example.org", "--name", "Ines Duarte")
    assert made.exit_code == 0 and "/welcome/" in made.output
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with closing(sqlite3.connect(home / "annotate.db")) as db:
        assert db.execute("SELECT email, role FROM user").fetchall() == [("ines@example.org", "admin")]
        assert db.execute("SELECT count(*) FROM term").fetchone()[0] > 30


def test_the_link_that_init_prints_signs_the_admin_in_once(run) -> None:
    made = run("init", "--email", "ines@example.org", "--name", "Ines Duarte")
    secret = urlsplit(made.output.split()[-1]).path.removeprefix("/welcome/")
    desk = open_desk()
    try:
        assert sessions.use_link(desk.database, secret, "long enough to be one", "test")
        with pytest.raises(sessions.NotFound):
            sessions.use_link(desk.database, secret, "long enough to be one", "test")
    finally:
        desk.database.dispose()


def test_init_asks_for_what_it_was_not_given(run) -> None:
    made = run("init", input="ines@example.org\nInes Duarte\n")
    assert made.exit_code == 0 and "/welcome/" in made.output


def test_init_again_changes_nothing_and_says_so(ready, opened: Desk) -> None:
    before = ready("users", "list").output
    again = ready("init", "--email", "other@example.org", "--name", "Other")
    assert again.exit_code == 0 and "has an admin already" in again.output
    assert ready("users", "list").output == before


def test_commands_say_what_to_run_while_there_is_no_desk(run) -> None:
    for words in (("users", "list"), ("serve",), ("trail", "verify"), ("articles", "list")):
        refused(run(*words), "Run: annotate init")


def test_db_current_names_the_revision_and_fails_on_an_empty_database(run, ready) -> None:
    assert run("db", "current").output.strip() == version.head()
    assert run("db", "upgrade").exit_code == 0


def test_db_current_of_an_empty_database_is_empty_and_a_failure(run) -> None:
    shown = run("db", "current")
    assert shown.exit_code == 1 and shown.output.startswith("empty")


def test_users_add_prints_the_link_and_nothing_else(ready) -> None:
    made = ready("users", "add", "jonas@example.org", "--name", "Jonas Weber", "--role", "reviewer")
    lines = made.stdout.splitlines()
    assert len(lines) == 1 and urlsplit(lines[0]).path.startswith("/welcome/")


def test_users_token_prints_a_token_that_acts_as_the_person(ready, opened: Desk) -> None:
    token = ready("users", "token", "ana@example.org").stdout.strip()
    with opened.database.look() as connection:
        actor = sessions.token_actor(connection, token)
    assert actor is not None and actor.name == "Ana Kelmendi"


def test_a_deactivated_account_has_no_token_and_comes_back_without_one(ready, opened: Desk) -> None:
    token = ready("users", "token", "ana@example.org").stdout.strip()
    assert "switched off" in ready("users", "deactivate", "ana@example.org").output
    refused(ready("users", "token", "ana@example.org"), "switched off")
    ready("users", "activate", "ana@example.org")
    with opened.database.look() as connection:
        assert sessions.token_actor(connection, token) is None


def test_a_role_is_changed_and_listed(ready) -> None:
    assert "reviewer" in ready("users", "role", "ana@example.org", "reviewer").output
    assert any("ana@example.org" in line and "reviewer" in line for line in ready("users", "list").output.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("users", "add", "ana@example.org", "--name", "A", "--role", "checker"), "There is an account"),
        (("users", "add", "nobody", "--name", "A", "--role", "checker"), "name@example.org"),
        (("users", "link", "nobody@example.org"), "no account for nobody@example.org"),
        (("users", "deactivate", "ines@example.org"), "last admin"),
        (("users", "role", "ines@example.org", "viewer"), "last admin"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(ready, words: tuple[str, ...], said: str) -> None:
    before = ready("users", "list").output
    refused(ready(*words), said)
    assert ready("users", "list").output == before


@pytest.mark.parametrize(
    "words", [("users", "role", "ana@example.org", "king"), ("serve", "--port", "0"), ("nonsense",)]
)
def test_a_wrong_command_line_is_a_usage_error(ready, words: tuple[str, ...]) -> None:
    assert ready(*words).exit_code == 2


def test_a_wrong_setting_is_named(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://nowhere")
    refused(run("users", "list"), "DATABASE_URL")


def test_a_home_that_cannot_be_made_is_one_sentence(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ANNOTATE_HOME", str(tmp_path / "file" / "home"))
    refused(run("users", "list"), "file")


def test_doctor_finds_nothing_on_a_new_desk(ready) -> None:
    shown = ready("doctor")
    assert shown.exit_code == 0, shown.output
    assert "mend" not in shown.output
    assert re.search(r"Files are inspected behind [1-5] of 5 walls: .*Refusals in Python\.", shown.output)


def test_doctor_finds_a_missing_guard_and_its_own_advice_mends_it(ready, home: Path) -> None:
    with closing(sqlite3.connect(home / "annotate.db")) as db:
        db.execute("DROP TRIGGER guard_event_update_forever")
    shown = ready("doctor")
    assert shown.exit_code == 1 and "guard_event_update_forever" in shown.output
    assert "annotate db upgrade" in shown.output
    assert ready("db", "upgrade").exit_code == 0
    assert ready("doctor").exit_code == 0


def test_doctor_finds_lost_evidence(ready, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "piece.txt"
    file.write_text("A headline\n\nA sentence of the piece.")
    assert ready("articles", "add", file).exit_code == 0
    evidence = Folder(home / "evidence")
    digest = next(evidence.hashes())
    evidence.path(digest).chmod(0o600)
    evidence.path(digest).write_text("A headline\n\nAnother sentence.")
    shown = ready("doctor")
    assert shown.exit_code == 1 and f"Evidence {digest} is altered" in shown.output
    evidence.path(digest).unlink()
    shown = ready("doctor")
    assert shown.exit_code == 1 and f"Evidence {digest} is missing" in shown.output
    assert "1 of 1 pieces of evidence are missing or altered" in shown.output


def test_doctor_on_an_empty_database_says_what_to_run(run) -> None:
    shown = run("doctor")
    assert shown.exit_code == 1 and "annotate init" in shown.output


def refused(result: Result, said: str) -> None:
    assert result.exit_code == 1, result.output
    assert said in result.output and "Traceback" not in result.output
    assert result.output.startswith("Error: ")


def test_passkeys_of_a_person_are_listed(ready) -> None:
    desk, answer = open_desk(), Authenticator("EdDSA").made(bytes(32))
    with desk.database.write() as uow:
        made = passkeys.register(uow, actor(desk.database, "mira"), answer, bytes(32), "Office", RULES)
    desk.database.dispose()
    [line] = ready("users", "passkeys", "mira@example.org").output.splitlines()
    assert line == f"{made.fingerprint}  EdDSA  {made.created_at}  Office"
    assert ready("users", "passkeys", "ana@example.org").output == ""
    refused(ready("users", "passkeys", "nobody@example.org"), "There is no account for nobody@example.org")
