"""Typst in a process of its own: a request on stdin, a PDF on stdout. Run as a file; it imports nothing of the program.

A large report takes some hundred megabytes while it is set, and typst keeps what it has worked out for the next time.
Here all of it ends with the process. The request is JSON: `source` (typst), `inputs` (text by name), `standards`,
`timestamp` (seconds), `fonts` (folders), `system` (may the machine's fonts stand in?). With `chars` instead of `source`
the answer is a JSON list of those characters that no font shows, up to `most` of them.

Exit status 0; or 3 with a sentence on stderr, where typst refuses.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import typst

REFUSED = 3
#: A sheet with one character per paragraph: in PDF/UA typst names the first that no font shows.
PROBE = """#set document(title: "Probe")
#set text(font: ("Libertinus Serif", "Amiri", "DejaVu Sans Mono", "New Computer Modern"),
  fallback: sys.inputs.system == "yes")
#for one in json(bytes(sys.inputs.data)) { par(one) }"""


def pdf(asked: dict[str, Any], fonts: typst.Fonts) -> bytes:
    """The document. Raises typst.TypstError."""
    compiler = typst.Compiler(asked["source"].encode(), font_paths=fonts, sys_inputs=asked["inputs"])
    made = compiler.compile(format="pdf", pdf_standards=asked["standards"], timestamp=asked["timestamp"])
    assert isinstance(made, bytes)  # one file, since no output was named
    return made


def missing(asked: dict[str, Any], fonts: typst.Fonts) -> list[str]:
    """Those of the characters that no font shows, in their order, up to `most`."""
    found: list[str] = []
    while len(found) < asked["most"]:
        left = [char for char in asked["chars"] if char not in found]
        inputs = {"data": json.dumps(left), "system": "yes" if asked["system"] else "no"}
        try:
            pdf({"source": PROBE, "inputs": inputs, "standards": ["ua-1"], "timestamp": 0}, fonts)
        except typst.TypstError as error:
            said = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), error.message)
            named = next((char for char in left if f'"{char}"' in said), None)
            if named is None:
                raise
            found.append(named)
        else:
            break
    return sorted(found)


def main() -> int:
    """Answer the one request."""
    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=asked["system"], font_paths=asked["fonts"])
    try:
        answer = json.dumps(missing(asked, fonts)).encode() if "chars" in asked else pdf(asked, fonts)
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
