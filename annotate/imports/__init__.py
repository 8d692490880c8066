"""Articles in: bytes of one of a few formats, out comes text that can be frozen.

`FORMATS` is the one list of what can be read; a new format is one file, with a function `read`, and one row. Its file
is loaded when the first such article comes in: the libraries behind them are a third of the time that a start takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from annotate.domain.errors import Invalid, TooLarge, Unreadable
from annotate.imports.base import MAX_FILE_BYTES, Imported
from annotate.imports.decode import known_kind
from annotate.imports.plain import read_pasted

__all__ = ["ACCEPT", "FORMATS", "MAX_FILE_BYTES", "Format", "Imported", "read_article", "read_pasted"]

#: How far into a file the mark of a PDF may stand (PDF 1.7, implementation note 13).
_PDF_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Format:
    """One kind of file that can be read: its suffix with the dot, media type, name for people, and who reads it."""

    suffix: str
    media_type: str
    label: str
    #: A module of this package.
    reader: str

    def read(self, data: bytes) -> Imported:
        """What the reader takes out of these bytes; it raises Unreadable or TooLarge."""
        found: Imported = import_module(f"annotate.imports.{self.reader}").read(data)
        return found


FORMATS: tuple[Format, ...] = (
    Format(".txt", "text/plain", "Plain text", "plain"),
    Format(".md", "text/markdown", "Markdown", "markdown"),
    Format(".html", "text/html", "Web page", "html"),
    Format(".htm", "text/html", "Web page", "html"),
    Format(".xhtml", "application/xhtml+xml", "Web page", "html"),
    Format(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document", "docx"),
    Format(".pdf", "application/pdf", "PDF", "pdf"),
)
#: What a file field accepts: the suffixes, with commas.
ACCEPT = ",".join(form.suffix for form in FORMATS)


def read_article(data: bytes, filename: str, media_type: str | None = None) -> Imported:
    """Read an article by the suffix of its file's name, or by its media type if the name has none that is known.

    Raises Invalid for an empty file or an unknown kind, TooLarge for more than `MAX_FILE_BYTES` bytes or too long a
    text, Unreadable for bytes that are not what the name says or that cannot be read.
    """
    if not data:
        raise Invalid("The file is empty. Choose the file that holds the article, or paste the text.", field="file")
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(
            f"The file has {len(data):,} bytes; {MAX_FILE_BYTES:,} are the most. Save only the text, or paste it.",
            field="file",
        )
    form = _choose(filename, media_type)
    _check_content(data, form)
    return form.read(data)


def _choose(filename: str, media_type: str | None) -> Format:
    suffix = PurePath(filename.replace("\\", "/")).suffix.lower()
    wanted = (media_type or "").split(";")[0].strip().lower()
    by_name = next((form for form in FORMATS if form.suffix == suffix), None)
    found = by_name or next((form for form in FORMATS if form.media_type == wanted), None)
    if found is None:
        what = f"Files that end in “{suffix[:20]}” cannot be read" if suffix else "The file's name has no ending"
        raise Invalid(f"{what}. Use {', '.join(form.suffix for form in FORMATS)}, or paste the text.", field="file")
    return found


def _check_content(data: bytes, form: Format) -> None:
    """Refuse a PDF or Word document that is none. Text is checked where it is decoded."""
    if form.suffix == ".pdf" and b"%PDF-" not in data[:_PDF_HEAD]:
        raise _mislabelled(data, "a PDF")
    if form.suffix == ".docx" and not data.startswith(b"PK\x03\x04"):
        if data.startswith(_OLE):
            raise Unreadable(
                "This is an old Word document (.doc), or one protected by a password. "
                "Open it in a word processor and save it as .docx without a password.",
                field="file",
            )
        raise _mislabelled(data, "a Word document")


def _mislabelled(data: bytes, wanted: str) -> Unreadable:
    kind = known_kind(data)
    is_really = f"it is {kind}" if kind else "its content is something else"
    return Unreadable(
        f"The file's name says {wanted}, but {is_really}. Give the name the right ending, or paste the text.",
        field="file",
    )
