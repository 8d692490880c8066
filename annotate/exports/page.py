"""Where the pages and files of a report stand on the web: plain strings, given by whoever asks for a rendering."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.corrections import Correction


@dataclass(frozen=True)
class FormatLink:
    """One more form of the same edition, as offered at the foot of its page."""

    label: str
    url: str


@dataclass(frozen=True)
class Around:
    """The rest of the public side, as one of its pages links there."""

    reports: str
    corrections: str
    scale: str
    about: str
    feed: str


@dataclass(frozen=True)
class PageContext:
    """Addresses that the frozen report cannot know. The same report with the same addresses is the same bytes.

    `static_base`   folder of the stylesheets and icons, without a slash at its end
    `report_url`    the edition's own page, absolute
    `claim_url`     the public page of one claim, with `{number}` where its number goes; ClaimReview wants it absolute
    `formats`       the edition's other forms
    `newer_url`     the page of a later edition, once there is one
    `newer_kind`    what the newest edition does
    `base`          absolute address of the public side's root, with a slash at its end
    `verify_url`    the page on which anybody checks the edition's bundle

    What a page links to rather than names, so that it can be relative; empty: as above, or no link.

    `report_href`, `claim_href`   as `report_url` and `claim_url`
    `edition_href`  the page of one edition, with `{number}` where its number goes
    `source_href`   the public page of one source, with `{id}` where its id goes
    `card_href`     description of the claim's card, for sites that embed it (oEmbed)
    `canonical`     the one address, of all under which this is found, that others shall name; absolute
    `around`        the rest of the public side
    """

    static_base: str = "static"
    report_url: str = ""
    claim_url: str = "#c{number}"
    formats: tuple[FormatLink, ...] = ()
    newer_url: str = ""
    newer_kind: Correction | None = None
    base: str = ""
    verify_url: str = ""
    report_href: str = ""
    claim_href: str = ""
    edition_href: str = ""
    source_href: str = ""
    card_href: str = ""
    canonical: str = ""
    around: Around | None = None

    def url_of_claim(self, number: int) -> str:
        """The address of the claim's public page."""
        return self.claim_url.replace("{number}", str(number))

    def href_of_claim(self, number: int) -> str:
        """The link to the claim's public page."""
        return (self.claim_href or self.claim_url).replace("{number}", str(number))

    def href_of_source(self, ident: str) -> str:
        """The link to the source's public page; nothing where there is none."""
        return self.source_href.replace("{id}", ident)

    def href_of_edition(self, number: int) -> str:
        """The link to an edition's page; nothing where it is not known."""
        return self.edition_href.replace("{number}", str(number))

    @property
    def href(self) -> str:
        """The link to the edition's own page."""
        return self.report_href or self.report_url

    def static_url(self, path: str) -> str:
        """The address of a stylesheet or of the icons, such as "css/tokens.css"."""
        return f"{self.static_base}/{path}"
