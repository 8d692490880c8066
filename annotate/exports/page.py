"""Where the pages and files of a report stand on the web: plain strings, given by whoever asks for a rendering."""

from __future__ import annotations

from dataclasses import dataclass


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
    `report_url`    the edition's own page
    `claim_url`     the public page of one claim, with `{number}` where its number goes; ClaimReview wants it absolute
    `formats`       the edition's other forms
    `newer_url`     the page of a later edition, once there is one
    `base`          absolute address of the public side's root, with a slash at its end
    `verify_url`    the page on which anybody checks the edition's bundle
    """

    static_base: str = "static"
    report_url: str = ""
    claim_url: str = "#c{number}"
    formats: tuple[FormatLink, ...] = ()
    newer_url: str = ""
    base: str = ""
    verify_url: str = ""

    def url_of_claim(self, number: int) -> str:
        """The address of the claim's public page."""
        return self.claim_url.replace("{number}", str(number))

    def static_url(self, path: str) -> str:
        """The address of a stylesheet or of the icons, such as "css/tokens.css"."""
        return f"{self.static_base}/{path}"
