"""What the database refuses, whoever asks: written once as guards, installed on SQLite and PostgreSQL alike.

Alembic's batch mode rebuilds tables on SQLite and silently loses triggers. So triggers belong to no revision:
`install` drops and makes all of them after every migration (migrations/env.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from annotate.domain.workflow import TRANSITIONS
from annotate.store.models import AUDITED

PREFIX = "guard_"
_FROZEN = ("revision", "review", "report", "file")
CLAIM_CONTENT = (
    "article_id", "revision_id", "number", "spans_rev", "type", "status", "statement", "attribution", "claimant_id",
    "own_voice", "rationale", "known", "unknown", "settle", "search_log", "confidence", "author_id",
)  # fmt: skip
#: The columns of a source that an approval covers (domain.digest).
SOURCE_CONTENT = (
    "kind", "title", "url", "archive_url", "publisher", "author", "published", "reliability", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Guard:
    """Refuse `event` (INSERT, UPDATE, DELETE or TRUNCATE) on `table` with `message` where `condition` holds.

    The condition is SQL for both engines: OLD and NEW are the rows, `{differs}` is the null-safe inequality.
    """

    table: str
    event: str
    name: str
    message: str
    condition: str = "1 = 1"

    @property
    def trigger(self) -> str:
        """The trigger's name."""
        return f"{PREFIX}{self.table}_{self.event.lower()}_{self.name}"


def worked_on(claim: str, person: str) -> str:
    """SQL: has this person worked on this claim, or edited what it cites, since its last approval?"""
    since = f"(SELECT max(a.seq) FROM event a WHERE a.claim_id = {claim} AND a.action = 'claim:state:approve')"
    since_at = f"(SELECT max(a.at) FROM event a WHERE a.claim_id = {claim} AND a.action = 'claim:state:approve')"
    return (
        f"EXISTS (SELECT 1 FROM event e WHERE e.claim_id = {claim} AND e.work = 1 AND e.actor_id = {person}"
        f" AND e.seq > coalesce({since}, 0))"
        f" OR EXISTS (SELECT 1 FROM event e JOIN citation c ON c.source_id = e.target_id WHERE c.claim_id = {claim}"
        f" AND c.withdrawn = 0 AND e.work = 1 AND e.target_rev > 1 AND e.actor_id = {person}"
        f" AND e.at >= c.created_at AND e.at > coalesce({since_at}, ''))"
    )


def guards() -> Iterator[Guard]:
    """All guards, in no particular order."""
    yield from _event_guards()
    for model in AUDITED:
        yield from _audited_guards(str(model.__tablename__))
    yield from _span_guards()
    yield from _claim_guards()
    yield from _review_guards()
    yield from _citation_guards()


def _event_guards() -> Iterator[Guard]:
    last = "FROM event e WHERE e.log = NEW.log ORDER BY e.seq DESC LIMIT 1"
    for table in ("event", "log"):
        for event in ("UPDATE", "DELETE", "TRUNCATE"):
            yield Guard(table, event, "forever", "the trail is for ever: events are never changed or removed")
    yield Guard(
        "event", "INSERT", "next", "an event must follow the last one of its log",
        f"NEW.seq {{differs}} coalesce((SELECT e.seq {last}), 0) + 1"
        f" OR NEW.prev {{differs}} coalesce((SELECT e.hash {last}), '')",
    )  # fmt: skip


def _audited_guards(table: str) -> Iterator[Guard]:
    for event in ("DELETE", "TRUNCATE"):
        yield Guard(table, event, "kept", f"nothing is deleted: a {table} is withdrawn, retired or deactivated")
    yield Guard(table, "INSERT", "first", f"a new {table} begins at rev 1", "NEW.rev <> 1")
    if table in _FROZEN:
        yield Guard(table, "UPDATE", "frozen", f"a {table} is never changed")
    else:
        yield Guard(
            table, "UPDATE", "step", f"the rev of a {table} rises by exactly one",
            "NEW.rev <> OLD.rev + 1 OR NEW.id <> OLD.id",
        )  # fmt: skip


def _span_guards() -> Iterator[Guard]:
    for event in ("UPDATE", "DELETE", "TRUNCATE"):
        yield Guard(
            "span", event, "frozen", "spans are never changed: new ones are written with a new rev of the claim"
        )
    yield Guard(
        "span", "INSERT", "open", "the event of this revision of the claim is written already",
        "EXISTS (SELECT 1 FROM event e WHERE e.target_id = NEW.claim_id AND e.target_rev = NEW.rev)",
    )  # fmt: skip


