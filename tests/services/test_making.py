"""Files made beside the requests: in their order, once, and what went wrong is said once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from annotate.domain.errors import Conflict
from annotate.services.making import Making, Step, Unmade

#: Seconds after which a test gives up; what is waited for comes, only not always soon.
LONG = 60.0


def test_files_are_made_one_at_a_time_in_their_order_and_each_once() -> None:
    making, go, made = Making(), threading.Event(), list[str]()

    def first(say: object) -> None:
        go.wait(LONG)
        made.append("first")

    assert not making.ask("first", first).made
    assert not making.ask("first", first).made, "asked for twice, begun once"
    waits = making.ask("second", lambda say: made.append("second"))
    assert (waits.made, waits.error, waits.before) == (False, None, 1)
    go.set()
    assert making.ask("second", lambda say: made.append("again"), LONG).made
    assert made == ["first", "second"]
    assert making.ask("first", first).made, "it was left, and is there when somebody comes back"


def test_a_failure_is_said_once_and_the_next_file_is_made_all_the_same() -> None:
    making = Making()

    def refused(say: object) -> None:
        raise Conflict("No font here has these characters.")

    def broken(say: object) -> None:
        raise ZeroDivisionError

    error = making.ask("a", refused, LONG).error
    assert isinstance(error, Conflict) and error.message == "No font here has these characters."
    assert isinstance(making.ask("b", broken, LONG).error, Unmade)
    assert making.ask("a", lambda say: None, LONG).made, "to ask again is to try again"


def test_what_is_being_made_at_the_moment_is_said_while_it_is() -> None:
    making, go = Making(), threading.Event()

    def made(say: Callable[[str, int, int], None]) -> None:
        say("PDF", 2, 11)
        go.wait(LONG)

    making.ask("a", made)
    while (step := making.ask("a", made).step) is None:
        time.sleep(0.01)
    assert step == Step("PDF", 2, 11)
    go.set()
    assert making.ask("a", made, LONG).made
