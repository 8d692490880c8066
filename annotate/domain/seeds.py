"""The vocabularies that a new desk begins with: rows to be edited, switched on and off, never rules in the code.

Claim types follow Full Fact's annotation schema (arXiv 1809.08193) and AVeriTeC, widened by what newsrooms ask for.
Statuses on the axis of truth carry schema.org's rating, 1 (worst) to 5 (best); the others are told in words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

CLAIM_TYPE, STATUS, SOURCE_KIND, CHECKLIST = "claim_type", "status", "source_kind", "checklist"
VOCABULARIES = (CLAIM_TYPE, STATUS, SOURCE_KIND, CHECKLIST)


@dataclass(frozen=True)
class Seed:
    """One term as it is first written. `position` counts from 1 within its vocabulary."""

    vocabulary: str
    code: str
    label: str
    definition: str
    tone: str = ""
    letter: str = ""
    rating_value: int | None = None
    alternate_name: str = ""
    position: int = 0
    active: bool = True
    #: Of a checklist's question: codes of the source kinds that it is asked of, parted by spaces.
    applies_to: str | None = None

    def columns(self) -> dict[str, Any]:
        """The values of a term's row, by column, without id and rev."""
        return asdict(self)


def _type(code: str, label: str, definition: str) -> Seed:
    return Seed(CLAIM_TYPE, code, label, definition)


def _kind(code: str, label: str, definition: str) -> Seed:
    return Seed(SOURCE_KIND, code, label, definition)


def _question(code: str, label: str, definition: str, kinds: str) -> Seed:
    return Seed(CHECKLIST, code, label, definition, applies_to=kinds)


_CLAIM_TYPES = (
    _type("quantity", "Quantity", "A number, amount, rate, rank or comparison, in the past or the present."),
    _type("event_property", "Event", "Something happened, or somebody or something has a property."),
    _type("causation_correlation", "Cause", "One thing caused, explains or goes with another; motives belong here."),
    _type("quote", "Quote", "These very words were said or written by this person."),
    _type("position_statement", "Position", "A person or body accuses, denies, demands or supports something."),
    _type("law_procedure", "Law and procedure", "What the law, a rule, a charge, a warrant or a court says or did."),
    _type("media_content", "What a picture shows", "What a picture, video, recording or document shows or proves."),
    _type("time_place", "Time and place", "Where or when something was, how far, how long or in which order."),
    _type("identity_affiliation", "Identity", "Who somebody is, or who belongs to, controls or pays for what."),
    _type("prediction", "Prediction", "Something about the future, promises included. Nobody can rate it yet."),
    _type("personal_experience", "Personal experience", "What somebody lived through; others can only corroborate it."),
    _type("opinion_value", "Opinion", "A judgement, label or loaded word. It is never given a verdict of truth."),
    _type("other", "Other", "A statement that fits none of the other types."),
)

_STATUSES = (
    Seed(STATUS, "unchecked", "Unchecked", "Nobody has said yet what was found.", "unchecked", "U"),
    Seed(
        STATUS, "true", "True",
        "Its main points are shown to be so, and nothing of weight is left out.", "verified", "V", 5, "True",
    ),
    Seed(
        STATUS, "mostly_true", "Mostly true",
        "Its main points are so; a detail is wrong or needs to be explained.", "corrected", "C", 4, "Mostly true",
    ),
    Seed(
        STATUS, "disputed", "Disputed",
        "Credible, independent evidence stands on both sides, and it cannot be settled now.", "disputed", "D",
        alternate_name="Disputed: conflicting accounts",
    ),
    Seed(
        STATUS, "misleading", "Misleading",
        "Each word can be defended, but the impression is wrong: context is missing or facts were picked.",
        "misleading", "M", alternate_name="Misleading",
    ),
    Seed(STATUS, "false", "False", "Its main points are shown not to be so.", "false", "F", 1, "False"),
    Seed(
        STATUS, "unproven", "Unproven",
        "It was checked, and the evidence does not suffice either way.", "unverifiable", "N",
        alternate_name="Unproven",
    ),
    Seed(
        STATUS, "not_checkable", "Not checkable",
        "An opinion, a prediction or a private experience: no evidence could decide it.", "unverifiable", "N",
        alternate_name="Not checkable",
    ),
    Seed(
        STATUS, "mostly_false", "Mostly false",
        "Its main points are not so, though some detail is right.", "false", "F", 2, "Mostly false", active=False,
    ),
    Seed(
        STATUS, "half_true", "Half true",
        "Weighty parts of it are so, and weighty parts are not.", "misleading", "M", 3, "Half true", active=False,
    ),
    Seed(
        STATUS, "outdated", "Outdated",
        "It was so once; later events have overtaken it.", "corrected", "C", alternate_name="Outdated", active=False,
    ),
    Seed(
        STATUS, "satire", "Satire",
        "It was made and published as satire.", "unverifiable", "N", alternate_name="Satire", active=False,
    ),
    Seed(
        STATUS, "unfounded", "Unfounded",
        "It was checked, and nothing at all was found behind it: hearsay or rumour.", "unverifiable", "N",
        alternate_name="Unfounded", active=False,
    ),
)  # fmt: skip

