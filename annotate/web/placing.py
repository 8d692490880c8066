"""Citing inside a file, on the working page: which file, where in it, and the file itself to look at meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from annotate.domain.evidence import Attachment
from annotate.domain.locators import Locator
from annotate.domain.policy import Permission, may
from annotate.domain.things import Citation, Source
from annotate.store.queries import attachments as query
from annotate.store.queries import sources as source_query
from annotate.web.current import actor, read
from annotate.web.file_view import FileView, place_of, shown, views
from annotate.web.forms.citations import CitationForm, CiteForm

#: Media whose citations part what is visible from what is inferred and what is only claimed.
IMAGERY = ("video", "image", "audio")


@dataclass(frozen=True)
class Placing:
    """Files by their id, as the person may see them; the source and the file that the open form is about."""

    files: dict[str, Attachment]
    source: Source | None = None
    view: FileView | None = None
    at: Locator = Locator()

    @property
    def imagery(self) -> bool:
        """Does the open form point into a picture or a recording?"""
        return self.view is not None and self.view.medium in IMAGERY


def placing(
    cited: Sequence[Citation], cite: CiteForm | None, editing: str | None, edit: CitationForm | None
) -> Placing:
    """What the citations and the form that is open need to know of files. No query where nothing points into one."""
    found = query.by_ids(read(), [one.attachment_id for one in cited if one.attachment_id])
    files = {ident: shown(one) for ident, one in found.items()}
    if cite is not None and cite.source_id.data:
        return _with_form(files, cite, source_query.source(read(), cite.source_id.data))
    if edit is not None:
        source = next((one.source for one in cited if one.id == editing), None)
        return _with_form(files, edit, source)
    return Placing(files)


def prefill(form: CiteForm) -> CiteForm:
    """Fill in the source, the file and the place that the address names: the way from a file's page."""
    source, file, at = (request.args.get(name, "")[:200] for name in ("source", "file", "at"))
    if source:
        found = source_query.source(read(), source)
        form.source_id.data, form.find.data = found.id, found.title
        form.attachment_id.data, form.locator.data = file, at
    return form


def _with_form(files: dict[str, Attachment], form: CitationForm, source: Source | None) -> Placing:
    if source is None:
        return Placing(files)
    held = [one for one in query.attachments(read(), [source.id]).get(source.id, ()) if _choosable(one)]
    chosen = form.attachment_id.data or ""
    kept = [one for ident, one in files.items() if ident == chosen and one.id not in {h.id for h in held}]
    form.offer_files([*held, *kept])
    open_ = next((one for one in held if one.id == chosen), None)
    return Placing(files, source, views([open_])[0] if open_ else None, place_of(form.locator.data or ""))


def _choosable(found: Attachment) -> bool:
    return may(actor(), Permission.OPEN_FILE, found.facts)
