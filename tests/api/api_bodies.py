"""Bodies of requests, as programs write them."""

from __future__ import annotations

from typing import Any


def claim_of(article: dict[str, Any], quote: str, **fields: Any) -> dict[str, Any]:
    """The body that marks `quote`."""
    start = article["text"].index(quote)
    span = {"start": start, "end": start + len(quote), "exact": quote}
    return {"type": "quantity", "spans": [span], "revision_sha256": article["revision"]["sha256"], **fields}
