"""Small PDFs, written by hand: letters at places that the test chooses, with the font's own table of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Put:
    """One run of text at a place in points, from the page's lower left corner. With `back`, each letter stands left
    of the one before, as in a file that keeps right-to-left text in reading order."""

    x: float
    y: float
    text: str
    size: float = 12.0
    back: bool = False


def pdf_of(pages: Sequence[Sequence[Put]], *, info: str = "", mapped: bool = True, catalog: str = "") -> bytes:
    """A PDF whose letters are 0.5 em wide. Without `mapped`, its font does not say which letters it shows."""
    letters = sorted({char for page in pages for put in page for char in put.text})
    codes = {char: index + 1 for index, char in enumerate(letters)}
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    table = _to_unicode(codes).encode()
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [4 0 R]"
        + (b" /ToUnicode 6 0 R" if mapped else b"")
        + b" >>",
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /FontDescriptor 5 0 R /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        6: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table),
        7: f"<< {info} >>".encode(),
    }
    for number, page in enumerate(pages):
        content = "\n".join(_shown(put, codes) for put in page).encode()
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            f" /Contents {11 + 2 * number} 0 R >>"
        ).encode()
        objects[11 + 2 * number] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    return _file(objects)


def lines_at(x: float, y: float, *texts: str, size: float = 12.0, step: float = 14.0) -> list[Put]:
    """Lines one below the other, the first at `y`."""
    return [Put(x, y - index * step, text, size) for index, text in enumerate(texts)]


def _shown(put: Put, codes: dict[str, int]) -> str:
    drawn = (" 1000 " if put.back else "").join(f"<{codes[char]:04X}>" for char in put.text)
    return f"BT /F {put.size} Tf 1 0 0 1 {put.x} {put.y} Tm [{drawn}] TJ ET"


def _to_unicode(codes: dict[str, int]) -> str:
    rows = "\n".join(f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(codes)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap end end"
    )


def _file(objects: dict[int, bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    rows = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n" for number in range(size)
    )
    return out + b"xref\n0 %d\n%strailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        rows,
        size,
        start,
    )
