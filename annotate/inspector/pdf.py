"""PDF files: pages, protection, properties, and pictures of their pages, by PDFium."""

from __future__ import annotations

import io
from importlib.metadata import version
from typing import BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from annotate.domain.errors import NotFound, Unreadable
from annotate.domain.findings import Document, Personal
from annotate.inspector import times
from annotate.inspector.base import Found, Opened, holds_markup, tidy
from annotate.inspector.pixels import THUMBNAIL, as_jpeg

#: Pixels of a rendered page's height, however narrow the page is.
MAX_HEIGHT = 5_000
_PASSWORD = "The PDF is protected by a password, so that its pages cannot be seen."
_BROKEN = "The PDF is broken and cannot be opened."


def look(opened: Opened, found: Found) -> None:
    """Read what the PDF says about itself, and draw its first page as thumbnail."""
    found.used(f"pypdfium2 {version('pypdfium2')}")
    if not opened.at(0, 5).startswith(b"%PDF-"):
        found.warn("Other bytes stand before the beginning of the PDF.")
    try:
        document = _open(opened.reader(10))
    except Unreadable as error:
        if error.message == _PASSWORD:
            found.document = Document(None, True, "", "", "", "", None)
            found.warn(error.message)
        else:
            found.stop("refused", error.message)
        return
    try:
        _read(document, found)
        found.thumbnail = as_jpeg(_draw(document, 0, THUMBNAIL, THUMBNAIL)) if len(document) else None
    except (pdfium.PdfiumError, ValueError) as error:
        found.warn(f"The first page of the PDF cannot be drawn ({tidy(error, 100)}).")
    finally:
        document.close()


def page_as_png(opened: Opened, page: int, width: int) -> bytes:
    """The page with this number, counted from 1, as PNG of about `width` pixels. Raises NotFound and Unreadable."""
    document = _open(opened.reader(20))
    try:
        count = len(document)
        if not 1 <= page <= count:
            raise NotFound(f"The PDF has {count:,} pages; there is no page {page:,}.")
        out = io.BytesIO()
        _draw(document, page - 1, width, MAX_HEIGHT).save(out, "PNG")
        return out.getvalue()
    except pdfium.PdfiumError as error:
        raise Unreadable(f"Page {page:,} of the PDF is broken and cannot be drawn.") from error
    finally:
        document.close()


def _open(file: BinaryIO) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        locked = error.err_code == pdfium_c.FPDF_ERR_PASSWORD
        raise Unreadable(_PASSWORD if locked else _BROKEN) from error


def _read(document: pdfium.PdfDocument, found: Found) -> None:
    about = {name: tidy(value) for name, value in document.get_metadata_dict().items()}
    created = about.get("CreationDate", "")
    found.document = Document(
        pages=len(document),
        encrypted=pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) >= 0,
        title=about.get("Title", ""),
        producer=about.get("Producer", ""),
        creator=about.get("Creator", ""),
        created=created,
        created_ms=times.pdf_time(created),
    )
    if about.get("Author"):
        found.personal = Personal(None, about["Author"], "", ())
    for name in ("Title", "Author", "Producer", "Creator", "Subject"):
        if holds_markup(about.get(name, "")):
            found.warn(f"The property {name} of the PDF holds markup. It is kept as text and runs nowhere here.")
    scripts = pdfium_c.FPDFDoc_GetJavaScriptActionCount(document.raw)
    if scripts > 0:
        found.warn(f"Scripts stand in the PDF ({scripts:,}); some viewers run them when it is opened.")
    attached = pdfium_c.FPDFDoc_GetAttachmentCount(document.raw)
    if attached > 0:
        found.warn(f"Other files are attached inside the PDF ({attached:,}).")


def _draw(document: pdfium.PdfDocument, index: int, width: int, highest: int) -> Image.Image:
    page = document[index]
    try:
        across, down = page.get_size()
        if not (across > 0 and down > 0):
            raise ValueError("the page has no size")
        scale = min(width / across, highest / down)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        try:
            drawn: Image.Image = bitmap.to_pil().convert("RGB")
            return drawn
        finally:
            bitmap.close()
    finally:
        page.close()