_SOURCE_KINDS = (
    _kind("drone_footage", "Drone footage", "Pictures or video taken from a drone."),
    _kind("satellite_imagery", "Satellite image", "A picture taken by a satellite, with its date and provider."),
    _kind("cctv_bodycam", "CCTV or body camera", "Footage of a fixed camera or of one that an officer wears."),
    _kind("ugc_video", "Video by a member of the public", "Video made by somebody who is no journalist or official."),
    _kind(
        "ugc_photo", "Photo by a member of the public", "A photo taken by somebody who is no journalist or official."
    ),
    _kind("broadcast_footage", "Broadcast footage", "Pictures or sound as a broadcaster sent them."),
    _kind("audio_recording", "Audio recording", "A recording of sound: a call, a speech, an intercept."),
    _kind("map_geodata", "Map or geodata", "A map, coordinates or another data set about places."),
    _kind("official_statement", "Official statement", "What an authority said or published about the matter."),
    _kind("press_conference", "Press conference", "What was said before the press, with its recording or transcript."),
    _kind("official_document", "Official document", "A paper that an authority drew up in the course of its work."),
    _kind("court_document", "Court paper", "A judgement, order, filing or transcript of a court."),
    _kind("warrant_charge_sheet", "Warrant or charge sheet", "The paper that orders a search or arrest, or charges."),
    _kind("seizure_record", "Record of seizure", "The list of what was taken in a search, and from whom."),
    _kind("legislation", "Legislation", "A law, decree or rule as it is in force, with its date."),
    _kind("official_statistics", "Official statistics", "Figures that an authority counted and published."),
    _kind("parliamentary_record", "Parliamentary record", "Minutes, papers or answers of a parliament."),
    _kind("foi_response", "Answer to an information request", "What an authority handed over under a law of access."),
    _kind("hospital_record", "Hospital record", "What a hospital or doctor wrote down about a patient."),
    _kind("post_mortem_report", "Post-mortem report", "The findings about a death by whoever examined the body."),
    _kind("forensic_analysis", "Forensic analysis", "A technical examination of traces, pictures, files or devices."),
    _kind("eyewitness_account", "Eyewitness account", "What somebody says that they saw or heard themselves."),
    _kind("victim_account", "Victim’s account", "What somebody says that was done to them."),
    _kind("participant_account", "Participant’s account", "What somebody says who took part in the events."),
    _kind("expert_interview", "Interview with an expert", "What somebody says from knowledge of the field."),
    _kind("claimant_reply", "Reply of the claimant", "The answer of those who made the claim, once asked."),
    _kind(
        "confidential_source", "Confidential source", "A person whose name is known to the desk and kept from print."
    ),
    _kind("party_statement", "Party statement", "What one side of the dispute says in its own cause."),
    _kind("ngo_report", "NGO report", "A report by an organisation that is neither state nor company."),
    _kind("igo_report", "Report by an international body", "A report by an organisation that states have founded."),
    _kind("company_statement", "Company statement", "What a company said or published about the matter."),
    _kind("press_agency", "Press agency", "A report sent out by a news agency."),
    _kind("news_report", "News report", "A report by another newsroom."),
    _kind("investigative_report", "Investigation", "Another newsroom’s own research, with its evidence."),
    _kind("previous_fact_check", "Earlier fact-check", "A published check of the same or a like claim."),
    _kind("archive_copy", "Archived copy", "A page or file as an archive kept it on a given day."),
    _kind("social_media_post", "Social media post", "A public post on a social network."),
    _kind("messaging_post", "Post in a messenger", "A message in a channel, group or chat."),
    _kind("web_page", "Web page", "A page on the web that is none of the other kinds."),
    _kind("leaked_data", "Leaked data", "Material that was published or handed over without its owner’s consent."),
    _kind("domain_technical_record", "Technical record", "Registration, routing, certificate or server records."),
    _kind("dataset", "Data set", "Data that can be counted again, with their description."),
    _kind("peer_reviewed_paper", "Peer-reviewed paper", "Research that others of the field examined before print."),
    _kind("preprint", "Preprint", "Research that nobody has reviewed yet."),
    _kind("reference_work", "Reference work", "An encyclopedia, handbook or dictionary."),
)

