"""Where the public side stands, and who it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.domain.report_parts import Organisation
from annotate.exports import FORMATS
from annotate.exports.public import Frame, assets
from annotate.services import organisations

#: Forms that are typeset or packed take a hundred times as long as a page: a site of 1,000 reports would take minutes.
#: The desk offers them, the server answers them; public pages link what each build can have in it.
SLOW = frozenset({"pdf", "pdfa", "docx", "comments", "xlsx"})
FORMS = tuple(form for form in FORMATS.values() if form.name not in SLOW)


@dataclass(frozen=True)
class Site:
    """`base` is the absolute address of its root, with a slash at its end; `static` the folder of stylesheets there."""

    base: str
    static: str
    organisation: Organisation

    def frame(self, path: str) -> Frame:
        """A page of it, by its address from the root."""
        return Frame(path, self.base, self.static, self.organisation)


def open_site(session: Session, base: str, settings: Organisation) -> Site:
    """The public side at this address, without a slash at its end. `settings`: who publishes, until an admin says."""
    return Site(f"{base}/", f"static/{assets.version()}", organisations.standing(session, settings))
