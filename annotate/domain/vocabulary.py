"""The closed lists that live in code: roles, states, stances, answers. Verdicts and claim types are rows (`term`).

Each member carries its label and icon, so that no template maps a code to a word.
"""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A string enum whose members also have a label, a help sentence and an icon of the sprite."""

    label: str
    help: str
    icon: str

    def __new__(cls, value: str, label: str = "", help: str = "", icon: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.capitalize()
        member.help = help
        member.icon = icon or value
        return member


class Role(Labelled):
    """What an account may do; `domain.policy` says it in detail."""

    CHECKER = "checker", "Checker", "Marks claims, finds sources, submits"
    REVIEWER = "reviewer", "Reviewer", "Also approves and returns, never their own work"
    ADMIN = "admin", "Admin", "People, vocabularies, settings"
    VIEWER = "viewer", "Viewer", "Reads everything, changes nothing"


class State(Labelled):
    """How far the work on a claim is. What was found is its status, a term."""

    DRAFT = "draft", "Draft", "Being worked on", "draft"
    SUBMITTED = "submitted", "Submitted", "Waits for a reviewer", "submitted"
    RETURNED = "returned", "Returned", "Came back with a comment", "returned"
    APPROVED = "approved", "Approved", "A second person approved exactly this", "approved"
    WITHDRAWN = "withdrawn", "Withdrawn", "Out of the article, still in the trail", "withdrawn"


class Stance(Labelled):
    """What a source says about a claim."""

    SUPPORTS = "supports", "Supports", "Says that the claim holds", "supports"
    PARTLY_SUPPORTS = "partly_supports", "Partly supports", "Says that a part of the claim holds", "supports"
    REFUTES = "refutes", "Undermines", "Says that the claim does not hold", "undermines"
    PARTLY_REFUTES = "partly_refutes", "Partly undermines", "Says that a part does not hold", "undermines"
    CONTEXT = "context", "Context", "Helps to understand the claim, decides nothing", "context"
    SILENT = "silent", "Silent", "Was looked at and says nothing about it", "silent"
    DENIES_ONLY = "denies_only", "Only denies", "A denial without evidence", "denies"
    CLAIM_ORIGIN = "claim_origin", "Claim’s origin", "Where the claim was made; proves nothing", "origin"


SUPPORTING = frozenset({Stance.SUPPORTS, Stance.PARTLY_SUPPORTS})
UNDERMINING = frozenset({Stance.REFUTES, Stance.PARTLY_REFUTES, Stance.DENIES_ONLY})


class Attribution(Labelled):
    """The other verdict on reported speech: was it said?"""

    CONFIRMED_VERBATIM = "confirmed_verbatim", "Confirmed, word for word"
    CONFIRMED_PARAPHRASE = "confirmed_paraphrase", "Confirmed, in paraphrase"
    ALTERED = "altered", "Altered"
    OUT_OF_CONTEXT = "out_of_context", "Out of context"
    MISATTRIBUTED = "misattributed", "Said by somebody else"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    NO_SOURCE_GIVEN = "no_source_given", "No source given"


class Confidence(Labelled):
    """How sure the desk is of its verdict; never averaged into it."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Worthiness(Labelled):
    """Is the sentence worth checking? The three classes of ClaimBuster (arXiv 2004.14425)."""

    CHECK_WORTHY = "CFS", "Worth checking"
    UNIMPORTANT = "UFS", "Factual, unimportant"
    NOT_FACTUAL = "NFS", "Not factual"


class PartyKind(Labelled):
    """What kind of claimant a party is."""

    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Organisation"
    OFFICIAL_BODY = "official_body", "Official body"
    UNNAMED_OFFICIAL = "unnamed_official", "Unnamed official"
    UNNAMED_SOURCE = "unnamed_source", "Unnamed source"


class Reliability(Labelled):
    """The source's letter of the Admiralty code."""

    A = "A", "Completely reliable", "No doubt that it is what it says and knows its subject; never wrong so far"
    B = "B", "Usually reliable", "Minor doubt; most of what it said in the past held"
    C = "C", "Fairly reliable", "Doubt, yet some of what it said in the past held"
    D = "D", "Not usually reliable", "Significant doubt; little of what it said in the past held"
    E = "E", "Unreliable", "What it said in the past did not hold"
    F = "F", "Cannot be judged", "New to the desk; says nothing against it"


