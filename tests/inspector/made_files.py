"""Small files, built by hand: sound ones to be read, and hostile ones to be survived."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

SCRIPT = "<script>alert(1)</script>"


def picture(width: int = 320, height: int = 200, *, step: int = 7) -> Image.Image:
    """Squares of many shades, different for each `step`."""
    tiny = Image.new("RGB", (16, 10))
    tiny.putdata([(place * place * step % 256, place * step * 37 % 256, place * 91 % 256) for place in range(160)])
    return tiny.resize((width, height), Image.Resampling.NEAREST)


def saved(image: Image.Image, form: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def jpeg_with(*segments: tuple[int, bytes], image: bytes | None = None) -> bytes:
    """A JPEG with these segments (marker, body) right after its beginning."""
    plain = image or saved(picture())
    made = b"".join(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body for marker, body in segments)
    return plain[:2] + made + plain[2:]


def exif_of(**texts: str) -> bytes:
    """The body of an EXIF segment with these fields, by their names in `ExifTags.Base`, and a place."""
    exif = Image.Exif()
    for name, text in texts.items():
        exif[getattr(Image.ExifTags.Base, name)] = text
    exif.get_ifd(Image.ExifTags.IFD.Exif).update(
        {0x9003: "2024:05:01 10:20:30", 0x9011: "+02:00", 0xA431: "BODY-77", 0xA430: "Owner Name"}
    )
    exif.get_ifd(Image.ExifTags.IFD.GPSInfo).update(
        {1: "S", 2: (33.0, 30.0, 36.0), 3: "W", 4: (70.0, 15.0, 0.0), 5: b"\x00", 6: 512.25, 7: (8.0, 20.0, 31.5),
         29: "2024:05:01"}
    )  # fmt: skip
    return exif.tobytes()


def png_of(width: int, height: int, pixels: bytes = b"", *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with a header that may lie, these packed pixels, and more chunks before them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def gif_of(frames: int) -> bytes:
    """A GIF of one pixel and so many frames."""
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00" + b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00" + b"\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b"\x3b"


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of an MP4."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


@dataclass(frozen=True)
class Film:
    """What an MP4 is to say: its length, its size in pixels, when it was made (seconds since 1904), where."""

    seconds: int = 12
    width: int = 640
    height: int = 360
    created: int = 3_797_228_436  # 2024-04-29 10:00:36 UTC
    place: bytes = b""

    def mp4(self, *, brand: bytes = b"isom") -> bytes:
        """The file: type, index, and some bytes of pictures that nobody decodes."""
        return box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand + b"mp42") + self._moov() + box(b"mdat", b"\x00" * 5000)

    def _moov(self) -> bytes:
        units = self.seconds * 1000
        matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
        times = struct.pack(">III", 0, self.created, self.created)
        mvhd = box(
            b"mvhd",
            times,
            struct.pack(">IIIH10x", 1000, units, 0x10000, 0x100),
            matrix,
            b"\x00" * 24,
            b"\x00\x00\x00\x02",
        )
        tkhd = box(
            b"tkhd", struct.pack(">III", 7, self.created, self.created),
            struct.pack(">II I8xHHH2x", 1, 0, units, 0, 0, 0),
            matrix, struct.pack(">II", self.width << 16, self.height << 16),
        )  # fmt: skip
        mdhd = box(b"mdhd", times, struct.pack(">IIHH", 25_000, self.seconds * 25_000, 0x55C4, 0))
        hdlr = box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide"), b"video\x00")
        avc1 = box(
            b"avc1", b"\x00" * 6 + b"\x00\x01" + b"\x00" * 16,
            struct.pack(">HHII", self.width, self.height, 0x480000, 0x480000),
            b"\x00\x00\x00\x00\x00\x01" + b"\x00" * 32 + b"\x00\x18\xff\xff",
            box(b"avcC", b"\x01\x42\xc0\x1e\xff\xe1\x00\x04\x67\x42\xc0\x1e\x01\x00\x04\x68\xce\x38\x80"),
        )  # fmt: skip
        frames = self.seconds * 25
        stbl = box(
            b"stbl", box(b"stsd", struct.pack(">II", 0, 1), avc1),
            box(b"stts", struct.pack(">IIII", 0, 1, frames, 1000)),
            box(b"stsc", struct.pack(">IIIII", 0, 1, 1, frames, 1)), box(b"stsz", struct.pack(">III", 0, 16, frames)),
            box(b"stco", struct.pack(">III", 0, 1, 1000)),
        )  # fmt: skip
        dinf = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
        minf = box(b"minf", box(b"vmhd", struct.pack(">IHHHH", 1, 0, 0, 0, 0)), dinf, stbl)
        where = (
            box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(self.place), 0x15C7), self.place))
            if self.place
            else b""
        )
        return box(b"moov", mvhd, box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf)), where)


def wav_of(seconds: int) -> bytes:
    """Silence: 8,000 samples a second, 8 bits."""
    samples = b"\x80" * 8000 * seconds
    body = (
        b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
        + b"data"
        + struct.pack("<I", len(samples))
        + samples
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


@dataclass(frozen=True)
class Entry:
    """One line of a ZIP's list. `says` is the size that it claims to unpack to, `at` another entry's place to share."""

    name: str
    says: int = 5
    packed: bytes = b"\x4b\x4c\x4a\x06\x00"
    mode: int = 0
    at: int | None = None


def zip_of(*entries: Entry, counted: int | None = None) -> bytes:
    """A ZIP whose list says what it is told to."""
    body, listed, places = bytearray(), bytearray(), []
    for entry in entries:
        name = entry.name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(entry.packed), entry.says, len(name), 0)
        places.append(len(body) if entry.at is None else places[entry.at])
        if entry.at is None:
            body += b"PK\x03\x04" + common + name + entry.packed
        listed += b"PK\x01\x02\x14\x03" + common + struct.pack("<HHHII", 0, 0, 0, entry.mode << 16, places[-1]) + name
    count = len(entries) if counted is None else counted
    return bytes(body + listed) + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(body), 0)


def pdf_of(
    pages: int = 1, *, info: str = "", catalog: str = "", locked: bool = False, box: str = "0 0 300 400"
) -> bytes:
    """A PDF with so many pages, each with a black square. A locked one opens with no password that anybody knows."""
    kids = " ".join(f"{10 + n} 0 R" for n in range(pages))
    square = b"0 0 0 rg 20 20 100 100 re f"
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        3: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(square), square),
        4: f"<< {info} >>".encode(),
        5: b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32),
    }
    for number in range(pages):
        objects[10 + number] = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R >>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    out += b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    lock = b"/Encrypt 5 0 R /ID [<00112233> <00112233>]" if locked else b""
    return bytes(out) + b"trailer << /Size 999 /Root 1 0 R /Info 4 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (lock, start)


def srt_of(texts: Sequence[str]) -> bytes:
    """Subtitles of one second each."""
    cues = [f"{n}\n{_clock(n)} --> {_clock(n + 1)}\n{text}\n" for n, text in enumerate(texts)]
    return "\n".join(cues).encode()


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},000"


def xmp_with(address: str) -> bytes:
    """The body of an XMP segment that says where content credentials are kept."""
    return (
        b"http://ns.adobe.com/xap/1.0/\x00"
        + (
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{address}"/>'
            "</rdf:RDF></x:xmpmeta>"
        ).encode()
    )
