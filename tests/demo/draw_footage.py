"""Draws the drone footage of the worked example; run it by hand where the picture is to change.

    python tests/demo/draw_footage.py annotate/demo/footage.webm

Needs ffmpeg. Nothing in it was filmed: roofs, cars, people and smoke are rectangles, dots and lines on a plan, so that
the example has a recording with moments to cite, and nobody can take it for one of the real ones.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from typing import IO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FPS, SECONDS = 480, 270, 2, 108
GROUND, LINE, FAINT, MOVING, SMOKE = "#20242c", "#8b93a3", "#525a69", "#e3b341", "#aab2c0"
#: Scenes: the second at which each begins, and how far the plan is moved by then, in pixels.
SCENES = ((0, 0, 0), (3, 0, 0), (29, 40, 0), (41, 110, -70), (75, 110, -70), (80, -60, -90), (108, -60, -90))
ROOFS = [(40 + 92 * column, 34 + 40 * row) for column in range(3) for row in range(3)]


def camera(second: float) -> tuple[float, float]:
    """How far the plan is moved at this second."""
    for (start, x, y), (end, after_x, after_y) in pairwise(SCENES):
        if start <= second <= end:
            share = (second - start) / (end - start)
            return x + (after_x - x) * share, y + (after_y - y) * share
    return SCENES[-1][1], SCENES[-1][2]


def frame(second: float) -> Image.Image:
    """The picture at this second."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    dx, dy = camera(second)
    for x, y in ROOFS:
        draw.rectangle((x + dx, y + dy, x + dx + 70, y + dy + 26), outline=LINE)
        draw.line((x + dx, y + dy + 13, x + dx + 70, y + dy + 13), fill=FAINT)
    draw.line((0, 232 + dy, WIDTH, 205 + dy), fill=LINE)
    draw.line((0, 250 + dy, WIDTH, 223 + dy), fill=LINE)
    _cars(draw, dx, dy)
    _fire(draw, dx, dy, second)
    _group(draw, dx, dy)
    font = ImageFont.load_default(13)
    draw.text((10, HEIGHT - 22), f"{int(second) // 60:02d}:{int(second) % 60:02d}", fill=LINE, font=font)
    draw.text((WIDTH - 172, HEIGHT - 22), "Drawn for the example", fill=LINE, font=font)
    return image


def _cars(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
    for number in range(11):
        x, y = 330 + dx + 13 * number, 216 + dy - number
        draw.rectangle((x, y, x + 9, y + 5), fill=FAINT)


def _fire(draw: ImageDraw.ImageDraw, dx: float, dy: float, second: float) -> None:
    """A fireplace with smoke, and from 00:41 to 01:15 people who carry bags to it."""
    x, y = 30 + dx, 285 + dy
    draw.rectangle((x, y, x + 16, y + 16), outline=LINE)
    for step in range(3):
        draw.arc((x + 2 + 4 * step, y - 16 - 6 * step, x + 12 + 4 * step, y - 4 - 6 * step), 90, 270, fill=SMOKE)
    if not 41 <= second <= 75:
        return
    for walker in range(3):
        way = ((second - 41) / 9 + walker / 3) % 1
        px, py = x + 150 - 130 * way, y - 40 + 46 * way
        draw.ellipse((px, py, px + 5, py + 5), fill=MOVING)
        draw.rectangle((px + 6, py + 1, px + 11, py + 6), fill=LINE)


def _group(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
    for number in range(6):
        x, y = 250 + dx + 9 * (number % 3), 290 + dy + 9 * (number // 3)
        draw.ellipse((x, y, x + 5, y + 5), fill=MOVING)


def main(target: str) -> None:
    command = [
        "ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
        "-r", str(FPS), "-i", "-", "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "44", "-g", "20", "-deadline", "best",
        "-pix_fmt", "yuv420p", "-fflags", "+bitexact", "-metadata", "title=Drawn for the example", target,
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        out: IO[bytes] | None = encoder.stdin
        assert out is not None
        for number in range(SECONDS * FPS):
            out.write(frame(number / FPS).tobytes())
    if encoder.returncode:
        raise SystemExit("ffmpeg could not write the recording.")


if __name__ == "__main__":
    main(sys.argv[1])
