"""A DJI drone's log, entry by entry: where it was, how high, and when by its own clock.

The models write differently. Newer ones name each value: `[latitude: 41.42] [longitude: 2.16] [rel_alt: 1.3 abs_alt:
78.0]`, some with `longtitude` or with spaces before the colon. Older ones write `GPS (8.2090, 47.4692, 18)`: longitude
first, then latitude, then the number of satellites, with the height beside it as `H 45.60m` or `BAROMETER: 91.2`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from annotate.domain.findings import HeightFrom, Telemetry, TrackPoint

#: Points of the path that are kept.
MAX_POINTS = 500
_NUMBER = r"([+-]?\d{1,6}(?:\.\d{1,12})?)"
_LATITUDE = re.compile(r"\blatitude\s*:\s*" + _NUMBER, re.IGNORECASE)
_LONGITUDE = re.compile(r"\blongt?itude\s*:\s*" + _NUMBER, re.IGNORECASE)
_GPS = re.compile(r"\bGPS\s*\(\s*" + _NUMBER + r"\s*,\s*" + _NUMBER + r"\s*[,)]", re.IGNORECASE)
_HEIGHTS: tuple[tuple[re.Pattern[str], HeightFrom], ...] = (
    (re.compile(r"\brel_alt\s*:\s*" + _NUMBER, re.IGNORECASE), "take-off"),
    (re.compile(r"\bH:?\s*" + _NUMBER + r"\s*m\b"), "take-off"),
    (re.compile(r"(?<!_)\baltitude\s*:\s*" + _NUMBER, re.IGNORECASE), "unsaid"),
    (re.compile(r"\bBAROMETER\s*:\s*" + _NUMBER, re.IGNORECASE), "unsaid"),
    (re.compile(r"\babs_alt\s*:\s*" + _NUMBER, re.IGNORECASE), "sea level"),
)
_CLOCK = re.compile(r"\b(\d{4})[-.](\d\d)[-.](\d\d)[ T](\d\d:\d\d:\d\d)")


class Flight:
    """Entries in, a path of bounded length out, however long the flight was."""

    def __init__(self) -> None:
        self.without_fix = 0
        self._points: list[TrackPoint] = []
        self._last: TrackPoint | None = None
        self._seen, self._step = 0, 1
        self._started = self._ended = ""
        self._highest: int | None = None
        self._height_from: HeightFrom = "unsaid"

    def add(self, at_ms: int, text: str) -> None:
        """Take the position out of one entry; a text without any is no entry of a log."""
        position = _position(text)
        if position is None:
            return
        clock = _CLOCK.search(text)
        if clock:
            self._ended = "{}-{}-{}T{}".format(*clock.groups())
            self._started = self._started or self._ended
        height = self._height(text)
        latitude, longitude = position
        if not (latitude or longitude) or abs(latitude) > 90 * 10**7 or abs(longitude) > 180 * 10**7:
            self.without_fix += 1  # 0, 0 is what a drone writes that sees no satellites
            return
        self._keep(TrackPoint(at_ms, latitude, longitude, height))

    def telemetry(self) -> Telemetry | None:
        """The whole flight, or None if no entry held a position."""
        if self._last is None:
            return None
        path = self._points if self._points[-1] == self._last else [*self._points, self._last]
        return Telemetry(
            self._seen, thinned(path), self._started, self._ended, self._highest, self._height_from
        )  # fmt: skip

    def _height(self, text: str) -> int | None:
        for pattern, counted_from in _HEIGHTS:
            if match := pattern.search(text):
                height = round(Decimal(match.group(1)) * 100)
                self._highest = height if self._highest is None else max(self._highest, height)
                self._height_from = counted_from
                return height
        return None

    def _keep(self, point: TrackPoint) -> None:
        if self._seen % self._step == 0:
            self._points.append(point)
        if len(self._points) > 4 * MAX_POINTS:  # every second one, and from now on half as many
            self._points, self._step = self._points[::2], self._step * 2
        self._seen, self._last = self._seen + 1, point


def thinned(path: list[TrackPoint]) -> tuple[TrackPoint, ...]:
    """At most `MAX_POINTS` of them, evenly chosen, the first and the last among them."""
    if len(path) <= MAX_POINTS:
        return tuple(path)
    return tuple(path[index * (len(path) - 1) // (MAX_POINTS - 1)] for index in range(MAX_POINTS))


def _position(text: str) -> tuple[int, int] | None:
    latitude, longitude = _LATITUDE.search(text), _LONGITUDE.search(text)
    if latitude and longitude:
        return _e7(latitude.group(1)), _e7(longitude.group(1))
    pair = _GPS.search(text)
    if not pair:
        return None
    first, second = _e7(pair.group(1)), _e7(pair.group(2))
    # Longitude first; a second number that is no latitude shows that this one does it the other way round.
    return (first, second) if abs(second) > 90 * 10**7 >= abs(first) else (second, first)


def _e7(text: str) -> int:
    return round(Decimal(text) * 10**7)