def _claim_guards() -> Iterator[Guard]:
    pairs = sorted({(before, after) for (before, _), after in TRANSITIONS.items()} | {("submitted", "draft")})
    allowed = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in pairs)
    yield Guard("claim", "INSERT", "draft", "a claim begins as a draft", "NEW.state <> 'draft'")
    yield Guard(
        "claim",
        "UPDATE",
        "way",
        "there is no such way from state to state",
        f"NEW.state <> OLD.state AND NOT ({allowed})",
    )
    yield Guard(
        "claim", "UPDATE", "closed", "the content of a submitted or approved claim cannot change under it",
        "OLD.state IN ('submitted', 'approved') AND NEW.state IN ('submitted', 'approved')"
        f" AND ({_differ(CLAIM_CONTENT)})",
    )  # fmt: skip
    yield Guard(
        "claim", "UPDATE", "digest", "what was approved cannot change its digest",
        "NEW.state = 'approved' AND NEW.digest {differs} OLD.digest",
    )  # fmt: skip
    yield Guard(
        "claim", "UPDATE", "approved", "a claim is approved by a review of exactly this version",
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND NOT EXISTS (SELECT 1 FROM review r"
        " WHERE r.claim_id = NEW.id AND r.claim_rev = OLD.rev AND r.decision = 'approve' AND r.digest = NEW.digest)",
    )  # fmt: skip


def _differ(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns)


def _review_guards() -> Iterator[Guard]:
    claim = "SELECT 1 FROM claim k WHERE k.id = NEW.claim_id AND k.rev = NEW.claim_rev"
    yield Guard(
        "review", "INSERT", "version", "a decision names the claim as it is now, with its digest",
        f"NEW.decision <> 'submit' AND NOT EXISTS ({claim} AND k.state = 'submitted' AND k.digest = NEW.digest)",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "open", "only a draft or returned claim can be submitted",
        f"NEW.decision = 'submit' AND NOT EXISTS ({claim} AND k.state IN ('draft', 'returned'))",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "reviewer", "a decision is made by an active reviewer",
        "NEW.decision <> 'submit' AND NOT EXISTS (SELECT 1 FROM \"user\" u WHERE u.id = NEW.reviewer_id"
        " AND u.active = 1 AND u.role = 'reviewer' AND NEW.role = u.role)",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "four_eyes", "nobody approves a claim that they worked on",
        f"NEW.decision = 'approve' AND ({worked_on('NEW.claim_id', 'NEW.reviewer_id')})",
    )  # fmt: skip
    yield Guard(
        "review", "INSERT", "comments", "an open comment blocks the approval",
        "NEW.decision = 'approve' AND EXISTS (SELECT 1 FROM comment c WHERE c.claim_id = NEW.claim_id"
        " AND c.blocking = 1 AND c.resolved_at IS NULL)",
    )  # fmt: skip


def _citation_guards() -> Iterator[Guard]:
    closed = (
        "EXISTS (SELECT 1 FROM claim k WHERE k.id = NEW.claim_id AND k.state IN ('submitted', 'approved', 'withdrawn'))"
    )
    for event in ("INSERT", "UPDATE"):
        yield Guard("citation", event, "closed", "the claim is closed; reopen it before citing", closed)
    yield Guard(
        "citation", "UPDATE", "fixed", "a citation stays between its claim and its source",
        "NEW.claim_id <> OLD.claim_id OR NEW.source_id <> OLD.source_id",
    )  # fmt: skip
    yield Guard(
        "party", "UPDATE", "approved", "an approved claim names this party; reopen the claim first",
        "NEW.name <> OLD.name AND EXISTS"
        " (SELECT 1 FROM claim k WHERE k.claimant_id = NEW.id AND k.state = 'approved')",
    )  # fmt: skip
    yield Guard(
        "source", "UPDATE", "approved", "an approved claim rests on this source; reopen the claim first",
        f"({_differ(SOURCE_CONTENT)}) AND EXISTS (SELECT 1 FROM citation c JOIN claim k ON k.id = c.claim_id"
        " WHERE c.source_id = NEW.id"
        " AND c.withdrawn = 0 AND k.state = 'approved')",
    )  # fmt: skip


def install(connection: Connection) -> None:
    """Drop every guard there is and make all of them anew; tables that do not exist yet are left out."""
    remove(connection)
    tables = set(inspect(connection).get_table_names())
    for guard in guards():
        if guard.table in tables:
            for statement in _statements(guard, connection.dialect.name):
                connection.execute(text(statement.replace(":", "\\:")))


def remove(connection: Connection) -> None:
    """Drop every guard, so that a migration can rebuild tables."""
    for name, table in _triggers(connection, switched_off=True):
        on = f' ON "{table}"' if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f'DROP TRIGGER "{name}"{on}'))


def installed(connection: Connection) -> list[tuple[str, str]]:
    """(trigger, table) of every guard that the database holds now, and that is not switched off."""
    return _triggers(connection, switched_off=False)


def _triggers(connection: Connection, *, switched_off: bool) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%' ORDER BY name"
    else:
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard_%'"
            " AND (:all OR t.tgenabled <> 'D') ORDER BY t.tgname"
        )
    values = {} if connection.dialect.name == "sqlite" else {"all": switched_off}
    return [(row[0], row[1]) for row in connection.execute(text(query), values)]


def expected(dialect: str) -> set[str]:
    """Names of the triggers that must be there."""
    return {g.trigger for g in guards() if dialect == "postgresql" or g.event != "TRUNCATE"}


def _statements(guard: Guard, dialect: str) -> list[str]:
    condition = guard.condition.format(differs="IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM")
    if dialect == "sqlite":
        if guard.event == "TRUNCATE":
            return []
        return [
            f'CREATE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        ]
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    back = "RETURN NULL" if each == "STATEMENT" else f"RETURN {'OLD' if guard.event == 'DELETE' else 'NEW'}"
    return [
        f'CREATE OR REPLACE FUNCTION "{guard.trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {condition} THEN RAISE EXCEPTION '{guard.message}'; END IF; {back}; END $$",
        f'CREATE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" '
        f'FOR EACH {each} EXECUTE FUNCTION "{guard.trigger}"()',
    ]