#: The item's digit of the Admiralty code, for one claim.
CREDIBILITY: dict[int, str] = {
    1: "Confirmed by other independent sources",
    2: "Probably true",
    3: "Possibly true",
    4: "Doubtful",
    5: "Improbable",
    6: "Cannot be judged",
}


#: What each digit means, judged by the item alone and not by who said it.
CREDIBILITY_MEANS: dict[int, str] = {
    1: "Sources of other camps say so, too; it agrees with itself and with what is known",
    2: "Nobody else says so, but it agrees with itself and with what is known",
    3: "It agrees with some of what is known",
    4: "It may be, but nothing that is known speaks for it",
    5: "What is known speaks against it",
    6: "There is nothing to compare it with",
}


class Belonging(Labelled):
    """How a party stands to the one it belongs to. All three make them one camp."""

    PART_OF = "part_of", "Part of"
    SPEAKS_FOR = "speaks_for", "Speaks for"
    AFFILIATED_WITH = "affiliated_with", "Affiliated with"


class RelationKind(Labelled):
    """How one claim stands to another: “claim *kind* other”. All but the last two are conflicts."""

    CONTRADICTION = "contradiction", "Contradiction", "Both cannot be so"
    TENSION = "tension", "Tension", "Both can be so only under a condition"
    DENIAL = "denial", "Denial", "One side denies what the other says"
    RIVAL_MOTIVE = "rival_motive", "Rival motive", "Two reasons are given for the same act"
    RIVAL_ACCOUNT = "rival_account", "Rival account", "Two tellings of the same event, each blaming the other"
    SUPPORTS = "supports", "Supports", "If this claim holds, the other is more likely to"
    REPEATS = "repeats", "Repeats", "Says the same again; no second witness"

    @property
    def conflicting(self) -> bool:
        """Can the two claims not both hold as they stand?"""
        return self not in (RelationKind.SUPPORTS, RelationKind.REPEATS)

    @property
    def symmetric(self) -> bool:
        """Does it say the same from either side? A denial, a support and a repetition have a direction."""
        return self not in (RelationKind.DENIAL, RelationKind.SUPPORTS, RelationKind.REPEATS)


class Capture(Labelled):
    """How a file came to the desk."""

    RECEIVED = "received", "Received", "Handed over by somebody"
    DOWNLOADED = "downloaded", "Downloaded", "Fetched from where it was published"
    RECORDED = "recorded", "Recorded", "Taken down by the desk: photo, screen recording, interview"
    ARCHIVED = "archived", "From an archive", "Taken out of a web archive or another archive"
    DERIVED = "derived", "Derived", "Made by the desk from another file: cropped, redacted, cut"


class Basis(Labelled):
    """The ground on which personal text is erased (GDPR, article 17(1), and what is like it elsewhere)."""

    REQUEST = "request", "Request of the person", "GDPR, article 17"
    CONSENT = "consent", "Consent taken back", "GDPR, article 17(1)(b)"
    OBJECTION = "objection", "Objection", "GDPR, article 21"
    NEEDLESS = "needless", "No longer needed", "GDPR, article 17(1)(a)"
    ORDER = "order", "Order of a court or an authority", "GDPR, article 17(1)(e)"


class Access(Labelled):
    """Who may open a file."""

    PUBLIC = "public", "Public", "May be printed and handed on"
    DESK = "desk", "Desk", "Everybody who is signed in"
    SEALED = "sealed", "Sealed", "The people named and nobody else; counted in a report, never named"


class Outcome(Labelled):
    """What came of asking somebody for their side."""

    WAITING = "waiting", "Waiting", "The deadline has not passed"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined to comment"
    SILENT = "silent", "Did not reply"


class Decision(Labelled):
    """What a review row records."""

    SUBMIT = "submit", "Submitted"
    APPROVE = "approve", "Approved", "", "approved"
    RETURN = "return", "Returned", "", "returned"


#: Codes of statuses that the workflow treats apart.
UNCHECKED, UNPROVEN, NOT_CHECKABLE = "unchecked", "unproven", "not_checkable"

#: The eight display tones; a term names one of them.
TONES = ("unchecked", "progress", "verified", "corrected", "disputed", "false", "misleading", "unverifiable")