#: Kinds whose pictures or sound are examined by the five pillars of visual verification (First Draft, 2017).
_FOOTAGE = "drone_footage cctv_bodycam ugc_video ugc_photo broadcast_footage audio_recording satellite_imagery"
#: Kinds of source that are pictures or recordings.
FOOTAGE = frozenset(_FOOTAGE.split())
_PAPERS = (
    "official_document court_document warrant_charge_sheet seizure_record foi_response hospital_record"
    " post_mortem_report forensic_analysis leaked_data"
)
_WORD = "eyewitness_account victim_account participant_account confidential_source expert_interview"
_POSTS = "social_media_post messaging_post web_page"

_CHECKLISTS = (
    _question(
        "provenance", "Provenance",
        "Is this the original file or a copy of a copy? Earliest copy found, cuts, overlays, sound taken away,"
        " content credentials.", f"{_FOOTAGE} {_POSTS}",
    ),
    _question(
        "maker", "Source",
        "Who made it and who put it out? Account, its age, its ties to a side.", f"{_FOOTAGE} {_POSTS}",
    ),
    _question(
        "date", "Date",
        "When was it made? Upload time with its zone, shadows, weather, state of building work.",
        f"{_FOOTAGE} {_POSTS}",
    ),
    _question(
        "location", "Location",
        "Where was it made? Coordinates, how exact, which landmarks match, which reference pictures.", _FOOTAGE,
    ),
    _question(
        "motivation", "Motivation",
        "Why was it made and put out? Who gains; what is left out: minutes released against minutes flown.",
        f"{_FOOTAGE} {_POSTS}",
    ),
    _question(
        "harm", "Permission and harm",
        "May it be shown? Faces, minors, victims, whoever could be found by it.", f"{_FOOTAGE} {_WORD}",
    ),
    _question(
        "authenticity", "Authenticity",
        "Is the paper what it says it is? Issuer asked, seal, number, signatures, how it came here.", _PAPERS,
    ),
    _question(
        "completeness", "Completeness",
        "Is it whole? Pages missing, passages blacked out, later versions.", _PAPERS,
    ),
    _question(
        "position", "Position",
        "Could this person see or know it? Where they stood, when, how far, told by whom.", _WORD,
    ),
    _question(
        "interest", "Interest",
        "What do they gain or lose by it? Ties to a side, pressure, payment.", _WORD,
    ),
)  # fmt: skip


def _numbered(seeds: tuple[Seed, ...]) -> Iterator[Seed]:
    counts: Counter[str] = Counter()
    for seed in seeds:
        counts[seed.vocabulary] += 1
        yield Seed(**{**asdict(seed), "position": counts[seed.vocabulary]})


#: All terms, each vocabulary in the order in which it is offered; the first eight statuses have the keys 1 to 8.
SEEDS: tuple[Seed, ...] = tuple(_numbered((*_CLAIM_TYPES, *_STATUSES, *_SOURCE_KINDS, *_CHECKLISTS)))
