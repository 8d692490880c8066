"""Vocabularies, for reading."""

from __future__ import annotations

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, operation
from annotate.api.schemas.terms import TermList, TermQuery
from annotate.domain.policy import Permission
from annotate.store.queries.terms import terms


@operation(Operation("GET", "/terms", "List the vocabularies", Permission.READ, {200: TermList}, query=TermQuery))
def listed(call: Reading[TermQuery]) -> Answer:
    """Every term, switched-off ones included: claims may still have them."""
    found = terms(call.session)
    wanted = [call.query.vocabulary] if call.query.vocabulary else list(found)
    return Answer({"items": [plain.term(term) for name in wanted for term in found[name].values()]})
