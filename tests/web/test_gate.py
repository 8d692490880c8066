"""The gate: closed by default, forms only from our own pages, the same headers whatever is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from cases import every
from factories import make_article, make_citation, make_claim, make_source
from flask import Flask
from sqlalchemy import MetaData, select
from web_browser import Browser, events
from werkzeug.routing import Rule

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, may
from annotate.store.queries.users import users
from annotate.web import gate
from annotate.web.answers import local_path

#: Everything that nobody needs to be signed in for. Think twice before making it longer.
PUBLIC = {
    "demo.choose", "demo.enter", "health.healthz", "session.enter", "session.link", "session.sign_in",
    "session.use_link", "static", "verifier.download", "verifier.show",
}  # fmt: skip
Open = Callable[[str], Browser]


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule of the pages with each of its methods; the API has a gate and tests of its own."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] not in gate.OWN_GATE:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def path_of(rule: Rule) -> str:
    """An address that fits the rule, whatever it leads to."""
    values = {name: (1 if converter.__class__.__name__ == "IntegerConverter" else "nothing")
              for name, converter in rule._converters.items()}  # fmt: skip
    built = rule.build(values)
    assert built is not None
    return built[1]


def filled(desk: Desk) -> dict[str, str]:
    """A desk with one of each; values for the places in addresses."""
    with desk.database.read() as session:
        found = {user.name.split()[0].lower(): user for user in users(session)}
    ana = Actor(found["ana"].id, found["ana"].name, found["ana"].role)
    article = make_article(desk.database, ana)
    claim = make_claim(desk.database, ana, article)
    source = make_source(desk.database, ana)
    make_citation(desk.database, ana, claim, source)
    return {"slug": article.slug, "number": "1", "vocabulary": "status", "code": "true", "ident": source.id}


def test_every_page_needs_a_permission_or_is_on_the_short_public_list(app: Flask) -> None:
    open_ = {rule.endpoint for rule, _ in rules(app) if app.view_functions[rule.endpoint].gate is None}
    named = {name for name in open_ if not name.startswith(("public.", "house."))}  # for readers
    assert named == PUBLIC


def test_a_view_that_says_nothing_keeps_the_application_from_starting(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "secret"
    with pytest.raises(RuntimeError, match="forgotten"):
        gate.check_all_declared(app)


def test_nobody_gets_past_the_gate_without_signing_in(app: Flask, anybody: Browser) -> None:
    anybody.get("/sign-in")
    before = events(anybody.desk)
    for rule, method in rules(app):
        if app.view_functions[rule.endpoint].gate is None:
            continue
        answer = anybody.client.open(path_of(rule), method=method, data={"csrf_token": anybody.token})
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in"), (method, rule)
    assert events(anybody.desk) == before


@pytest.mark.parametrize("key", ["ana", "mira", "ines", "guest"])
def test_every_page_asks_for_the_permission_it_names(
    app: Flask, as_person: Open, people: dict[str, Actor], key: str
) -> None:
    person = as_person(key)
    person.get("/account")
    # Signing out comes last: it would close the door behind us.
    for rule, method in sorted(rules(app), key=lambda one: one[0].endpoint == "session.sign_out"):
        permission = app.view_functions[rule.endpoint].gate
        if permission is None:
            continue
        answer = person.client.open(path_of(rule), method=method, data={"csrf_token": person.token})
        allowed = may(people[key], Permission(permission))
        assert answer.status_code < 500, (method, rule)
        assert allowed or answer.status_code == 403, (method, rule)
        if allowed and permission is Permission.ADMINISTER:
            assert answer.status_code != 403, (method, rule)


def test_without_its_token_a_form_changes_nothing(app: Flask, as_person: Open) -> None:
    person = as_person("ines")
    before = events(person.desk)
    for rule, method in rules(app):
        if method != "GET":
            for token in (None, "forged"):
                answer = person.client.open(path_of(rule), method=method, data={"csrf_token": token} if token else {})
                assert answer.status_code == 400, (method, rule)
    assert events(person.desk) == before


def test_the_token_of_another_browser_is_none(as_person: Open) -> None:
    mine, other = as_person("ana"), as_person("mira")
    mine.get("/account")
    other.get("/account")
    assert mine.client.post("/sign-out", data={"csrf_token": other.token}).status_code == 400
    assert mine.signed_in


@every(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)])
def test_a_form_sent_from_another_site_is_refused_even_with_its_token(as_person: Open, site: str, status: int) -> None:
    person = as_person("ana")
    answer = person.post("/account/theme", {"theme": "dark"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status


def test_reading_writes_nothing(app: Flask, desk: Desk, as_person: Open, later: Callable[..., None]) -> None:
    values = filled(desk)
    person = as_person("ines")
    before = snapshot(desk)
    for rule, method in rules(app):
        if method == "GET":
            given = {name: values.get(name, "nothing") for name in rule.arguments}
            given |= {n: 1 for n, c in rule._converters.items() if c.__class__.__name__ == "IntegerConverter"}
            built = rule.build(given)
            assert built and person.get(built[1]).status_code < 500, rule
    assert snapshot(desk) == before


def snapshot(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    metadata = MetaData()
    metadata.reflect(desk.database.engine)
    with desk.database.read() as session:
        tables = metadata.sorted_tables
        return {t.name: sorted(map(tuple, session.execute(select(t))), key=repr) for t in tables}


def test_every_answer_has_the_headers_whatever_its_status(app: Flask, as_person: Open, anybody: Browser) -> None:
    ana = as_person("ana")
    answers = {
        200: ana.get("/"), 303: anybody.get("/"), 400: ana.client.post("/sign-out"), 403: ana.get("/admin/people"),
        404: ana.get("/nowhere"), 405: ana.client.delete("/trail"), 422: ana.get("/trail?what=nonsense"),
        413: ana.client.post("/account/theme", data={"theme": "x" * 22_000_000}),
    }  # fmt: skip
    for status, answer in answers.items():
        assert answer.status_code == status
        headers = answer.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert len(headers["X-Request-Id"]) == 16
        assert "camera=()" in headers["Permissions-Policy"]


def test_an_accident_shows_the_requests_number_and_nothing_else(
    app: Flask, as_person: Open, caplog: pytest.LogCaptureFixture
) -> None:
    ana = as_person("ana")

    def break_() -> str:
        raise ZeroDivisionError("the secret recipe")

    app.view_functions["desk.show"] = gate.needs(Permission.READ)(break_)
    answer = ana.get("/")
    assert answer.status_code == 500
    assert "secret recipe" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.headers["X-Request-Id"] in caplog.text and "secret recipe" in caplog.text
    assert answer.headers["Content-Security-Policy"]


def test_static_files_are_kept_for_a_year_under_an_address_that_names_their_content(anybody: Browser) -> None:
    sheet = anybody.get("/sign-in").text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = anybody.client.get(sheet, buffered=True)
    assert answer.status_code == 200 and answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"] and "max-age=31536000" in answer.headers["Cache-Control"]
    assert anybody.client.get(sheet.rsplit("/", 2)[0] + "/../../config.py").status_code == 404


@pytest.mark.parametrize("target", ["/", "/trail", "/articles/x?tab=claims&after=a", "/articles/%D8%A7"])
def test_a_path_of_this_desk_is_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "\\\\evil.example",
     "evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)",
     " //evil.example", "/ /evil", "", None, "/%0d%0aSet-Cookie:x\r\n", "data:text/html,x",
     "http:///evil", "\x00/x", "/\x7f/evil"],
)  # fmt: skip
def test_an_address_elsewhere_is_not_followed_however_it_is_spelled(target: str | None) -> None:
    assert local_path(target) == "/"


def test_the_desk_says_that_it_is_up(anybody: Browser) -> None:
    answer = anybody.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_desk_says_that_it_is_not_up_when_its_tables_are_not_those_of_the_program(anybody: Browser) -> None:
    from_elsewhere = "UPDATE alembic_version SET version_num = 'other'"
    with anybody.desk.database.engine.begin() as connection:
        connection.exec_driver_sql(from_elsewhere)
    assert anybody.get("/healthz").status_code == 503
