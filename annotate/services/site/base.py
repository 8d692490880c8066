"""Where the public side stands, and who it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.domain.report_parts import Organisation
from annotate.exports.public import Frame, assets
from annotate.services import organisations


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
