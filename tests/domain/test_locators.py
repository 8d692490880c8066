"""Places in files: one spelling each, timecodes as people write them, and nothing behind the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain import locators
from annotate.domain.bounds import Bounds, bounds, canonical
from annotate.domain.errors import Invalid
from annotate.domain.findings import Document, Findings, Picture, Recording, Subtitles
from annotate.domain.locators import Locator, Region

NUMBER = st.integers(0, 10**9)
SIZE = st.integers(1, 10**9)
REGIONS = st.builds(Region, st.sampled_from(["pixel"]), st.integers(0, 10**6), st.integers(0, 10**6),
                    st.integers(1, 10**6), st.integers(1, 10**6)) | st.builds(
    Region, st.sampled_from(["percent"]), NUMBER, NUMBER, SIZE, SIZE)  # fmt: skip


@st.composite
def places(draw: st.DrawFn) -> Locator:
    start = draw(st.none() | st.integers(0, 10**9 - 1))
    end = None if start is None else draw(st.none() | st.integers(start + 1, 10**9))
    return Locator(start, end, draw(st.none() | REGIONS), draw(st.none() | st.integers(1, 10**9 - 1)))


@given(places().filter(lambda place: place != Locator()))
def test_what_is_written_reads_back_the_same(place: Locator) -> None:
    text = locators.format(place)
    assert locators.parse(text) == place and locators.parse(f"#{text}") == place
    assert locators.format(locators.parse(text)) == text
    assert "e" not in text.replace("page", "").replace("percent", ""), "canonical decimals, never 1e-05"


@given(st.text(max_size=60) | st.from_regex(r"(t|xywh|page)=[0-9:,.a-z&=]{0,30}", fullmatch=True))
def test_any_text_is_a_place_or_a_refusal(text: str) -> None:
    for read in (locators.parse, locators.typed):
        try:
            place = read(text)
        except Invalid as error:
            assert error.problems[0].field == "locator"
        else:
            assert place == Locator() or locators.parse(locators.format(place)) == place


@pytest.mark.parametrize(
    ("written", "stored", "said"),
    [
        ("04:12", "t=252", "04:12"),
        ("04:12–04:19", "t=252,259", "04:12–04:19"),
        ("04:12.40 - 4:19", "t=252.4,259", "04:12.4–04:19"),
        ("1:02:03.5", "t=3723.5", "1:02:03.5"),
        ("12.4", "t=12.4", "00:12.4"),
        ("t=12.40,19.0", "t=12.4,19", "00:12.4–00:19"),
        ("#t=,19", "t=0,19", "00:00–00:19"),
        ("t=npt:0:10,0:20", "t=10,20", "00:10–00:20"),
        ("xywh=160,120,320,240", "xywh=160,120,320,240", "region 320 × 240 at 160, 120"),
        ("xywh=pixel:159.6,120.4,320,240", "xywh=160,120,320,240", "region 320 × 240 at 160, 120"),
        ("xywh=percent:12.5,0,25,50.125", "xywh=percent:12.5,0,25,50.125", "region 25 × 50.125 % at 12.5, 0 %"),
        ("xywh=1,2,3,4&t=5", "t=5&xywh=1,2,3,4", "00:05, region 3 × 4 at 1, 2"),
        ("page 3", "page=3", "page 3"),
        ("p. 12", "page=12", "page 12"),
        ("12.3456", "t=12.346", "00:12.346"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_what_people_write_is_stored_in_one_spelling(written: str, stored: str, said: str) -> None:
    place = locators.typed(written)
    assert (locators.format(place), locators.say(place)) == (stored, said)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("soon", "no timecode"), ("04:72", "up to 59"), ("1:60:00", "up to 59"), ("04:19–04:12", "not after"),
        ("t=5,5", "not after"), ("t=", "in seconds"), ("t=,", "in seconds"), ("xywh=1,2,3", "left,top,width,height"),
        ("xywh=1,2,0,4", "no size"), ("page=0", "first one is 1"), ("t=1&t=2", "twice"), ("track=1", "no place"),
        ("t=smpte:10:07:33", "in seconds"), ("page two", "no page"), ("t=9999999999", "too large"),
        ("-5", "no timecode"), ("t=١٢", "in seconds"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_a_way_out(written: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        locators.typed(written)


VIDEO = Bounds("video", 134_000, 1920, 1080)


@pytest.mark.parametrize(
    ("written", "limits", "words"),
    [
        ("02:15", VIDEO, "ends at 02:14; 02:15 is beyond"),
        ("02:00–03:00", VIDEO, "03:00 is beyond"),
        ("t=5&xywh=1900,0,40,40", VIDEO, "1,920 × 1,080 pixels; the region reaches to 1,940, 40"),
        ("page=3", VIDEO, "A page says nothing about a video"),
        ("xywh=0,0,9,9", Bounds("audio", 5_000), "A region says nothing about a sound recording"),
        ("00:01", Bounds("image", None, 10, 10), "A time says nothing about a still picture"),
        ("xywh=0,0,9,11", Bounds("image", None, 10, 10), "10 × 10 pixels; the region reaches to 9, 11"),
        ("xywh=percent:60,0,50,10", Bounds("image", None, 10, 10), "beyond 100 %"),
        ("4", Bounds("document", pages=3), "3 pages; there is no page 4"),
        ("2", Bounds("document", pages=1), "one page; there is no page 2"),
        ("00:09", Bounds("subtitles", 8_000), "beyond its end"),
    ],
)  # fmt: skip
def test_nothing_points_behind_the_end(written: str, limits: Bounds, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        canonical(written, limits)
    assert caught.value.problems[0].field == "locator"


@pytest.mark.parametrize(
    ("written", "limits", "stored"),
    [
        ("02:14", VIDEO, "t=134"), ("t=0,134", VIDEO, "t=0,134"), ("xywh=0,0,1920,1080", VIDEO, "xywh=0,0,1920,1080"),
        ("3", Bounds("document", pages=3), "page=3"), ("page 3", Bounds("document"), "page=3"),
        ("99:00", Bounds("video"), "t=5940"), ("line 12, “at dawn”", Bounds("other"), "line 12, “at dawn”"),
        ("99:00", Bounds(), "t=5940"), ("page=9", Bounds(), "page=9"),
    ],
)  # fmt: skip
def test_up_to_the_end_everything_is_a_place(written: str, limits: Bounds, stored: str) -> None:
    assert canonical(written, limits) == stored


def test_the_limits_come_from_what_was_found() -> None:
    recording = Recording(134_000, "mp4", "avc1", "", 1920, 1080, "25", None, "", "")
    picture = Picture(10, 20, 1, False, "0" * 16, "", None, "", "", "")
    assert bounds("video/mp4", Findings(recording=recording)) == VIDEO
    assert bounds("audio/mp4", Findings(recording=recording)).medium == "audio"
    assert bounds("image/png", Findings(picture=picture)) == Bounds("image", None, 10, 20)
    assert bounds("application/pdf", Findings(document=Document(None, True, "", "", "", "", None))).pages is None
    assert bounds("application/x-subrip", Findings(subtitles=Subtitles(2, 0, 8_000))) == Bounds("subtitles", 8_000)
    assert bounds("text/html", Findings()) == Bounds("other")
    assert bounds("video/mp4", Findings()) == Bounds("video")
    assert bounds("video/mp4", None) == Bounds()
