"""The newsroom as schema.org describes an organisation that publishes: logo, ownership, policies, licence.

A policy that is a text stands on the newsroom's public page, and that is the address given for it; for an edition from
before there was such a page, or without a public side, it is left out.
"""

from __future__ import annotations

from typing import Any

from annotate.domain.organisation import logo_name, standings, web_page
from annotate.domain.report_parts import Organisation

#: Where each policy that is a text stands, from the root of the public side.
ABOUT = "about/"


def publisher(organisation: Organisation, base: str) -> dict[str, Any] | None:
    """The Organization node; None where nothing is known beyond the name and address that its author has."""
    said: dict[str, Any] = {}
    for standing in standings(organisation):
        where = standing.url or (f"{base}{ABOUT}#{standing.policy.field}" if base else "")
        if where:
            said[standing.policy.property] = where
    logo = logo_name(organisation)
    if logo and base:
        said["logo"] = {"@type": "ImageObject", "url": f"{base}{ABOUT}logo/{logo}"}
    if not said:
        return None
    address = {"url": organisation.url} if organisation.url else {}
    return {"@type": "Organization", "name": organisation.name, **address, **said}


def licences(organisation: Organisation, base: str) -> dict[str, str]:
    """The licence of the report, and of these data about it."""
    where = web_page(organisation.licence) or (f"{base}{ABOUT}#licence" if base and organisation.licence else "")
    return {"license": where, "sdLicense": where} if where else {}
