"""All that can happen. Grammar of a name: `subject:object:verb`, lower case, present tense.

To add one: a member with its sentence. The sentence's names are filled from the event's `words`; *asterisks* are
drawn as emphasis. `work` marks what counts as working on a claim, so that its actor may not approve it.
"""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """An action with its sentence in plain words."""

    sentence: str
    work: bool

    def __new__(cls, value: str, sentence: str = "", work: bool = False) -> Tag:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.work = work
        return member

    ARTICLE_ADD = "article:article:add", "{actor} added the article *{title}*"
    ARTICLE_EDIT = "article:details:edit", "{actor} changed {fields} of the article"
    REVISION_FREEZE = "revision:text:freeze", "{actor} froze revision {number} of the text"

    CLAIM_MARK = "claim:claim:mark", "{actor} marked claim {claim}, “{quote}”", True
    CLAIM_EDIT = "claim:content:edit", "{actor} changed {fields} of claim {claim}", True
    CLAIM_STATUS = (
        "claim:status:change",
        "{actor} changed the status of claim {claim} from *{before}* to *{after}*",
        True,
    )
    CLAIM_SPANS = "claim:spans:move", "{actor} moved the marks of claim {claim}", True
    CLAIM_UNDO = "claim:content:undo", "{actor} undid the last change of claim {claim}", True
    CLAIM_BRING_BACK = (
        "claim:content:restore",
        "{actor} restored {fields} of claim {claim} as it stood at event {event}",
        True,
    )
    CLAIM_ASSIGN = "claim:assignee:change", "{actor} gave claim {claim} to {assignee}"
    CLAIM_WEIGH = "claim:worthiness:change", "{actor} judged how far claim {claim} is worth checking"
    CLAIM_SUBMIT = "claim:state:submit", "{actor} submitted claim {claim} as *{status}*"
    CLAIM_APPROVE = "claim:state:approve", "{actor} approved claim {claim} as *{status}*"
    CLAIM_RETURN = "claim:state:return", "{actor} returned claim {claim}"
    CLAIM_WITHDRAW = "claim:state:withdraw", "{actor} withdrew claim {claim}"
    CLAIM_RESTORE = "claim:state:restore", "{actor} restored claim {claim}"
    CLAIM_REOPEN = "claim:state:reopen", "{actor} reopened claim {claim}: {cause}", True
    CLAIM_REFRESH = "claim:digest:refresh", "{actor} changed what claim {claim} rests on: {cause}", True

    CITATION_ADD = "citation:citation:add", "{actor} cited *{source}* on claim {claim}: {stance}", True
    CITATION_EDIT = "citation:citation:edit", "{actor} changed the citation of *{source}* on claim {claim}", True
    CITATION_WITHDRAW = (
        "citation:citation:withdraw",
        "{actor} took back the citation of *{source}* on claim {claim}",
        True,
    )
    CITATION_RESTORE = "citation:citation:restore", "{actor} put back the citation of *{source}* on claim {claim}", True

    COMMENT_ADD = "comment:comment:add", "{actor} commented on claim {claim}"
    COMMENT_RESOLVE = "comment:comment:resolve", "{actor} resolved a comment on claim {claim}"

    REVIEW_RECORD = "review:decision:record", "{actor} recorded the decision *{decision}* on claim {claim}"

    SOURCE_ADD = "source:source:add", "{actor} added the source *{title}*", True
    SOURCE_EDIT = "source:source:edit", "{actor} changed {fields} of the source *{title}*", True
    SOURCE_RETIRE = "source:source:retire", "{actor} retired the source *{title}*", True
    SOURCE_REINSTATE = "source:source:reinstate", "{actor} took the source *{title}* up again", True
    PARTY_ADD = "party:party:add", "{actor} added the party *{name}*"
    PARTY_EDIT = "party:party:edit", "{actor} changed {fields} of the party *{name}*", True
    FILE_RECEIVE = "file:bytes:receive", "{actor} handed in the file *{name}*"
    FILE_INSPECT = "file:inspection:record", "{actor} recorded what was found in the file *{name}*: {outcome}"
    FILE_VERIFY = "file:bytes:verify", "{actor} compared the file *{name}* with its fingerprint: {outcome}"
    FILE_VIEW = "file:bytes:view", "{actor} opened the sealed file *{name}*"
    FILE_EXPORT = "file:bytes:export", "{actor} downloaded the file *{name}*"
    ATTACHMENT_ADD = "attachment:attachment:add", "{actor} attached the file *{name}* to the source *{title}*", True
    ATTACHMENT_EDIT = (
        "attachment:attachment:edit",
        "{actor} changed {fields} of the file *{name}* of the source *{title}*",
        True,
    )
    ATTACHMENT_WITHDRAW = (
        "attachment:attachment:withdraw",
        "{actor} took back the file *{name}* of the source *{title}*",
        True,
    )
    ATTACHMENT_RESTORE = (
        "attachment:attachment:restore",
        "{actor} put back the file *{name}* of the source *{title}*",
        True,
    )
    ANSWER_ADD = "answer:answer:add", "{actor} answered *{question}* for the source *{title}*", True
    ANSWER_EDIT = "answer:answer:edit", "{actor} changed the answer to *{question}* for the source *{title}*", True

    RELATION_ADD = "relation:relation:add", "{actor} recorded between claims {claim} and {other}: *{kind}*", True
    RELATION_EDIT = (
        "relation:relation:edit",
        "{actor} changed {fields} of what stands between claims {claim} and {other}",
        True,
    )
    RELATION_WITHDRAW = (
        "relation:relation:withdraw",
        "{actor} took back the *{kind}* between claims {claim} and {other}",
        True,
    )
    RELATION_RESTORE = (
        "relation:relation:restore",
        "{actor} put back the *{kind}* between claims {claim} and {other}",
        True,
    )
    CLEARED_ADD = "cleared:cleared:add", "{actor} found nothing to check in “{quote}”"
    CLEARED_WITHDRAW = "cleared:cleared:withdraw", "{actor} took back that there is nothing to check in “{quote}”"
    LOOKUP_ADD = "lookup:lookup:add", "{actor} recorded a search for claim {claim} in *{place}*", True
    LOOKUP_EDIT = "lookup:lookup:edit", "{actor} changed the search for claim {claim} in *{place}*", True
    LOOKUP_WITHDRAW = "lookup:lookup:withdraw", "{actor} took back the search for claim {claim} in *{place}*", True
    LOOKUP_RESTORE = "lookup:lookup:restore", "{actor} put back the search for claim {claim} in *{place}*", True
    REPLY_ADD = "reply:reply:add", "{actor} recorded on claim {claim} that *{party}* was asked", True
    REPLY_EDIT = "reply:reply:edit", "{actor} recorded on claim {claim} what came from *{party}*: {outcome}", True
    REPLY_WITHDRAW = "reply:reply:withdraw", "{actor} took back on claim {claim} that *{party}* was asked", True
    REPLY_RESTORE = "reply:reply:restore", "{actor} put back on claim {claim} that *{party}* was asked", True

    ERASURE_RECORD = "erasure:text:record", "{actor} erased {what} of {thing}: {basis}"
    COMMENT_ERASE = "comment:text:erase", "{actor} put a placeholder for {fields} of a comment on claim {claim}"
    REPLY_ERASE = (
        "reply:text:erase",
        "{actor} put a placeholder for {fields} of what *{party}* was asked on claim {claim}",
    )
    PARTY_ERASE = "party:text:erase", "{actor} put a placeholder for {fields} of the party *{name}*"
    ATTACHMENT_ERASE = "attachment:text:erase", "{actor} put a placeholder for {fields} of a file"
    INSPECTION_ERASE = "inspection:text:erase", "{actor} put a placeholder for {fields} in a file"
    COMPLAINT_ERASE = "complaint:text:erase", "{actor} put a placeholder for {fields} of complaint {number}"
    PASSKEY_ERASE = "passkey:text:erase", "{actor} put a placeholder for {fields} of a passkey"
    USER_ERASE = "user:text:erase", "{actor} put a placeholder for {fields} of an account"

    REPORT_PUBLISH = "report:edition:publish", "{actor} published edition {number} of the report"
    REPORT_EXPORT = "report:edition:export", "{actor} downloaded {what} as {format}"

    COMPLAINT_ADD = "complaint:complaint:add", "{actor} recorded complaint {number} about *{title}*"
    COMPLAINT_EDIT = "complaint:complaint:edit", "{actor} changed {fields} of complaint {number} about *{title}*"
    COMPLAINT_DECIDE = "complaint:ruling:decide", "{actor} decided complaint {number} about *{title}*: {ruling}"

    ORGANISATION_DESCRIBE = "organisation:details:describe", "{actor} described the newsroom for the public"
    ORGANISATION_EDIT = "organisation:details:edit", "{actor} changed {fields} of the newsroom"

    TRAIL_RESTORE = "trail:restore:acknowledge", "{actor} acknowledged that {size} signed events are no longer all here"

    TERM_ADD = "term:term:add", "{actor} added the term *{label}*"
    TERM_EDIT = "term:term:edit", "{actor} changed {fields} of the term *{label}*"
    TERM_RETIRE = "term:term:retire", "{actor} retired the term *{label}*"
    TERM_REVIVE = "term:term:revive", "{actor} switched on the term *{label}*"

    USER_ADD = "user:account:add", "{actor} made an account for {name}, {role}"
    USER_ROLE = "user:role:change", "{actor} changed the role of {name} from *{before}* to *{after}*"
    USER_DEACTIVATE = "user:account:deactivate", "{actor} deactivated the account of {name}"
    USER_ACTIVATE = "user:account:activate", "{actor} activated the account of {name}"
    USER_RENAME = "user:name:change", "{actor} renamed {before} to {after}"
    USER_PASSWORD = "user:password:change", "{actor} set a new password"
    USER_LINK = "user:link:make", "{actor} made a sign-in link for {name}"
    USER_TOKEN = "user:token:make", "{actor} made an API token for {name}"
    USER_TOKEN_REVOKE = "user:token:revoke", "{actor} revoked the API tokens of {name}"
    PASSKEY_REGISTER = "passkey:passkey:register", "{actor} registered a passkey"
    PASSKEY_NAME = "passkey:name:change", "{actor} called a passkey *{name}*"
    PASSKEY_RETIRE = "passkey:passkey:retire", "{actor} retired a passkey of {name}"
    SESSION_OPEN = "user:session:open", "{actor} signed in"
    SESSION_CLOSE = "user:session:close", "{actor} signed out"
    SESSION_REVOKE = "user:session:revoke", "{actor} ended a session of {name}"


