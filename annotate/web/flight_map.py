"""The path of a drone as a small drawing: no tiles, nothing from elsewhere. North is up; a scale bar says how far.

An equirectangular map about the middle of the flight: over its few kilometres, lengths are right to a thousandth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from annotate.domain.findings import Telemetry

#: Units of the drawing's width and height, and the margin round the path.
WIDTH, HEIGHT, MARGIN = 640, 320, 40
#: Metres of one degree of latitude.
_DEGREE = 111_320.0
#: The least stretch of ground shown, in metres: a drone that hovers is a dot, not a scribble of its satellites' noise.
_LEAST = 20.0


@dataclass(frozen=True)
class FlightMap:
    """The drawing: `points` of a polyline, its ends, a bar of `bar` units and how far that is, and the way flown."""

    points: str
    start: tuple[str, str]
    end: tuple[str, str]
    bar: str
    scale: str
    length: str


def draw(telemetry: Telemetry) -> FlightMap | None:
    """The map of a flight; None without a path."""
    path = telemetry.path
    if not path:
        return None
    middle = sum(point.latitude for point in path) / len(path) / 1e7
    east = _DEGREE * math.cos(math.radians(middle)) / 1e7
    ground = [(point.longitude * east, -point.latitude * _DEGREE / 1e7) for point in path]
    left, top = min(x for x, _ in ground), min(y for _, y in ground)
    wide, high = max(x for x, _ in ground) - left, max(y for _, y in ground) - top
    inner_width, inner_height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    scale = min(inner_width / max(wide, _LEAST), inner_height / max(high, _LEAST))
    pad_x, pad_y = MARGIN + (inner_width - wide * scale) / 2, MARGIN + (inner_height - high * scale) / 2
    drawn = [(f"{(x - left) * scale + pad_x:.1f}", f"{(y - top) * scale + pad_y:.1f}") for x, y in ground]
    metres = _round_length(inner_width / scale / 4)
    flown = sum(math.dist(a, b) for a, b in zip(ground, ground[1:], strict=False))
    points, bar = " ".join(",".join(point) for point in drawn), f"{metres * scale:.1f}"
    return FlightMap(points, drawn[0], drawn[-1], bar, _say(metres), _say(flown))


def _round_length(metres: float) -> float:
    """The largest of 1, 2, 5, 10, 20 … that is not longer."""
    power = 10.0 ** math.floor(math.log10(metres))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= metres)


def _say(metres: float) -> str:
    return f"{metres / 1000:,.1f} km" if metres >= 10_000 else f"{metres:,.0f} m"
