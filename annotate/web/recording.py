"""How the forms of a claim's records are answered: with their part of the panel, or with the whole page."""

from __future__ import annotations

from typing import Literal

from flask import render_template

from annotate.domain.things import Claim
from annotate.store.queries import claims as claim_query
from annotate.web import panel, working
from annotate.web.answers import Answer, swap, wants_fragment
from annotate.web.claims import panel_parts
from annotate.web.current import read
from annotate.web.records import Opened, records
from annotate.web.working import Work

#: The two lists, by their templates and ids.
Name = Literal["lookups", "replies"]


def shown(work: Work, claim: Claim, name: Name, opened: Opened, status: int = 200) -> Answer:
    """The list with a form open: alone for the page's script, else in the claim's page."""
    here = records(claim, opened) if name == "lookups" else records(claim, None, opened)
    if wants_fragment():
        html = render_template(f"claims/{name}.html", work=work, claim=claim, **panel.rights(claim), **here)
        return swap(html, status=status)
    return working.page(work, panel.claim_panel(work, claim) | here, status)


def done(work: Work, claim: Claim, name: Name, said: str) -> Answer:
    """After a change: the list, head and foot of the panel, a way to take it back; what is typed elsewhere stays."""
    work = work.renewed()
    now = claim_query.claim(read(), claim.id)
    parts = panel_parts(work, now, name) if wants_fragment() else []
    return working.changed(work, now, (), parts, said, True)
