"""Names of files as they were received: for showing only, never a path.

What is decided here, so that no page, header, terminal or report has to think of it again:

- Only what stands behind the last slash or backslash counts; some browsers send whole paths, and `../` means nothing.
- Control characters (NUL, CR, LF and their kin, line separators) are refused: they end headers, lines and C strings.
- Marks that turn the direction of writing, or that cannot be seen, become “�”: with them “gpj.exe” reads “exe.jpg”.
- More than 255 bytes of UTF-8, which is more than any common file system can hold, are refused.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from annotate.domain.errors import Invalid

#: Bytes of UTF-8 of a name.
MAX_BYTES = 255
#: What stands for a character that must not be taken at its word.
REPLACED = "\ufffd"
_CONTROL = {"Cc", "Zl", "Zp", "Cs"}
#: Joiners belong to words of Persian, Hindi and to emoji; every other invisible character is only good for lying.
_JOINERS = "\u200c\u200d"
_UNSAFE_ASCII = re.compile(r"[^A-Za-z0-9 ._()+,=@~!#$&^{}\[\]-]")


def received(name: str, field: str = "name") -> str:
    """The name as it is kept. Raises Invalid, with the place, for one that cannot be kept."""
    last = re.split(r"[/\\]", name)[-1].strip()
    if not last.strip("."):
        raise Invalid("The file has no name. Give it one, such as “footage.mp4”, and send it again.", field=field)
    for place, character in enumerate(last, 1):
        if unicodedata.category(character) in _CONTROL:
            raise Invalid(
                f"The file’s name holds a character that is no text (U+{ord(character):04X}, at place {place}). "
                "Rename the file and send it again.",
                field=field,
            )
    plain = "".join(REPLACED if _invisible(character) else character for character in last)
    size = len(plain.encode())
    if size > MAX_BYTES:
        raise Invalid(
            f"The file’s name has {size:,} bytes; {MAX_BYTES} are the most. Shorten it and send the file again.",
            field=field,
        )
    return plain


def disposition(name: str) -> str:
    """The header that has a browser save the bytes under this name (RFC 6266), with a plain name for old readers."""
    plain = _UNSAFE_ASCII.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Co", "Cn") and character not in _JOINERS
