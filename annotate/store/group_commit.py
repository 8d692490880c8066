"""Group commit: units of work of one process that queue for the same log share a transaction and its flush to the disk.

PostgreSQL keeps a lock until COMMIT has reached the disk, so changes of one log would wait for each other's flush. Here
whoever is done hands the open transaction, log locked, to the next that waits in this process, and all of them return
when the last one has committed: nobody is told of a change that is not on the disk, and nobody else reads one. What
they write waits (store/postgres.py), so that it goes out in one trip.

A member that fails by itself takes nothing of the others along: each but the first stands in a savepoint. If the
database refuses what one of them wrote, which no service had foreseen, then that is known only when the others have
built on it: all of them are refused and may try again. All that a member locks is this one log, or two transactions
could wait for each other in a ring.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from annotate.store.direct import as_usual

#: Members of a group at most: the first one waits for the last.
MOST = 16


@dataclass
class Group:
    """A transaction that several units of work use, one after the other."""

    connection: Connection
    members: int = 1
    #: What the last member knew of the log when it was done, for the next one, which then need not ask.
    known: Any = None
    ended: threading.Event = field(default_factory=threading.Event)
    kept: bool = False
    #: Why it was not kept, if the database said so.
    error: DBAPIError | None = None

    @property
    def driver(self) -> Any:
        """The connection below the toolkit, on which statements can wait."""
        return self.connection.connection.driver_connection

    def commit(self) -> None:
        """Commit what all members did."""
        with as_usual(self.connection, "COMMIT", {}):
            self.driver.commit()
        self.kept = True

    def wait(self) -> None:
        """Return when the last member has committed; raises what it was refused for."""
        self.ended.wait()
        if not self.kept:
            raise self.error or OperationalError("COMMIT", None, RuntimeError("the last member came to no end"))


@dataclass
class Member:
    """A unit of work in the queue for a log. It has a group of its own until somebody hands it another."""

    log: str
    group: Group
    #: The savepoint that it stands in, if others used the transaction before.
    savepoint: str = ""
    turn: threading.Event = field(default_factory=threading.Event)

    def board(self, group: Group) -> None:
        """Go on in this transaction."""
        group.members += 1
        self.group, self.savepoint = group, f"SAVEPOINT member_{group.members}"
        self.turn.set()

    def take_back(self) -> None:
        """Undo what this member did, and nothing else."""
        with as_usual(self.group.connection, self.savepoint, {}):
            self.group.driver.back_to(self.savepoint)


class GroupCommit:
    """The queues of one process, by log. Who is at work on a log stands in none; its queue is there meanwhile."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queues: dict[str, deque[Member]] = {}

    def join(self, log: str, connection: Connection) -> Member:
        """Wait for one's turn. From then on the group's connection is to be used, and `leave` to be called."""
        member = Member(log, Group(connection))
        with self._guard:
            queue = self._queues.get(log)
            if queue is None:
                self._queues[log] = deque()
                return member
            queue.append(member)
        member.turn.wait()
        if member.savepoint:
            member.group.driver.later(member.savepoint)
        return member

    def leave(self, member: Member, known: Any, *, failed: bool) -> None:
        """Hand the transaction on, or commit it; a member that is alone is left to whoever began the transaction.

        Returns when what the member did is on the disk. `failed`: it did not come to its end. `known` is for the next
        one, if this one did.
        """
        group, following = member.group, self._following(member.log)
        onward = following if group.members < MOST else None
        try:
            if not failed:
                group.known = known
            _pass_on(member, onward, failed)
        except DBAPIError as error:
            group.error = error
            raise
        finally:
            if following and not following.turn.is_set():
                following.turn.set()
            if onward is None or onward.group is not group:
                group.ended.set()
        if onward and not failed:
            group.wait()

    def _following(self, log: str) -> Member | None:
        with self._guard:
            queue = self._queues[log]
            if queue:
                return queue.popleft()
            del self._queues[log]
            return None


def _pass_on(member: Member, onward: Member | None, failed: bool) -> None:
    if failed and not member.savepoint:
        return  # nothing of others is in it: whoever began the transaction rolls it back
    if failed:
        member.take_back()
    if onward:
        onward.board(member.group)
    elif member.savepoint:
        member.group.commit()
