"""Files made beside the requests: in their order, once, and what went wrong is said once."""

from __future__ import annotations

import threading

from annotate.domain.errors import Conflict
from annotate.services.making import Making, Unmade

#: Seconds after which a test gives up; what is waited for comes, only not always soon.
LONG = 60.0


def test_files_are_made_one_at_a_time_in_their_order_and_each_once() -> None:
    making, go, made = Making(), threading.Event(), list[str]()

    def first() -> None:
        go.wait(LONG)
        made.append("first")

    assert not making.ask("first", first).made
    assert not making.ask("first", first).made, "asked for twice, begun once"
    waits = making.ask("second", lambda: made.append("second"))
    assert (waits.made, waits.error, waits.before) == (False, None, 1)
    go.set()
    assert making.ask("second", lambda: made.append("again"), LONG).made
    assert made == ["first", "second"]
    assert making.ask("first", first).made, "it was left, and is there when somebody comes back"


def test_a_failure_is_said_once_and_the_next_file_is_made_all_the_same() -> None:
    making = Making()

    def refused() -> None:
        raise Conflict("No font here has these characters.")

    def broken() -> None:
        raise ZeroDivisionError

    error = making.ask("a", refused, LONG).error
    assert isinstance(error, Conflict) and error.message == "No font here has these characters."
    assert isinstance(making.ask("b", broken, LONG).error, Unmade)
    assert making.ask("a", lambda: None, LONG).made, "to ask again is to try again"
