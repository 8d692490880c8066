"""Where the public side stands, and who it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.domain.report_parts import Organisation
from annotate.exports import FORMATS
from annotate.exports.public import Frame, assets
from annotate.services import organisations

#: Forms that public pages link. What takes long to draw is offered by the desk and answered by the server: a site of
#: 1,000 reports with all of it would take minutes, and a link without a file is a fault.
FORMS = tuple(form for form in FORMATS.values() if not form.slow)


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
