"""How a tone looks on paper: the light colours of static/css/tokens.css, and the kind of its line.

Colour never stands alone: each mark also has its claim's number and the letter of its status behind it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Colour as six hex digits, the underline by its name in Word, and the line as PDF draws it."""

    colour: str
    underline: str
    line: str
    width: float


UNMARKED = Look("75767D", "dotted", "dotted", 1.0)
TONES: dict[str, Look] = {
    "unchecked": Look("75767D", "dotted", "dotted", 1.2),
    "progress": Look("0F4CF7", "dash", "dashed", 0.8),
    "verified": Look("0B9453", "single", "solid", 0.8),
    "corrected": Look("074663", "double", "double", 0.7),
    "disputed": Look("AB7814", "wave", "dash-dotted", 1.0),
    "false": Look("6A1528", "thick", "solid", 2.0),
    "misleading": Look("D637BC", "wavyHeavy", "dash-dotted", 1.6),
    "unverifiable": Look("634C03", "dashedHeavy", "dashed", 1.6),
}


def look(tone: str) -> Look:
    """The look of a tone; a term of an older program may have one that is not known any more."""
    return TONES.get(tone, UNMARKED)
