"""Sources of the library, found by what people type: a title, some words of it, or an address."""

from __future__ import annotations

from annotate.domain.errors import Invalid
from annotate.domain.things import Source
from annotate.store.queries import sources as query
from annotate.web.current import read

#: Sources that are named in a refusal.
NAMED = 4


def source_of(words: str, field: str, otherwise: str) -> Source | None:
    """The one source that these words mean, None for no words. Invalid, about `field`, for none and for several.

    `otherwise`: what to do if the library has no such source.
    """
    if not words:
        return None
    found = [source for source, _ in query.sources(read(), words[:500], limit=20).items] if "\x00" not in words else []
    exact = [source for source in found if words in (source.title, source.url)] or found
    if len(exact) == 1:
        return exact[0]
    if exact:
        names = ", ".join(f"“{source.title}”" for source in exact[:NAMED])
        raise Invalid(f"{len(exact)} sources fit: {names}. Write the title in full, or its address.", field=field)
    raise Invalid(f"No source of the library fits these words. {otherwise}", field=field)
