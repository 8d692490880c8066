"""A drone's log: latitude and longitude the right way round, whatever the model writes, and never too long a path."""

from __future__ import annotations

import pytest
from conftest import Look
from made_files import srt_of

from annotate.domain.findings import Telemetry, TrackPoint
from annotate.inspector import drone

NAMED = "[latitude: {}] [longitude: {}] [rel_alt: {} abs_alt: 99.0] "


def flight(*texts: str) -> Telemetry | None:
    made = drone.Flight()
    for second, text in enumerate(texts):
        made.add(second * 1000, text)
    return made.telemetry()


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "height", "counted_from"),
    [
        ("[latitude: 41.420684] [longitude: 2.162162] [altitude: 27.300000]", 414_206_840, 21_621_620, 2_730, "unsaid"),
        ("[latitude : -33.5] [longtitude : -70.25] [rel_alt: 1.300 abs_alt: 78.0]", -335_000_000, -702_500_000, 130,
         "take-off"),
        ("F/3.2, GPS (8.2090, 47.4692, 18), D 49.21m, H 45.60m, H.S 0.00m/s", 474_692_000, 82_090_000, 4_560,
         "take-off"),
        ("GPS(-122.3699,37.8166,15) BAROMETER:91.2 ISO:100", 378_166_000, -1_223_699_000, 9_120, "unsaid"),
        ("HOME(149.0251,-20.2532) 2017.08.05 14:11:51\nGPS(149.0251,-20.2533,16)", -202_533_000, 1_490_251_000, None,
         "unsaid"),
        ("GPS (37.8166, -122.3699, 15)", 378_166_000, -1_223_699_000, None, "unsaid"),
        ("[latitude: 1.5] [longitude: 2.5] [abs_alt: 640]", 15_000_000, 25_000_000, 64_000, "sea level"),
    ],
)  # fmt: skip
def test_each_way_to_write_a_position_is_read(
    text: str, latitude: int, longitude: int, height: int | None, counted_from: str
) -> None:
    found = flight(text)
    assert found is not None and found.path == (TrackPoint(0, latitude, longitude, height),)
    assert (found.max_height_cm, found.height_from) == (height, counted_from)


def test_beginning_end_and_highest_point_are_of_the_whole_flight() -> None:
    found = flight(
        "2022-05-01 15:01:58,531,716 " + NAMED.format(41, 2, 5),
        "2022-05-01 15:01:59,531,716 " + NAMED.format(42, 3, "120.5"),
        "2022-05-01 15:02:00,531,716 " + NAMED.format(43, 4, 8),
    )
    assert found is not None and (found.points, found.max_height_cm) == (3, 12_050)
    assert (found.started, found.ended) == ("2022-05-01T15:01:58", "2022-05-01T15:02:00")


@pytest.mark.parametrize("count", [1, 2, 499, 500, 501, 2_001, 30_000])
def test_a_path_has_at_most_five_hundred_points_with_the_first_and_the_last(count: int) -> None:
    found = flight(*(NAMED.format(10 + n / 10**5, 20, 1) for n in range(count)))
    assert found is not None and found.points == count and len(found.path) <= 500
    assert len(found.path) == min(count, 500) or count > 500
    assert (found.path[0].at_ms, found.path[-1].at_ms) == (0, (count - 1) * 1000)
    times = [point.at_ms for point in found.path]
    assert times == sorted(set(times)) and (count < 1000 or len(times) > 400)


def test_a_drone_without_satellites_has_no_position(look: Look) -> None:
    found = look(srt_of([NAMED.format(0, 0, 1), NAMED.format(95, 20, 1), NAMED.format(41, 2, 1)]), "a.srt")
    assert found.findings.telemetry and found.findings.telemetry.points == 1
    assert "2 of 3 entries of the drone’s log have no position." in found.findings.warnings


@pytest.mark.parametrize(
    "text", ["Meet me at GPS", "latitude: north", "[latitude: 41.4]", "GPS (a, b)", "", "9" * 8000]
)
def test_a_text_that_only_speaks_of_places_is_no_flight(text: str) -> None:
    assert flight(text) is None


def test_a_long_flight_is_read_in_bounded_memory_and_time(look: Look) -> None:
    found = look(srt_of([NAMED.format(41 + n / 10**6, 2, n % 100) for n in range(20_000)]), "DJI_0001.SRT")
    assert found.findings.telemetry and found.findings.telemetry.points == 20_000
    assert found.findings.subtitles and found.findings.subtitles.cues == 20_000
