"""Zip files in one spelling: stored, sorted by name, dated 1 January 1980. Same files, same bytes, on every machine.

Nothing is compressed: what a compressor makes of the same bytes differs between its versions and builds.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping


def zipped(content: Mapping[str, bytes]) -> bytes:
    """A zip file in this spelling. Names are ASCII; all together is less than 4 GB."""
    body, directory = bytearray(), bytearray()
    for name in sorted(content):
        data, raw = content[name], name.encode("ascii")
        # version 2.0, no flags, stored, midnight of 1 January 1980
        about = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + about + raw + data
    end = struct.pack("<HHHHIIH", 0, 0, len(content), len(content), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def restored(data: bytes) -> bytes:
    """The zip file that a library wrote, in this spelling. In both Office formats “[Content_Types].xml” stays first."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return zipped({name: found.read(name) for name in found.namelist()})
