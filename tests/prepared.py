"""What many tests begin with, made once: a fixture under `@prepared` runs for the first test that asks for it.

The database as it left it is kept as a template, with the desk's home folder, and every test that asks for the fixture
begins with a copy. Such a fixture takes a database (`database`, `desk`, …), people, others of its kind, and what lives
as long as the session; what it returns is plain data.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from databases import kept_copy, opened
from factories import PEOPLE, actor

from annotate._paths import load_config
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.store.evidence import Folder
from annotate.store.session import Database

#: Fixtures that are a database; a fixture that takes `desk` is made on `database`.
DATABASES = ("database", "sqlite_database", "postgresql_database")
Maker = Callable[..., Any]


def prepared(make: Maker) -> Any:
    """As `pytest.fixture`, made once per engine and worker; every test has a copy of its own."""
    needs = next((name for name in inspect.signature(make).parameters if name in DATABASES), "database")

    def given(request: pytest.FixtureRequest, **_: Any) -> Any:
        return deepcopy(request.node.stash[BEGAN].values[make])

    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in ("request", needs)]
    given.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    given.make = make  # type: ignore[attr-defined]
    return pytest.fixture(given, name=make.__name__)


@dataclass(frozen=True)
class Setting:
    """A template: its database, the home folder of its desk, who is there, and what the fixtures returned."""

    engine: str
    template: str = "filled"
    home: Path | None = None
    values: dict[Maker, Any] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    #: Engine and what made it, in order → the template.
    kept: ClassVar[dict[tuple[Any, ...], Setting]] = {}

    @classmethod
    def after(cls, request: pytest.FixtureRequest, engine: str, chain: tuple[Maker, ...]) -> Setting:
        """What is there after these; made unless it was before."""
        if (engine, *chain) not in cls.kept:
            begin = cls.after(request, engine, chain[:-1]) if chain else cls(engine)
            cls.kept[engine, *chain] = begin.then(request, chain[-1] if chain else None)
        return cls.kept[engine, *chain]

    def then(self, request: pytest.FixtureRequest, make: Maker | None) -> Setting:
        """The template that this one becomes by it; without anything, this one and who is in it."""
        home = request.getfixturevalue("tmp_path_factory").mktemp("prepared") / "home"
        values = dict(self.values)
        with kept_copy(request, self.engine, self.template) as (database, template):
            if make:
                values[make] = make(**self._given(request, database, home, make))
            people = {key: actor(database, key) for key in PEOPLE}
        return Setting(self.engine, template, home if home.exists() else self.home, values, people)

    def _given(self, request: pytest.FixtureRequest, database: Database, home: Path, make: Maker) -> dict[str, Any]:
        """The arguments of a maker: never a fixture of the one test that happens to be first."""
        found: dict[str, Any] = {}
        for name in inspect.signature(make).parameters:
            earlier = _maker(request, name)
            if earlier:
                found[name] = deepcopy(self.values[earlier])
            elif name in DATABASES:
                found[name] = database
            elif name == "desk":
                found[name] = desk_of(database, home, self.home)
            else:
                found[name] = self.people.get(name) or request.getfixturevalue(name)
        return found


BEGAN = pytest.StashKey[Setting]()


def desk_of(database: Database, home: Path, begin: Path | None = None) -> Desk:
    """A desk in a home folder of its own; cookies work without TLS, as on loopback."""
    url = database.url.render_as_string(hide_password=False)
    settings = load_config().load({}, home=home, database_url=url, secure_cookies=False)
    if begin:
        shutil.copytree(begin, settings.home)
    else:
        settings.home.mkdir()
    return Desk(settings, database, Folder(settings.evidence_dir))


def begun(request: pytest.FixtureRequest, engine: str) -> Iterator[Database]:
    """The database that a test begins with: all that its prepared fixtures make is there."""
    setting = request.node.stash[BEGAN] = Setting.after(request, engine, _chain(request))
    yield from opened(request, engine, setting.template)


def _chain(request: pytest.FixtureRequest) -> tuple[Maker, ...]:
    """What makes the prepared fixtures of this test, each after those that it needs."""
    chain: list[Maker] = []

    def follow(name: str) -> None:
        make = _maker(request, name)
        if make and make not in chain:
            for needed in inspect.signature(make).parameters:
                follow(needed)
            chain.append(make)

    for name in sorted(request.fixturenames):
        follow(name)
    return tuple(chain)


def _maker(request: pytest.FixtureRequest, name: str) -> Maker | None:
    """What makes the prepared fixture of this name: the module's own goes before those of the folders above."""
    for place in _places(request.module, request.config):
        if found := getattr(place, name, None):
            return getattr(getattr(found, "__wrapped__", None), "make", None)
    return None


@cache
def _places(module: Any, config: pytest.Config) -> list[Any]:
    """Modules in which a test finds its fixtures, the nearest first."""
    plugins = {getattr(plugin, "__file__", None): plugin for plugin in config.pluginmanager.get_plugins()}
    above = [str(folder / "conftest.py") for folder in Path(module.__file__).parents]
    return [module, *(plugins[path] for path in above if path in plugins)]
