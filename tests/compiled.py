"""What every application compiles when it is made, compiled once for all the applications of a test run.

Each test has an application of its own. Nothing here changes what one does, only how often the same source is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Byte code of templates, by name and content."""

    kept: ClassVar[dict[tuple[str, str], Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


def once() -> None:
    """From now on; what makes addresses from rules is most of what an application costs, and is bound to none."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    compile_builder: Callable[..., Any] | None = getattr(Rule, "_compile_builder", None)
    if compile_builder is None:  # another version of Werkzeug does it another way: slower, and no less right
        return
    built: dict[Any, Any] = {}

    def build(self: Rule, append_unknown: bool = True) -> Any:
        key = (self.rule, repr(self._trace), repr(self.defaults), append_unknown)
        if key not in built:
            built[key] = compile_builder(self, append_unknown)
        return built[key]

    Rule._compile_builder = build