#: Names of columns, as they are said in sentences.
FIELD_WORDS = {
    "title": "the title", "byline": "the byline", "publisher": "the publisher", "url": "the address",
    "language": "the language", "direction": "the direction of writing", "dated": "the date of its weekdays",
    "type": "the type", "status": "the status", "statement": "the wording", "attribution": "“was it said”",
    "claimant_id": "who says so", "own_voice": "who says so", "rationale": "the rationale", "known": "what is known",
    "unknown": "what is unknown", "settle": "what would settle it", "search_log": "the search log",
    "confidence": "the confidence", "worthiness": "the check-worthiness", "assignee_id": "the assignee",
    "archive_url": "the archived copy", "author": "the author", "published": "the date of publication",
    "accessed": "the date of access", "reliability": "the reliability", "note": "the note", "kind": "the kind",
    "name": "the name", "label": "the label", "definition": "the definition", "tone": "the tone",
    "letter": "the letter",
    "rating_value": "the rating value", "alternate_name": "the printed name", "position": "the place in the list",
    "active": "whether it is offered", "stance": "the stance", "locator": "the locator", "excerpt": "the excerpt",
    "credibility": "the credibility", "spans": "the marks", "retired": "whether it is retired",
    "belongs_to": "the camp", "belongs_how": "the camp", "origin_id": "the origin",
    "derived_from_id": "what it derives from", "interest": "the interest", "attachment_id": "the file",
    "visible": "what is visible", "inferred": "what is inferred", "claimed": "what is only claimed",
    "topic": "the topic", "origin": "where it came from", "captured": "the time of capture",
    "method": "how it was found out", "access": "who may open it", "readers": "who may open it",
    "derivation": "what was done to it", "metadata_public": "whether place and device may be published",
    "place": "the place of the search", "query": "what was looked for", "found": "what was found",
    "looked": "the day of the search", "party_id": "who was asked", "channel": "the way of asking",
    "question": "the question", "asked": "the day of asking", "deadline": "the deadline",
    "answered": "the day of the answer", "outcome": "what came of it", "answer": "the answer",
    "body": "the text", "email": "the e-mail address",
    "applies_to": "the kinds of source it is asked of", "logo": "the logo", "ownership": "ownership and funding",
    "ethics": "the ethics policy", "corrections": "the corrections policy", "feedback": "the feedback policy",
    "licence": "the licence",
    "received": "the day on which it came", "words": "what is complained of", "ruling": "the decision",
    "decided": "the day of the decision", "complainant": "who complains", "edition": "the edition",
    "claim_number": "the claim", "side": "from which side it comes",
}  # fmt: skip


def say_fields(names: list[str]) -> str:
    """Column names as a phrase: “the wording, the rationale and the status”."""
    words = list(dict.fromkeys(FIELD_WORDS.get(name, name) for name in names))
    if len(words) < 2:
        return "".join(words) or "nothing"
    return f"{', '.join(words[:-1])} and {words[-1]}"
