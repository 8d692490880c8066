"""The two pickers of the Admiralty code: a letter for the source, a digit for the item, each with its definitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from annotate.domain.vocabulary import CREDIBILITY, CREDIBILITY_MEANS, Reliability


class GradeField(RadioField):  # type: ignore[misc]
    """A radio field whose options carry a definition; macros/grades.html draws it."""

    def __init__(self, label: str, grades: Iterable[tuple[str, str, str]], **more: Any) -> None:
        known = list(grades)
        #: Code → name, and what it means in a sentence.
        self.means = {code: (name, means) for code, name, means in known}
        options = [SelectChoice("", "Not judged"), *(SelectChoice(code, f"{code}, {name}") for code, name, _ in known)]
        super().__init__(label, choices=options, validate_choice=False, **more)


class ReliabilityField(GradeField):
    """The letter: how far this source can be trusted in general."""

    def __init__(self, label: str = "Reliability of the source", **more: Any) -> None:
        super().__init__(label, ((r.value, r.label, r.help) for r in Reliability), **more)


class CredibilityField(GradeField):
    """The digit: how far this item can be believed on this claim."""

    def __init__(self, label: str = "Credibility of this item", **more: Any) -> None:
        super().__init__(label, ((str(n), name, CREDIBILITY_MEANS[n]) for n, name in CREDIBILITY.items()), **more)
