"""Editions: publish, list, fetch."""

from __future__ import annotations

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.articles import EditionIn, EditionList, EditionOut
from annotate.domain.policy import Permission
from annotate.exports import FORMATS, filename
from annotate.exports.bundle import COMPLETE, EVIDENCE, MEDIA_TYPE, Kind
from annotate.exports.public.frame import addresses
from annotate.services import bundles, reports
from annotate.services.drawn import drawn
from annotate.store.queries import articles as article_query


@operation(
    Operation(
        "POST", "/articles/{slug}/reports", "Publish an edition", Permission.PUBLISH, {201: EditionOut},
        body=EditionIn, optional_body=True,
    )
)  # fmt: skip
def publish(call: Writing[EditionIn], slug: str) -> Answer:
    """Freeze the approved claims as the next edition. 409 if there are none."""
    body = call.body
    edition = reports.publish(
        call.uow, call.actor, slug, body.note, call.desk.organisation, body.kind, body.complaints
    )  # fmt: skip
    return Answer(plain.edition(edition), 201, {"Location": f"/api/v1/reports/{slug}/{edition.number}.json"})


@operation(Operation("GET", "/articles/{slug}/reports", "List editions", Permission.READ, {200: EditionList}))
def listed(call: Reading[None], slug: str) -> Answer:
    """All editions, newest first."""
    found = reports.editions(call.session, article_query.article(call.session, slug))
    return Answer({"items": [plain.edition(edition) for edition in found]})


@operation(
    Operation(
        "GET", "/reports/{slug}/{edition}.{format}", "Fetch an edition", Permission.EXPORT,
        {200: tuple(dict.fromkeys(form.media_type for form in FORMATS.values()))}, early=True,
    )
)  # fmt: skip
def fetch(call: Reading[None], slug: str, edition: str, format: str) -> Answer:
    """The edition’s bytes: the same ones, whenever they are asked for. Its JSON has the SHA-256 that was published.

    409 for a PDF in a script that no font of the server has.
    """
    _, report = reports.edition(call.session, slug, int(edition))
    page = addresses(f"{call.desk.settings.public_url}/", slug, report.edition)
    data = drawn(format, report, page, call.desk.settings.drawn_dir)
    headers = {"Content-Disposition": f'attachment; filename="{filename(format, report)}"'}
    return Answer(data, headers=headers, media_type=FORMATS[format].media_type)


@operation(
    Operation(
        "GET", "/reports/{slug}/{edition}/bundle", "Fetch the evidence bundle of an edition", Permission.EXPORT,
        {200: (MEDIA_TYPE,)}, early=True,
    )
)  # fmt: skip
def bundle(call: Reading[None], slug: str, edition: str) -> Answer:
    """A zip file that anybody can check offline. 409 until a signed checkpoint covers the edition: ask again."""
    return _bundle(call, slug, edition, EVIDENCE)


@operation(
    Operation(
        "GET", "/reports/{slug}/{edition}/complete", "Fetch the complete bundle of an edition", Permission.EXPORT,
        {200: (MEDIA_TYPE,)}, early=True,
    )
)  # fmt: skip
def complete(call: Reading[None], slug: str, edition: str) -> Answer:
    """The evidence bundle with every form of the report in it, PDF, Word and spreadsheet too.

    The first asking takes seconds. 409 until a signed checkpoint covers the edition, and where there can be no PDF.
    """
    return _bundle(call, slug, edition, COMPLETE)


def _bundle(call: Reading[None], slug: str, edition: str, kind: Kind) -> Answer:
    with call.desk.covering():
        made = bundles.kept(call.session, call.desk.packer, slug, int(edition), kind)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Answer(made.data, headers=headers, media_type=MEDIA_TYPE)
