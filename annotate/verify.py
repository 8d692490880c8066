"""Check the bundle of a published report, offline: `python verify.py BUNDLE --key log.vkey [--witness w.vkey]`.

One file on purpose. It imports nothing of the program whose work it checks, only the standard library and
`cryptography`, asks no database and no network, and may be copied to any machine with Python 3.11. What it does
again in its own words (reading zip, canonical JSON, tree, notes, replay, four eyes) it does so on purpose, too:
docs/decisions/0014-bundle.md says what is in a bundle and what a stranger can conclude from it.

Exit status 0: the bundle holds. 1: it does not, with a line for every fault. 2: it cannot be judged.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gc
import hashlib
import io
import json
import os
import re
import signal
import struct
import sys
import threading
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

FORMAT, VERSION = "annotate-bundle", 1
#: Bytes of a bundle, files in it, bytes of a file that is parsed: more is not looked at.
MOST, MOST_FILES, MOST_PARSED = 512_000_000, 2_000, 128_000_000
#: Files that every bundle has, and names that others may have.
NEEDED = frozenset({
    "README.txt", "checkpoint.txt", "events.jsonl", "log.vkey", "manifest.json", "manifest.note", "proof.json",
    "report.json",
})  # fmt: skip
_FORMS = r"html|(?:archive\.)?pdf|(?:comments\.)?docx|xlsx|md|csv|(?:claimreview|mediareview|annotations)\.jsonld"
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(rf"report\.(?:{_FORMS})" + r"|openings\.jsonl|evidence/[0-9a-f]{64}")
#: The largest number that every reader has exactly.
_LARGEST = 2**53 - 1
#: Objects and lists inside each other.
_DEEPEST = 100
#: Bytes of lines that are decoded together; bytes of events from which on a second process is worth its start.
_TOGETHER, LONG = 100_000, 20_000_000

#: Actions that count as work on a claim, so that whoever did them may not approve it.
WORK = frozenset({
    "claim:claim:mark", "claim:content:edit", "claim:status:change", "claim:spans:move", "claim:content:undo",
    "claim:content:restore", "claim:state:reopen", "claim:digest:refresh", "citation:citation:add",
    "citation:citation:edit", "citation:citation:withdraw", "citation:citation:restore", "source:source:add",
    "source:source:edit", "source:source:retire", "source:source:reinstate", "party:party:edit",
    "attachment:attachment:add", "attachment:attachment:edit", "attachment:attachment:withdraw",
    "attachment:attachment:restore", "answer:answer:add", "answer:answer:edit", "relation:relation:add",
    "relation:relation:edit", "relation:relation:withdraw", "relation:relation:restore", "lookup:lookup:add",
    "lookup:lookup:edit", "lookup:lookup:withdraw", "lookup:lookup:restore", "reply:reply:add", "reply:reply:edit",
    "reply:reply:withdraw", "reply:reply:restore",
})  # fmt: skip
#: Actions that may stand in a bundle and are no work.
REST = frozenset({
    "article:article:add", "article:details:edit", "revision:text:freeze", "report:edition:publish",
    "claim:worthiness:change", "claim:state:submit", "claim:state:approve", "claim:state:restore",
    "review:decision:record", "party:party:add", "file:bytes:receive", "passkey:passkey:register",
    "passkey:passkey:retire", "party:text:erase", "attachment:text:erase",
})  # fmt: skip
_ACTIONS = WORK | REST
#: Columns of personal text: in events of version 2 a commitment stands in their place.
PERSONAL = frozenset({
    ("comment", "body"), ("reply", "channel"), ("reply", "question"), ("reply", "answer"), ("party", "note"),
    ("attachment", "origin"), ("attachment", "note"), ("inspection", "found"), ("user", "email"), ("user", "name"),
    ("passkey", "name"), ("complaint", "complainant"), ("complaint", "contact"), ("complaint", "words"),
    ("complaint", "answer"),
})  # fmt: skip
#: What may change on a claim in an event that is not shown, without anybody having worked on it.
_ORGANISING = frozenset({
    "rev", "state", "digest", "stale_digest", "submitted_at", "updated_at", "assignee_id", "worthiness",
})  # fmt: skip
_CLAIM_FIELDS = (
    "id", "number", "state", "statement", "type", "status", "attribution", "own_voice", "rationale", "known",
    "unknown", "settle", "search_log", "confidence", "worthiness", "digest",
)  # fmt: skip
_ARTICLE_FIELDS = ("slug", "title", "byline", "publisher", "url", "language", "direction", "dated")
_SOURCE_FIELDS = (
    "id", "kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "reliability", "note",
)  # fmt: skip
#: Said by the report and by no event that leaves the desk.
ALWAYS_UNPROVED = (
    "who the publishing organisation is, and the note on its method",
    "labels, definitions and tones of claim types, statuses and kinds of source (their codes are proved)",
    "how many claims were left out, and how many citations and sources are withheld to protect somebody",
    "how many independent origins stand behind a claim, and what was found inside files",
    "the roles of those who worked on a claim",
    "report.html and the other forms of the report, PDF, Word and spreadsheet too: signed by the desk as drawn from"
    " report.json, not redrawn",
)

Object = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a file of the bundle, an event, a claim."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Broken(Exception):
    """A fault after which the rest cannot be looked at."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.fault = Fault(where, what)


class Enough(Exception):
    """One fault was found, and more are not asked for."""


class Unreadable(Exception):
    """There is nothing to judge: no bundle, no key, a version that this verifier does not know."""


@dataclass
class Findings:
    """What came of a check. `notes` are what this bundle cannot prove; `facts` what it proves, in plain words."""

    faults: list[Fault] = field(default_factory=list)
    #: Each once, in the order in which they came up.
    notes: dict[str, None] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)
    #: Whether the first fault ends it.
    first: bool = False

    def fault(self, where: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(where, what))
        if self.first:
            raise Enough

    def note(self, what: str) -> None:
        """Note what cannot be proved, once."""
        self.notes[what] = None


# --- the file: zip, stored, in one spelling only ---------------------------------------------------------------------


def unpack(data: bytes) -> dict[str, bytes]:
    """Name → content. Accepted is only the one spelling that a bundle has: whatever else a zip can say is a fault."""
    if data[:4] != b"PK\x03\x04":
        raise Unreadable("This is not a bundle: it does not begin as a zip file does.")
    files: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] == b"PK\x03\x04":
        name, content, at = _entry(data, at)
        if name in files:
            raise Broken(name, "it is in the bundle twice")
        files[name] = content
        if len(files) > MOST_FILES:
            raise Broken("the zip file", f"it has more than {MOST_FILES:,} files")
    _check_names(files)
    if not _in_one_spelling(files, data):
        raise Broken(
            "the zip file", "it is cut off, has something added, or its directory does not say what its files are"
        )
    return files


def _entry(data: bytes, at: int) -> tuple[str, bytes, int]:
    if len(data) < at + 30:
        raise Broken("the zip file", "it is cut off")
    _, flags, method, _, _, crc, packed, size, length, extra = struct.unpack_from("<HHHHHIIIHH", data, at + 4)
    name = data[at + 30 : at + 30 + length].decode("ascii", "backslashreplace")
    start = at + 30 + length
    if method or flags or extra or packed != size:
        raise Broken(name, "it is compressed, encrypted or has more to it; files in a bundle are stored as they are")
    content = data[start : start + size]
    if len(content) != size:
        raise Broken(name, "the zip file ends before it does")
    if zlib.crc32(content) != crc:
        raise Broken(name, "its bytes are damaged: they do not have their checksum")
    return name, content, start + size


def _check_names(files: Mapping[str, bytes]) -> None:
    for name in files:
        if name not in NEEDED and not _NAME.fullmatch(name):
            raise Broken(name, "no file of this name belongs into a bundle")
    missing = sorted(NEEDED - files.keys())
    if missing:
        raise Broken(missing[0], "it is missing from the bundle")


def _in_one_spelling(files: Mapping[str, bytes], data: bytes) -> bool:
    """Is this the one zip file that holds these files: sorted by name, stored, of 1 January 1980, nothing added?

    The files come in the order in which they stand in it, so that only what is said around them has to be compared.
    """
    directory, at = bytearray(), 0
    for name, content in files.items():
        raw, sizes = name.encode(), [len(content)] * 2
        checksum = int.from_bytes(data[at + 14 : at + 18], "little")  # `_entry` compared it with the content
        about = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, checksum, *sizes, len(name), 0)
        head = b"PK\x03\x04" + about + raw
        if data[at : at + len(head)] != head:
            return False
        directory += b"PK\x01\x02\x14\x00" + about + struct.pack("<HHHII", 0, 0, 0, 0, at) + raw
        at += len(head) + len(content)
    ends = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), at, 0)
    return list(files) == sorted(files) and data[at:] == directory + b"PK\x05\x06" + ends


# --- canonical JSON (RFC 8785, without fractions) --------------------------------------------------------------------


def plain(data: bytes, where: str) -> Object:
    """The object that these bytes are; Broken unless they are its canonical form, without fractions, keys in ASCII."""
    if len(data) > MOST_PARSED:
        raise Broken(where, f"it has {len(data):,} bytes; {MOST_PARSED:,} are the most that is read")
    try:
        value = _DECODER.decode(data.decode())
        _check_nested(value, data)
        again = _ENCODER.encode(value).encode()
    except (ValueError, RecursionError) as error:
        raise Broken(where, f"it is not canonical JSON: {_short(str(error))}") from error
    if not isinstance(value, dict) or again != data:  # a key that stands twice does not come back twice
        raise Broken(where, "it is not canonical JSON (RFC 8785): other bytes say the same")
    return value


#: Kinds of values that hold no others.
_SINGLE = frozenset({str, int, bool, type(None)})


def _several(data: bytes, settled: bool = False) -> Iterator[tuple[bytes, Object | None]]:
    """Each line with what `plain` makes of it, None where it has to be asked itself; together, at half the cost.

    One run of the decoder knows keys again that it has met. What lines add up to proves nothing: that a value is that
    of its line is shown by the line alone, unless that is `settled` already.
    """
    decoder, rest = _QUICK if settled else _DECODER, io.BytesIO(data)
    while lines := [line.removesuffix(b"\n") for line in rest.readlines(_TOGETHER)]:
        try:
            values = decoder.decode((b"[" + b",".join(lines) + b"]").decode())
        except (ValueError, RecursionError):
            values = []
        if len(values) != len(lines):
            values = [None] * len(lines)
        for line, value in zip(lines, values, strict=True):
            yield line, value if settled or _is_plainly(value, line) else None


def _is_plainly(value: Any, line: bytes) -> bool:
    try:
        _check_nested(value, line)
        return type(value) is dict and _ENCODER.encode(value).encode() == line
    except (ValueError, RecursionError):
        return False


def _check_nested(value: Any, data: bytes) -> None:
    """What holds other values, level by level: are keys in ASCII, and are not too many inside each other?

    Keys in ASCII sort alike by code point, as here, and by UTF-16 unit, as RFC 8785 has it. How deep a reader may go
    differs between engines; so that all read the same, all stop here. What `data` cannot hold is not looked for.
    """
    ascii_only = data.isascii()
    if ascii_only and data.count(b"{") + data.count(b"[") <= _DEEPEST:
        return
    depth, level = 0, [value] if type(value) in (dict, list) else []
    while level:
        depth, inner = depth + 1, []
        for one in level:
            if type(one) is dict:
                if not ascii_only and not "".join(one).isascii():
                    raise ValueError("a key is not ASCII")
                one = one.values()
            if not _SINGLE.issuperset(map(type, one)):
                inner += [each for each in one if type(each) is dict or type(each) is list]
        level = inner
    if depth > _DEEPEST:
        raise ValueError(f"more than {_DEEPEST} things inside each other")


def same(one: Any, other: Any) -> bool:
    """Do two values of JSON say the same, of the same kind? Python alone would take true for 1."""
    kind = type(one)
    if kind is not type(other) or one != other:
        return False
    if kind is dict:
        kinds = list(map(type, one.values()))
        if kinds != list(map(type, map(other.__getitem__, one))):
            return False
        inner = dict in kinds or list in kinds
        return not inner or all(same(value, other[n]) for n, value in one.items() if type(value) in (dict, list))
    return kind is not list or all(map(same, one, other))


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


def _whole(text: str) -> int:
    if len(text) > 17 or not -_LARGEST <= (number := int(text)) <= _LARGEST:
        raise ValueError("a number is too large to be exact")
    return number


#: For what is known to be canonical.
_QUICK = json.JSONDecoder()
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


# --- the tree of RFC 6962 --------------------------------------------------------------------------------------------


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 ‖ body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Mapping[int, bytes], size: int, nodes: Sequence[bytes]) -> bytes | None:
    """The root of a tree of `size` in which these leaves stand at their places; `nodes` are all that is not above one.

    They come from left to right. None unless every leaf has its place and every node is used.
    """
    places, rest = sorted(leaves), iter(nodes)
    if not places or places[0] < 0 or places[-1] >= size:
        return None

    def climb(start: int, end: int, low: int, high: int) -> bytes:
        if low == high:
            return next(rest)
        if end - start == 1:
            return leaves[start]
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        cut = bisect_left(places, middle, low, high)
        return _node(climb(start, middle, low, cut), climb(middle, end, cut, high))

    try:
        found = climb(0, size, 0, len(places))
    except StopIteration:
        return None
    return found if next(rest, None) is None else None


def consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Is the tree of `old` leaves the beginning of that of `new`? (RFC 9162, section 2.1.4.2)"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = steps[0] if steps else b""
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = _node(step, first), _node(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = _node(second, step)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


# --- keys and signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) -------------------------------------

#: What a key signs: a log its notes, a witness a time and somebody else's checkpoint.
LOG, WITNESS = b"\x01", b"\x04"
#: The last second that has a date; characters of a note, and signature lines, that are looked at.
_LATEST, _MOST_NOTE, _MOST_SIGNATURES = 253_402_300_799, 100_000, 64


@dataclass(frozen=True)
class Key:
    """A public Ed25519 key and the name that it signs under."""

    name: str
    public: bytes
    kind: bytes = LOG

    @property
    def ident(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.ident.hex()}+{base64.b64encode(self.kind + self.public).decode()}"


@dataclass(frozen=True)
class Checkpoint:
    """How large the tree is and what its root is."""

    size: int
    root: bytes


def read_key(text: str, kind: bytes = LOG) -> Key:
    """The key of a line name+id+base64, for what it is to sign. Raises ValueError."""
    name, _, rest = text.strip().partition("+")
    ident, _, encoded = rest.partition("+")
    raw = _bytes(encoded)
    if not re.fullmatch(r"[^\s+]+", name) or len(raw) != 33 or raw[:1] not in (LOG, WITNESS):
        raise ValueError("it is not an Ed25519 key of the form name+id+base64")
    if raw[:1] != kind:
        raise ValueError(
            "it is the key of a witness, not of a log" if kind == LOG else "it is the key of a log, not of a witness"
        )
    key = Key(name, raw[1:], kind)
    if key.ident.hex() != ident:
        raise ValueError("the id of the key does not belong to its bytes")
    return key


def parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a signed note, and name and bytes of each of its signatures. Raises ValueError."""
    text, blank, tail = note.rpartition("\n\n")
    long = len(note) > _MOST_NOTE
    if long or not blank or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", note):
        raise ValueError("it is not a signed note: lines, a blank line, signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise ValueError(f"it has {len(lines):,} signatures; {_MOST_SIGNATURES} are the most that are looked at")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    match = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
    if not match:
        raise ValueError("a line of its signatures is not one")
    return match[1], _bytes(match[2])


def signed_lines(note: str, key: Key) -> list[str]:
    """The lines of a note that this key signed. Raises ValueError for any other note."""
    text, signatures = parted(note)
    made = _made_by(key, signatures)
    if not made:
        raise ValueError(f"the key {_ident(key)} did not sign it")
    for signature in made:
        _check_signature(key, signature, text)
    return text[:-1].split("\n")


def cosigned(note: str, witness: Key) -> int:
    """When this witness last cosigned a note, in seconds since 1970. Raises ValueError unless all of its lines hold."""
    text, signatures = parted(note)
    made = _made_by(witness, signatures)
    if not made:
        raise ValueError(f"the witness {_ident(witness)} did not cosign it")
    times = [int.from_bytes(raw[:8], "big") for raw in made]
    for seconds, raw in zip(times, made, strict=True):
        _check_signature(witness, raw[8:], f"cosignature/v1\ntime {seconds}\n{text}")
        if seconds > _LATEST:
            raise ValueError(f"the witness {_ident(witness)} cosigned it at a time that there is not")
    return max(times)


def _made_by(key: Key, signatures: Sequence[tuple[str, bytes]]) -> list[bytes]:
    return [raw[4:] for name, raw in signatures if name == key.name and raw[:4] == key.ident]


def _check_signature(key: Key, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature as error:
        raise ValueError(f"the signature of {_ident(key)} does not belong to it") from error


def read_checkpoint(note: str, key: Key) -> Checkpoint:
    """The checkpoint that this key signed for the log of its own name. Raises ValueError."""
    lines = signed_lines(note, key)
    if len(lines) != 3 or not re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1]) or len(_bytes(lines[2])) != 32:
        raise ValueError("it is not a checkpoint: origin, size and root, and no other line")
    if lines[0] != key.name:
        raise ValueError(f"it is of the log {lines[0]}, and the key is that of {key.name}")
    return Checkpoint(int(lines[1]), _bytes(lines[2]))


def _bytes(text: str) -> bytes:
    """Base64 in its one spelling. Raises ValueError."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("it holds something that is not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise ValueError("it holds base64 in another spelling than the usual")
    return raw


# --- the trail: listed events, open or hidden ------------------------------------------------------------------------


class Entry(NamedTuple):
    """One line of events.jsonl: an event with its content, or only its hash."""

    line: int
    hash: bytes
    event: Object | None
    #: Number in the article's log; 0 for events of other logs.
    seq: int

    @property
    def where(self) -> str:
        """How people find it."""
        if self.event is None or self.seq:
            return _place_of(self.line, self.seq)
        return f"{self.log} event {self.event['seq']}"

    @property
    def log(self) -> str:
        """The log that an open event says it is of."""
        return _short(str(self.event["log"])) if self.event else ""


@dataclass
class Trail:
    """All events that a bundle lists: those of the article in order, then of the library, then of passkeys."""

    article: list[Entry]
    beside: list[Entry]

    def opened(self) -> Iterator[tuple[Entry, Object]]:
        """Entries whose content is there, those of the article first."""
        for entry in (*self.article, *self.beside):
            if entry.event is not None:
                yield entry, entry.event


def read_trail(data: bytes, count: int) -> Trail:
    """The lines of events.jsonl; the first `count` are the article's. Broken if one is neither open nor hidden."""
    entries = list(_entries(data, count))
    return Trail(entries[:count], entries[count:])


def _entries(data: bytes, count: int, *, settled: bool = False) -> Iterator[Entry]:
    """Each line as it is read. `settled`: that it is canonical, and of the form of an event, is known."""
    if not data.endswith(b"\n") or not 0 < count <= data.count(b"\n"):
        raise Broken("events.jsonl", "it does not have the lines that proof.json speaks of")
    for number, (line, value) in enumerate(_several(data, settled), 1):
        seq = number if number <= count else 0
        event = value if settled and value is not None else _formed(line, value, _place_of(number, seq))
        if "hidden" in event:
            yield Entry(number, bytes.fromhex(event["hidden"]), None, seq)
        else:
            yield Entry(number, leaf_hash(line), event, seq)


def _formed(line: bytes, value: Object | None, where: str) -> Object:
    """What a line says. Broken unless it is canonical, and an event or the hash of a hidden one."""
    if value is None:
        value = plain(line, where)
    if value.keys() == {"hidden"}:
        if not _is_hash(value["hidden"]):
            raise Broken(where, "it is hidden, but no hash stands in its place")
        return value
    try:
        _check_shape(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(where, f"it does not have the form of an event ({_short(str(error))})") from error
    return value


def _place_of(number: int, seq: int) -> str:
    return f"event {seq}" if seq else f"line {number} of events.jsonl"


#: Members of an event, of its actor and of its target, as they come in canonical JSON.
_MEMBERS = (
    "action", "actor", "after", "at", "changes", "claim", "log", "prev", "reason", "request", "seq", "target", "v",
    "words", "work",
)  # fmt: skip
_ACTOR, _TARGET = ("id", "kind", "name", "role", "via"), ("id", "rev", "type")
_NONE = type(None)
#: The kinds of all these: with a claim or without, with a revision or without, a name as it is or a commitment to it.
_KINDS = frozenset(
    (
        str, dict, dict, str, dict, claim, str, str, str, str, int, dict, int, dict, bool,
        str, str, name, str, str, str, rev, str,
    )
    for claim in (str, _NONE) for name in (str, dict) for rev in (int, _NONE)
)  # fmt: skip


def _check_shape(event: Object) -> None:
    if not _is_usual(event):
        _check_members(event)
    if event["changes"] and any(type(pair) is not list or len(pair) != 2 for pair in event["changes"].values()):
        raise ValueError("a change that is not before and after")


def _is_usual(event: Object) -> bool:
    """Does it have the members of an event, each of its kind? Any other is looked at member by member."""
    actor, target = event.get("actor"), event.get("target")
    if tuple(event) != _MEMBERS or type(actor) is not dict or type(target) is not dict:
        return False
    if tuple(actor) != _ACTOR or tuple(target) != _TARGET or event["v"] not in (1, 2):
        return False
    if (*map(type, event.values()), *map(type, actor.values()), *map(type, target.values())) not in _KINDS:
        return False
    return type(actor["name"]) is str or (event["v"] == 2 and _commitment(actor["name"]) != "")


def _check_members(event: Object) -> None:
    if event.keys() != set(_MEMBERS) or event["v"] not in (1, 2) or type(event["v"]) is not int:
        raise ValueError("other members, or another version")
    texts = [event[n] for n in ("log", "prev", "at", "request", "action", "reason")]
    texts += [event["actor"][n] for n in ("id", "role", "kind", "via")]
    if event["v"] == 1 or not _commitment(event["actor"]["name"]):
        texts.append(event["actor"]["name"])
    texts += [event["target"][n] for n in ("type", "id")]
    if set(map(type, texts)) != {str} or type(event["seq"]) is not int or type(event["work"]) is not bool:
        raise ValueError("a member of another kind")
    if event["claim"] is not None and type(event["claim"]) is not str:
        raise ValueError("a claim that is no id")
    if event["target"]["rev"] is not None and type(event["target"]["rev"]) is not int:
        raise ValueError("a revision that is no number")
    if {type(event["after"]), type(event["changes"]), type(event["words"])} != {dict}:
        raise ValueError("a member of another kind")


# --- personal texts: commitments in events, and what opens them ------------------------------------------------------


@dataclass(frozen=True)
class Unopened:
    """A personal text that is not shown: only what commits to it stands in the event."""

    commitment: str


@dataclass
class Openings:
    """The lines of openings.jsonl by their SHA-256, and which of them an event needed."""

    known: dict[str, Object]
    found: Findings
    used: set[str] = field(default_factory=set)

    def open(self, entry: Entry, event: Object) -> None:
        """Put the texts of an event where it commits to them; one that is missing is no fault."""
        if event["v"] > 1:
            actor = event["actor"]
            if type(actor["name"]) is dict:
                actor["name"] = self.text(entry, actor["name"], ("user", actor["id"], "name"))
            self._open_values(entry, event)

    def _open_values(self, entry: Entry, event: Object) -> None:
        kind, ident, changes = event["target"]["type"], event["target"]["id"], event["changes"]
        for values in event["words"], event["after"]:
            for name, value in values.items() if dict in map(type, values.values()) else ():
                if type(value) is dict:
                    subject = (kind, ident, name) if values is event["after"] else None
                    values[name] = self.text(entry, value, subject)
        for name, pair in changes.items():
            if dict in map(type, pair):
                changes[name] = [self.text(entry, value, (kind, ident, name)) for value in pair]

    def end(self) -> None:
        """Every line was there for an event."""
        for commitment in sorted(self.known.keys() - self.used):
            self.found.fault("openings.jsonl", f"no open event commits to its text {commitment[:16]}…")

    def text(self, entry: Entry, value: Any, subject: tuple[str, str, str] | None) -> Any:
        """What stands at this place, in an event about `subject` (type, id, field); itself if it is no commitment.

        A line opens the commitment that is its own hash, so it can say nothing but what was committed to.
        """
        commitment = _commitment(value)
        if not commitment:
            return value
        if subject and (subject[0], subject[2]) not in PERSONAL:
            self.found.fault(
                entry.where, f"its {_short(subject[2])} is no personal text, and only a commitment is shown"
            )
            return value
        opening = self.known.get(commitment)
        if opening is None:
            return Unopened(commitment)
        self.used.add(commitment)
        if subject and subject != (opening["type"], opening["id"], opening["field"]):
            self.found.fault(entry.where, "openings.jsonl has for it the text of something else")
        return opening["value"]


def open_texts(trail: Trail, data: bytes, found: Findings) -> bool:
    """Put the texts of openings.jsonl where open events commit to them, and say so."""
    openings = Openings(_read_openings(data), found)
    for entry, event in trail.opened():
        openings.open(entry, event)
    openings.end()
    return True


def _read_openings(data: bytes) -> dict[str, Object]:
    """Commitment → what opens it. Broken unless the lines are sorted, each once, and have the form of openings."""
    lines, openings = data.split(b"\n"), {}
    if lines.pop() or lines != sorted(set(lines)):
        raise Broken("openings.jsonl", "its lines are not in their order, or one stands there twice")
    for number, line in enumerate(lines, 1):
        where = f"line {number} of openings.jsonl"
        value = plain(line, where)
        if value.keys() != {"type", "id", "field", "salt", "value"} or any(type(v) is not str for v in value.values()):
            raise Broken(where, "it does not have the form of an opening")
        if (value["type"], value["field"]) not in PERSONAL or not _is_hash(value["salt"]):
            raise Broken(where, "it is not the opening of a personal text")
        openings[hashlib.sha256(line).hexdigest()] = value
    return openings


def _commitment(value: Any) -> str:
    """The commitment that stands in the place of a text, "" for whatever else stands there. Raises ValueError."""
    if type(value) is not dict or value.keys() != {"commitment"}:
        return ""
    commitment: str = value["commitment"]
    _hash(commitment)
    return commitment


def _name_of(event: Object) -> str:
    """Who did it, in words."""
    name = event["actor"]["name"]
    return name if type(name) is str else "somebody whose name is not shown"


# --- the trail as a whole: each event after the one before it, all in the signed tree --------------------------------


def check_chain(trail: Trail, log: str, found: Findings) -> None:
    """Every open event of the article names its place and the hash of the event before it."""
    before = b""
    for entry in trail.article:
        _check_link(entry, before, log, found)
        before = entry.hash
    _check_beside(trail, found)
    for entry, event in trail.opened():
        _check_action(entry, event, found)


def _check_link(entry: Entry, before: bytes, log: str, found: Findings) -> None:
    event = entry.event
    if event is not None:
        if event["seq"] != entry.seq or event["log"] != log:
            found.fault(entry.where, f"it says of itself that it is event {event['seq']} of log {event['log']}")
        if event["prev"] != before.hex():
            found.fault(entry.where, f"it does not follow event {entry.seq - 1} as listed: its “prev” is another")


def _check_action(entry: Entry, event: Object, found: Findings) -> None:
    action = event["action"]
    if action not in _ACTIONS or event["work"] != (action in WORK):
        found.fault(entry.where, f"“{action}” is not an action that a bundle shows, or not counted as it should be")


def _check_beside(trail: Trail, found: Findings) -> None:
    last = ("library", 0)
    for entry in trail.beside:
        event = entry.event
        place = (event["log"], event["seq"]) if event else last
        if event is None or place[0] not in ("library", "system") or place <= last:
            found.fault(entry.where, "it is not the next open event of the library, or of the system after it")
        elif (place[0] == "system") != event["action"].startswith("passkey:"):
            found.fault(entry.where, f"“{event['action']}” does not belong into the log {place[0]}")
        last = max(place, last)


def check_tree(trail: Trail, proof: Object, checkpoint: Checkpoint, found: Findings) -> None:
    """Every listed event stands in the tree whose root the checkpoint signs."""
    entries = [*trail.article, *trail.beside]
    listed = _listed(proof, len(entries))
    parts: dict[str, list[int]] = {}
    for entry, (place, value) in zip(entries, listed, strict=True):
        if entry.hash != value:
            found.fault(entry.where, "its bytes are not the ones that are in the tree")
        parts.setdefault("article" if entry.seq else entry.log, []).append(place)
    for part, places in parts.items():
        if places != sorted(set(places)):
            found.fault("proof.json", f"events of the {part} are not in the tree in their order")
    leaves = {place: entry.hash for entry, (place, _) in zip(entries, listed, strict=True)}
    nodes = [_bytes(text) for text in proof["nodes"]]
    if not same(proof["size"], checkpoint.size):
        found.fault("proof.json", f"it is about {proof['size']} events, and the checkpoint signs {checkpoint.size}")
    if len(leaves) != len(listed) or root_of(leaves, checkpoint.size, nodes) != checkpoint.root:
        found.fault("proof.json", "the listed events do not lead to the root that the checkpoint signs")


def _listed(proof: Object, count: int) -> list[tuple[int, bytes]]:
    """Place and hash of each of so many events."""
    if proof.keys() != {"article", "consistency", "leaves", "nodes", "size"}:
        raise Broken("proof.json", "it says more or less than a proof does")
    listed = [(_place(place), _hash(value)) for place, value in proof["leaves"]]
    if len(listed) != count:
        raise Broken("proof.json", f"it places {len(listed)} events, and {count} are listed")
    return listed


def _place(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("a place that is no number")
    return value


def _hash(value: Any) -> bytes:
    """A hash in its one spelling: lower-case hex. Raises ValueError."""
    if not _is_hash(value):
        raise ValueError("what should be a hash is none")
    return bytes.fromhex(value)


def _is_hash(value: Any) -> bool:
    return type(value) is str and _HASH.fullmatch(value) is not None


def check_consistency(proof: Object, checkpoint: Checkpoint, found: Findings) -> None:
    """Every other checkpoint that the bundle speaks of belongs to the same history."""
    for other in proof["consistency"]:
        size, root, nodes = _place(other["size"]), _bytes(other["root"]), [_bytes(text) for text in other["nodes"]]
        ends = sorted([(size, root), (checkpoint.size, checkpoint.root)])
        if not consistent(ends[0][0], ends[1][0], nodes, ends[0][1], ends[1][1]):
            found.fault("proof.json", f"the history of {size} events is not shown to be of one piece with this one")


# --- replay: what the open events add up to --------------------------------------------------------------------------


@dataclass
class Row:
    """One thing as the open events left it: its last image, its marks, the events that made it."""

    image: Object
    rev: int
    entry: Entry
    events: list[tuple[Entry, Object]] = field(default_factory=list)
    spans: Any = None
    spans_rev: int = 0


class Replay:
    """All things that open events speak of, by type and id."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.rows: dict[tuple[str, str], Row] = {}
        #: (type, id of the claim or source that it belongs to) → things of it.
        self.parts: dict[tuple[str, Any], list[Row]] = {}
        #: Claim → work on it and approvals of it; other claim or source → what changed it.
        self.told: dict[Any, list[tuple[Entry, Object]]] = {}
        self.bearing: dict[Any, list[tuple[Entry, Object]]] = {}
        #: Decisions of reviewers.
        self.decided: list[tuple[Entry, Object]] = []

    @classmethod
    def of_all(cls, trail: Trail, found: Findings) -> Replay:
        """What all open events of a trail add up to."""
        replay = cls(found)
        for entry, event in trail.opened():
            replay.add(entry, event)
        return replay.ended()

    def add(self, entry: Entry, event: Object) -> None:
        """Go on by the next open event."""
        if event["target"]["rev"] is not None:
            self._apply(entry, event)
        self._file(entry, event)

    def ended(self) -> Replay:
        """Itself, once there is nothing to add."""
        for (kind, _), row in self.rows.items():
            whole = row.image.get("source_id" if kind == "attachment" else "claim_id")
            self.parts.setdefault((kind, whole), []).append(row)
        return self

    def get(self, kind: str, ident: Any) -> Row | None:
        """The thing of this type and id, None if no event of it is open."""
        return self.rows.get((kind, ident))

    def all(self, kind: str) -> list[Row]:
        """Every thing of this type."""
        return [row for (one, _), row in self.rows.items() if one == kind]

    def of(self, kind: str, whole: Any) -> list[Row]:
        """The things of this type that belong to a claim or source and were not taken back."""
        return [row for row in self.parts.get((kind, whole), ()) if not row.image.get("withdrawn")]

    def _file(self, entry: Entry, event: Object) -> None:
        """Where people will look for it."""
        kind, after = event["target"]["type"], event["after"]
        if event["claim"] is not None and (event["work"] or event["action"] == "claim:state:approve"):
            self.told.setdefault(event["claim"], []).append((entry, event))
        if kind == "review":
            self.decided.append((entry, event))
        elif kind == "relation":
            self.bearing.setdefault(after.get("other_id"), []).append((entry, event))
        elif kind in ("attachment", "answer") or (kind == "source" and event["target"]["rev"] > 1):
            source = after.get("id") if kind == "source" else after.get("source_id")
            self.bearing.setdefault(source, []).append((entry, event))

    def _apply(self, entry: Entry, event: Object) -> None:
        kind, ident, rev = event["target"]["type"], event["target"]["id"], event["target"]["rev"]
        after = _without_spans(event["after"])
        if after.get("id") != ident or not same(after.get("rev"), rev):
            self.found.fault(entry.where, "what it leaves is not what it says that it is about")
        row = self.rows.get((kind, ident))
        if row:
            self._step(row, entry, event, after)
            row.image, row.rev, row.entry = after, rev, entry
        else:
            if rev > 1:
                self.found.note(f"how {_named(after, event['target'])} came to be before {entry.where}: not shown")
            row = self.rows[kind, ident] = Row(after, rev, entry)
        row.events.append((entry, event))
        if "spans" in event["after"]:
            row.spans, row.spans_rev = event["after"]["spans"], rev

    def _step(self, row: Row, entry: Entry, event: Object, after: Object) -> None:
        changes = _without_spans(event["changes"])
        if event["target"]["rev"] <= row.rev:
            self.found.fault(entry.where, f"its revision does not come after that of {row.entry.where}")
        wrong = [name for name, pair in changes.items() if not same(after.get(name), pair[1])]
        before = {**after, **{name: pair[0] for name, pair in changes.items()}, "rev": row.rev}
        differ = [] if same(before, row.image) else _differing(before, row.image)
        if event["target"]["rev"] == row.rev + 1:
            if wrong or differ:
                self.found.fault(entry.where, f"{(wrong or differ)[0]} is not what {row.entry.where} left")
        elif unseen := [name for name in differ if name not in _ORGANISING]:
            what = f"who changed {', '.join(unseen)} of {_named(after, event['target'])}"
            self.found.note(f"{what} between {row.entry.where} and {entry.where}: not shown")


def _without_spans(values: Object) -> Object:
    return {k: v for k, v in values.items() if k != "spans"} if "spans" in values else values


def _differing(one: Object, other: Object) -> list[str]:
    """Names of the members in which two images differ, sorted."""
    return sorted(name for name in one.keys() | other.keys() if _unlike(one.get(name), other.get(name)))


def _unlike(one: Any, other: Any) -> bool:
    """Do they say different things? Nobody knows of a text that stands there, as in version 1, and one not shown."""
    return not same(one, other) and isinstance(one, Unopened) == isinstance(other, Unopened)


def _named(image: Object, target: Object) -> str:
    return (
        f"claim {_said(image.get('number'))}" if target["type"] == "claim" else f"the {target['type']} {target['id']}"
    )


# --- the report against the events -----------------------------------------------------------------------------------


class Comparison:
    """The report, field by field, against what the open events add up to."""

    def __init__(self, report: Object, replay: Replay, found: Findings) -> None:
        self.report, self.replay, self.found = report, replay, found
        self.numbers = {claim["id"]: claim["number"] for claim in report["claims"]}

    def run(self) -> None:
        """Compare everything."""
        self._article()
        self._terms()
        for source in self.report["sources"]:
            self._source(source)
        for claim in self.report["claims"]:
            row = self.replay.get("claim", claim["id"])
            if row is None:
                self.found.fault(f"claim {_said(claim['number'])}", "it is in the report, and no event of it is shown")
            else:
                self._claim(claim, row)
        self._relations()

    def _same(self, where: str, said: Mapping[str, Any], image: Mapping[str, Any], names: Sequence[str]) -> None:
        for name in names:
            one, other = said.get(name), image.get(name)
            if type(one) is type(other) is str and one == other:
                continue  # as most are
            if isinstance(other, Unopened):
                self.found.note(f"{where}: {name}; the personal text of the event was erased, or is not shown")
            elif not same(one, other):
                self.found.fault(where, f"the report says {name} {_quoted(one)}, its events {_quoted(other)}")

    def _article(self) -> None:
        article, revision = self.report["article"], self.report["article"]["revision"]
        row = self.replay.get("article", self.report["trail"]["log"])
        frozen = self.replay.get("revision", row.image["revision_id"]) if row else None
        if row is None or frozen is None:
            raise Broken("report.json", "the events of its article and of its text are not shown")
        self._same("the article", article, row.image, _ARTICLE_FIELDS)
        self._same("the article", self.report, row.image, ("example",))
        self._same("the text", revision, frozen.image, ("number", "sha256", "length"))
        text = article["text"]
        if (hashlib.sha256(text.encode()).hexdigest(), len(text)) != (revision["sha256"], revision["length"]):
            self.found.fault("the text", "it is not the text that was frozen: its fingerprint or length is another")
        if not same(article["blocks"], _blocks(text, json.loads(frozen.image["headings"]))):
            self.found.fault("the text", "its headings and paragraphs are not those that were frozen")

    def _terms(self) -> None:
        used = (
            ("claim_types", {c["type"] for c in self.report["claims"]}),
            ("statuses", {c["status"] for c in self.report["claims"]}),
            ("source_kinds", {s["kind"] for s in self.report["sources"]}),
        )
        for name, codes in used:
            terms = [term["code"] for term in self.report["terms"][name]]
            if len(terms) != len(codes) or set(terms) != codes:
                self.found.fault("report.json", f"its {name} are not those that its claims and sources have")

    def _claim(self, claim: Object, row: Row) -> None:
        where = f"claim {_said(claim['number'])}"
        self._same(where, claim, row.image, _CLAIM_FIELDS)
        if claim["state"] != "approved":
            self.found.fault(where, "it is in a published report and not approved")
        self._spans(where, claim, row)
        self._claimant(where, claim, row)
        self._approval(where, claim, row)
        self._workers(where, claim)
        self._citations(where, claim)
        looked = [
            (r, {n: r.image[n] for n in ("place", "query", "found", "looked")})
            for r in self.replay.of("lookup", claim["id"])
        ]
        ordered = sorted(looked, key=lambda pair: (pair[0].image["looked"], pair[0].image["id"]))
        self._match(where, "search", ordered, claim.get("lookups", []))
        if claim.get("replies"):
            self.found.note(f"whom the desk asked about {where}, and the answers: how they were reached stays there")

    def _spans(self, where: str, claim: Object, row: Row) -> None:
        text = self.report["article"]["text"]
        for span in claim["spans"]:
            start, end = span["start"], span["end"]
            context = text[max(0, start - 32) : start], text[end : end + 32]
            if not 0 <= start < end or text[start:end] != span["exact"] or context != (span["prefix"], span["suffix"]):
                self.found.fault(where, f"it quotes words that do not stand at {start}–{end} of the text")
        if not same(row.spans_rev, row.image["spans_rev"]):
            self.found.note(f"where the marks of {where} were set: not shown")
        elif not same(claim["spans"], row.spans):
            self.found.fault(where, "its marks are not those of its events")
        article = self.replay.get("article", self.report["trail"]["log"])
        if article and row.image["revision_id"] != article.image["revision_id"]:
            self.found.fault(where, "it was marked in another text than the one in the report")

    def _claimant(self, where: str, claim: Object, row: Row) -> None:
        said, ident = claim["claimant"], row.image["claimant_id"]
        if (said is None) != (ident is None):
            self.found.fault(where, "the report and its events do not agree on whether somebody is named who says so")
        party = self.replay.get("party", ident)
        if said and party:
            self._same(where, said, party.image, ("name", "kind"))
            self._camp(where, claim, ident)
        elif said:
            self.found.note(f"the name of who says so in {where}, and their camp")

    def _camp(self, where: str, said: Object, party: Any) -> None:
        end, seen = party, set()
        while end is not None and end not in seen:
            seen.add(end)
            row = self.replay.get("party", end)
            if row is None:
                self.found.note(f"the camp given for {where}")
                return
            if row.image["belongs_to"] is None:
                name = row.image["name"] if end != party else ""
                self._same(where, {"camp": said.get("camp", "")}, {"camp": name}, ("camp",))
            end = row.image["belongs_to"]

    def _approval(self, where: str, claim: Object, row: Row) -> None:
        approvals = [(en, ev) for en, ev in row.events if ev["action"] == "claim:state:approve"]
        if not approvals:
            self.found.fault(where, "no approval of it is shown")
            return
        entry, event = approvals[-1]
        decisions = [
            r for r in self.replay.of("review", claim["id"])
            if r.image["decision"] == "approve" and same(r.image["claim_rev"], event["target"]["rev"] - 1)
        ]  # fmt: skip
        if len(decisions) != 1:
            self.found.fault(entry.where, f"it approves {where} without a decision that says so")
            return
        decision = decisions[0]
        actors = {decision.image["reviewer_id"], decision.events[0][1]["actor"]["id"], event["actor"]["id"]}
        if len(actors) != 1:
            self.found.fault(decision.entry.where, f"the decision on {where} is somebody else’s than its approval")
        said = {"digest": claim["digest"], "role": claim["approved_by"]["role"], "at": claim["approved_at"],
                "comment": claim["comment"], "passkey": claim.get("passkey", False)}  # fmt: skip
        signed = {"passkey": decision.image.get("passkey_id") is not None}
        self._same(where, said, decision.image | signed, ("digest", "role", "at", "comment", "passkey"))
        self._same(where, claim["approved_by"], decision.events[0][1]["actor"], ("name",))
        self._same(entry.where, event["after"], decision.image, ("digest",))

    def _workers(self, where: str, claim: Object) -> None:
        printed, shown = {_text_of(person["name"]) for person in claim["checked_by"]}, set()
        for entry, event in self.replay.told.get(claim["id"], ()):
            if event["work"] and isinstance(event["actor"]["name"], Unopened):
                self.found.note(f"who worked on {where} in {entry.where}: the name was erased, or is not shown")
            elif event["work"]:
                shown.add(event["actor"]["name"])
                if event["actor"]["name"] not in printed:
                    self.found.fault(entry.where, f"{event['actor']['name']} worked on {where}, and the report does"
                                                  " not say so")  # fmt: skip
        for name in sorted(printed - shown - {""}):
            self.found.note(f"what {name} did on {where}: not shown")

    def _citations(self, where: str, claim: Object) -> None:
        pairs = []
        for row in sorted(
            self.replay.of("citation", claim["id"]), key=lambda r: (r.image["created_at"], r.image["id"])
        ):
            names = ("stance", "locator", "excerpt", "credibility", "note")
            more = {n: row.image[n] for n in ("visible", "inferred", "claimed") if row.image[n]}
            said = {"source": row.image["source_id"], **{n: row.image[n] for n in names}, **more}
            file = self._file_of(row.image["attachment_id"])
            pairs.append((row, said | ({"file": file} if file else {})))
        printed = list(claim["citations"])
        if any(row.image["attachment_id"] and "file" not in said for row, said in pairs):
            printed = [{n: v for n, v in c.items() if n != "file"} for c in printed]
            pairs = [(row, {n: v for n, v in said.items() if n != "file"}) for row, said in pairs]
            self.found.note(f"which file a citation of {where} points into")
        self._match(where, "citation", pairs, printed)

    def _file_of(self, attachment: Any) -> str | None:
        held = self.replay.get("attachment", attachment)
        file = self.replay.get("file", held.image["file_id"]) if held else None
        return str(file.image["sha256"]) if file else None

    def _match(self, where: str, what: str, shown: Sequence[tuple[Row, Object]], printed: Sequence[Object]) -> None:
        """What events show must stand in the report, in this order; what else stands there cannot be proved."""
        at = 0
        for said in printed:
            if at < len(shown) and same(shown[at][1], said):
                at += 1
            else:
                self.found.note(f"a {what} on {where} whose events are not shown")
        if at < len(shown):
            self.found.fault(shown[at][0].entry.where, f"its {what} on {where} is not in the report as it was recorded")

    def _source(self, said: Object) -> None:
        where, row = f"source {_quoted(said['title'])}", self.replay.get("source", said["id"])
        if row is None:
            self.found.note(f"{where}: what is said of it, as its events are not shown")
            return
        self._same(where, said, row.image, _SOURCE_FIELDS)
        self._same(
            where, {"interest": said.get("interest", "")}, {"interest": row.image["interest"] or ""}, ("interest",)
        )
        self._name(where, said, "origin", "party", row.image["origin_id"], "name")
        self._name(where, said, "derived_from", "source", row.image["derived_from_id"], "title")
        self._files(where, said, row)

    def _name(self, where: str, said: Object, name: str, kind: str, ident: Any, column: str) -> None:
        row = self.replay.get(kind, ident)
        if ident and not row:
            self.found.note(f"{where}: {name.replace('_', ' ')} and camp")
            return
        self._same(where, {name: said.get(name, "")}, {name: row.image[column] if row else ""}, (name,))
        if kind == "party":
            self._camp(where, said, ident)

    def _files(self, where: str, said: Object, source: Row) -> None:
        printed = {file["sha256"]: file for file in said.get("files", [])}
        for held in self.replay.of("attachment", source.image["id"]):
            image, file = held.image, self.replay.get("file", held.image["file_id"])
            if file is None:
                continue
            shown = {"name": image["name"], "method": image["method"], "received_at": image["created_at"],
                     "size": file.image["size"], "media_type": file.image["media_type"]}  # fmt: skip
            found = printed.pop(file.image["sha256"], None)
            if found is None:
                self.found.fault(held.entry.where, f"{where} holds this file, and the report does not list it")
            else:
                self._same(where, found, shown, tuple(shown))
        for sha256 in printed:
            self.found.note(f"{where}: name and origin of the file {sha256[:16]}…")

    def _relations(self) -> None:
        shown = []
        for row in self.replay.all("relation"):
            image = row.image
            if not image["withdrawn"] and {image["claim_id"], image["other_id"]} <= self.numbers.keys():
                ends = {"claim": self.numbers[image["claim_id"]], "other": self.numbers[image["other_id"]]}
                shown.append((row, ends | {n: image[n] for n in ("kind", "topic", "settle")}))
        shown.sort(key=lambda pair: (pair[1]["claim"], pair[1]["other"], pair[1]["kind"]))
        self._match("its claims", "relation", shown, self.report.get("relations", []))


def _blocks(text: str, headings: Sequence[int]) -> list[Object]:
    blocks, start = [], 0
    for index, line in enumerate(text.split("\n")):
        kind = ("heading" if index in headings else "paragraph") if line else "blank"
        blocks.append({"kind": kind, "start": start, "end": start + len(line)})
        start += len(line) + 1
    return blocks


def check_four_eyes(report: Object, replay: Replay, found: Findings) -> None:
    """Nobody whose work is shown approved what they had worked on since the approval before."""
    for claim in report["claims"]:
        told = [(entry, event) for entry, event in replay.told.get(claim["id"], ()) if entry.seq]
        around = list(_bearing(claim["id"], replay))
        since, since_at = 0, ""
        for entry, event in told:
            if event["action"] != "claim:state:approve":
                continue
            own = [(work, e) for work, e in told if since < work.seq < entry.seq]
            late = [(work, e) for work, e in around if since_at < e["at"] <= event["at"]]
            for work, theirs in (*own, *late):
                if theirs["work"] and theirs["actor"]["id"] == event["actor"]["id"]:
                    by, number = _name_of(event), _said(claim["number"])
                    found.fault(entry.where, f"{by} approved claim {number} and had worked on it in {work.where}")
            since, since_at = entry.seq, event["at"]


def _bearing(claim: str, replay: Replay) -> Iterator[tuple[Entry, Object]]:
    """Events that changed what a claim stands against, or a source while the claim cited it."""
    yield from replay.bearing.get(claim, ())
    for row in replay.of("citation", claim):
        for entry, event in replay.bearing.get(row.image["source_id"], ()):
            if event["at"] >= row.image["created_at"]:
                yield entry, event


# --- approvals that were signed with a passkey (WebAuthn level 3, section 7.2) ---------------------------------------

#: Columns of a claim that a signed decision repeats, beside its marks.
_VERDICT = (
    "revision_id", "statement", "type", "status", "attribution", "claimant_id", "own_voice", "rationale", "known",
    "unknown", "settle", "search_log", "confidence",
)  # fmt: skip
#: Bits of the authenticator's flags: a person was there, and was recognised.
_PRESENT, _VERIFIED = 0x01, 0x04
_RSA_BITS = range(2048, 8193)


def check_passkeys(report: Object, replay: Replay, found: Findings) -> None:
    """Every shown decision that says it was signed: by its reviewer's own passkey, over exactly what the events say."""
    for entry, event in replay.decided:
        image = event["after"]
        if (image.get("passkey_id"), image.get("assertion")) == (None, None):
            continue
        try:
            key = _registered(image, event, replay)
            decided = _decision(report, event, key, replay)
            if decided is None:
                found.note(f"what exactly was signed in {entry.where}: the marks that the claim had then are not shown")
            else:
                _check_assertion(image, key, decided)
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature) as error:
            what = _short(str(error)) if type(error) is ValueError else "it does not have the form of one"
            if isinstance(error, InvalidSignature):
                what = "the signature is not that of the passkey over this decision"
            found.fault(entry.where, f"its approval by passkey does not hold: {what}")


def _registered(image: Object, event: Object, replay: Replay) -> Object:
    """The passkey as it was registered. Raises ValueError unless its owner did so, and before they used it."""
    row = replay.get("passkey", image["passkey_id"])
    if row is None or row.events[0][1]["action"] != "passkey:passkey:register":
        raise ValueError("the registration of the passkey is not shown")
    first = row.events[0][1]
    key: Object = first["after"]
    if {image["reviewer_id"], event["actor"]["id"], key["user_id"], first["actor"]["id"]} != {image["reviewer_id"]}:
        raise ValueError("the passkey is not that of the person who decided")
    if first["at"] > event["at"]:
        raise ValueError("the passkey was registered only afterwards")
    if any(e["action"] == "passkey:passkey:retire" and e["at"] <= event["at"] for _, e in row.events):
        raise ValueError("the passkey was retired before")
    return key


def _decision(report: Object, event: Object, key: Object, replay: Replay) -> bytes | None:
    """The bytes that had to be signed, put together from what the events say; None if its marks are not shown."""
    image = event["after"]
    row = replay.get("claim", image["claim_id"])
    approvals = [
        e["after"] for _, e in (row.events if row else ())
        if e["action"] == "claim:state:approve" and e["target"]["rev"] == image["claim_rev"] + 1
    ]  # fmt: skip
    if row is None or len(approvals) != 1:
        raise ValueError("the approval that it decides is not shown")
    claim = approvals[0]
    marks = {e["target"]["rev"]: e["after"]["spans"] for _, e in row.events if "spans" in e["after"]}
    if row.image["spans_rev"] not in marks:  # set by somebody who is not named; the report prints them
        printed = {c["id"]: c["spans"] for c in report["claims"]}
        marks[row.image["spans_rev"]] = printed[image["claim_id"]]
    if claim["spans_rev"] not in marks:
        return None
    spans = [[span["start"], span["end"], span["exact"]] for span in marks[claim["spans_rev"]]]
    said = {name: image[name] for name in ("claim_rev", "comment", "decision", "digest")}
    return _ENCODER.encode(
        {
            "v": 1, "purpose": "annotate/decision", "desk": key["rp_id"], "article": event["log"],
            "claim": image["claim_id"], "reviewer": image["reviewer_id"], **said,
            "verdict": {name: claim[name] for name in _VERDICT} | {"spans": spans},
        }
    ).encode()  # fmt: skip


def _check_assertion(image: Object, key: Object, decided: bytes) -> None:
    """Raises ValueError or InvalidSignature."""
    told = json.loads(image["assertion"])
    if _ENCODER.encode(told) != image["assertion"] or told.keys() != {
        "authenticator_data", "client_data_json", "credential_id", "signature",
    }:  # fmt: skip
        raise ValueError("the assertion is not canonical JSON of four texts")
    if told["credential_id"] != key["credential_id"]:
        raise ValueError("the assertion names another passkey")
    raw, client = _url_bytes(told["authenticator_data"]), _url_bytes(told["client_data_json"])
    _check_client(json.loads(client.decode(), parse_constant=_refuse), hashlib.sha256(decided).digest(), key["rp_id"])
    if len(raw) < 37 or raw[:32] != hashlib.sha256(key["rp_id"].encode()).digest():
        raise ValueError("it was signed for another desk")
    if not raw[32] & _PRESENT or not raw[32] & _VERIFIED:
        raise ValueError("the authenticator did not recognise the person")
    _check_signed(key, raw + hashlib.sha256(client).digest(), _url_bytes(told["signature"]))


def _check_client(client: Object, challenge: bytes, desk: str) -> None:
    if client["type"] != "webauthn.get":
        raise ValueError("what was signed is no assertion")
    if _url_bytes(client["challenge"]) != challenge:
        raise ValueError("another decision was signed")
    if not re.fullmatch(rf"(https://{re.escape(desk)}|http://localhost)(:[0-9]+)?", client["origin"]):
        raise ValueError("it was signed on another site")
    if client.get("crossOrigin"):
        raise ValueError("it was signed in a page of another site")


def _check_signed(key: Object, data: bytes, signature: bytes) -> None:
    raw, algorithm = _bytes(key["public_key"]), key["algorithm"]
    try:
        public = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("its key is of a kind that passkeys here do not have") from error
    if isinstance(public, ec.EllipticCurvePublicKey) and algorithm == "ES256" and public.curve.name == "secp256r1":
        public.verify(signature, data, ec.ECDSA(SHA256()))
    elif isinstance(public, Ed25519PublicKey) and algorithm == "EdDSA":
        public.verify(signature, data)
    elif isinstance(public, rsa.RSAPublicKey) and algorithm == "RS256" and public.key_size in _RSA_BITS:
        public.verify(signature, data, padding.PKCS1v15(), SHA256())
    else:
        raise ValueError("its key is of a kind that passkeys here do not have")


def _url_bytes(text: str) -> bytes:
    """Base64url without padding, in its one spelling. Raises ValueError."""
    if "+" in text or "/" in text or "=" in text:
        raise ValueError("it holds something that is not base64url")
    return _bytes(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


# --- what the report was published by, and the files that came with it -----------------------------------------------


def check_edition(files: Mapping[str, bytes], report: Object, trail: Trail, manifest: Object, found: Findings) -> None:
    """The last event publishes exactly these bytes, as this edition of this article."""
    entry, event = trail.article[-1], trail.article[-1].event
    if event is None or event["action"] != "report:edition:publish":
        raise Broken(entry.where, "the last event of the article must be the publication, and it is not")
    after, log = event["after"], report["trail"]["log"]
    if after["sha256"] != hashlib.sha256(files["report.json"]).hexdigest():
        found.fault(entry.where, "it publishes other bytes than report.json: the fingerprint is another")
    said = {"number": report["edition"], "published_at": report["published_at"], "note": report["note"],
            "article_id": log, "by": report["published_by"], "working copy": report["working_copy"]}  # fmt: skip
    shown = {"number": after["number"], "published_at": event["at"], "note": after["note"],
             "article_id": after["article_id"], "working copy": False,
             "by": {"name": _publisher(event, report, found), "role": event["actor"]["role"]}}  # fmt: skip
    for name, value in said.items():
        if not same(value, shown[name]):
            found.fault(entry.where, f"the report says {name} {_quoted(value)}, the event {_quoted(shown[name])}")
    before = trail.article[-2] if len(trail.article) > 1 else entry
    if not same([report["trail"]["seq"], report["trail"]["hash"]], [before.seq, before.hash.hex()]):
        found.fault("report.json", "it names another event as the last one before it was published")
    stands = [manifest["article"], manifest["edition"], manifest["log"]]
    if not same(stands, [report["article"]["slug"], report["edition"], log]):
        found.fault("manifest.json", "it names another article or edition than report.json")
    if not same(report["v"], 1):
        found.fault("report.json", f"it has version {_quoted(report['v'])}; this verifier knows version 1")


def _publisher(event: Object, report: Object, found: Findings) -> Any:
    """Who published it, by the event; by the report, with a note, where the event does not show the name."""
    name = event["actor"]["name"]
    if not isinstance(name, Unopened):
        return name
    found.note("who published the report: the name in the event was erased, or is not shown")
    return report["published_by"]["name"]


def check_evidence(files: Mapping[str, bytes], report: Object, found: Findings) -> None:
    """Every file of evidence has the hash that is its name, and a source of the report has it."""
    listed = {file["sha256"]: file for source in report["sources"] for file in source.get("files", [])}
    for name, content in files.items():
        if name.startswith("evidence/"):
            sha256 = name.removeprefix("evidence/")
            if hashlib.sha256(content).hexdigest() != sha256:
                found.fault(name, "its bytes do not have the fingerprint that is its name")
            elif sha256 not in listed or not same(listed[sha256]["size"], len(content)):
                found.fault(name, "no source of the report has it, or in another size")
    absent = [sha256 for sha256 in listed if f"evidence/{sha256}" not in files]
    if absent:
        found.note(f"the bytes of {len(absent)} of {len(listed)} files of evidence: only their fingerprints are here")


# --- all together ----------------------------------------------------------------------------------------------------


def check(
    data: bytes, given: Key | None = None, since: str | None = None, witnesses: Sequence[Key] = (),
    *, first: bool = False,
) -> Findings:  # fmt: skip
    """Everything that can be checked of a bundle, or only up to the `first` fault.

    Raises Unreadable where there is nothing to judge.
    """
    found, collecting = Findings(first=first), gc.isenabled()
    gc.disable()  # no rings are made here; to look for them among so many values would take half of the time
    try:
        if len(data) > MOST:
            raise Unreadable(f"The file has {len(data):,} bytes; {MOST:,} are the most that is read.")
        _check(data, given, since, witnesses, found)
    except Enough:
        pass  # it is noted
    except Broken as broken:
        found.faults.append(broken.fault)
    finally:
        if collecting:
            gc.enable()
    return found


def _check(data: bytes, given: Key | None, since: str | None, witnesses: Sequence[Key], found: Findings) -> None:
    files = unpack(data)
    if len(files.get("events.jsonl", b"")) < LONG or not _helped(files, given, since, witnesses, found):
        _judge(files, given, since, witnesses, found)


def _judge(
    files: dict[str, bytes], given: Key | None, since: str | None, witnesses: Sequence[Key], found: Findings
) -> None:  # fmt: skip
    """Everything, step by step, each over the whole history."""
    manifest, key, checkpoint = _signed(files, given, witnesses, found)
    proof = plain(files["proof.json"], "proof.json")
    report = plain(files["report.json"], "report.json")
    trail = _guarded("proof.json", found, lambda: read_trail(files["events.jsonl"], _place(proof["article"])))
    if trail is None:
        return
    _guarded("proof.json", found, lambda: check_tree(trail, proof, checkpoint, found))
    told = _guarded("openings.jsonl", found, lambda: open_texts(trail, files.get("openings.jsonl", b""), found))
    _guarded("proof.json", found, lambda: check_consistency(proof, checkpoint, found))
    _guarded("report.json", found, lambda: check_chain(trail, report["trail"]["log"], found))
    if since is not None:
        _check_since(since, proof, checkpoint, key, found)
    if told:
        replay = _guarded("events.jsonl", found, lambda: Replay.of_all(trail, found))
        _check_content(files, report, trail, replay, manifest, found)
    if not found.faults:
        _say(report, trail, checkpoint, key, found)


def _signed(
    files: Mapping[str, bytes], given: Key | None, witnesses: Sequence[Key], found: Findings
) -> tuple[Object, Key, Checkpoint]:
    """The manifest, with all that it lists; the key that signed it; and the checkpoint of the same key."""
    manifest = plain(files["manifest.json"], "manifest.json")
    _check_version(manifest)
    key = _key_of(files, given, found)
    _guarded("manifest.json", found, lambda: _check_manifest(files, manifest, key, found))
    checkpoint = _noted(files, key)
    _check_witnesses(files["checkpoint.txt"].decode(), checkpoint, key, witnesses, found)
    return manifest, key, checkpoint


def _check_content(
    files: dict[str, bytes], report: Object, trail: Trail, replay: Replay | None, manifest: Object, found: Findings
) -> None:  # fmt: skip
    _guarded("report.json", found, lambda: check_edition(files, report, trail, manifest, found))
    _guarded("report.json", found, lambda: check_evidence(files, report, found))
    if replay:
        _guarded("report.json", found, lambda: Comparison(report, replay, found).run())
        _guarded("events.jsonl", found, lambda: check_four_eyes(report, replay, found))
        _guarded("events.jsonl", found, lambda: check_passkeys(report, replay, found))


def _guarded(where: str, found: Findings, step: Callable[[], Any]) -> Any:
    """Do one step; what does not have the form that it should have is a fault and never a traceback."""
    try:
        return step()
    except Broken as broken:
        found.fault(broken.fault.where, broken.fault.what)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        found.fault(
            where, f"it does not have the form that it should have ({type(error).__name__}: {_short(str(error))})"
        )
    return None


def _check_version(manifest: Object) -> None:
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise Unreadable(
            f"This is {_quoted(manifest.get('format'))}, version {_quoted(manifest.get('version'))}; this verifier"
            f" knows {FORMAT}, version {VERSION}. Get a newer one from whoever publishes the report."
        )


def _key_of(files: Mapping[str, bytes], given: Key | None, found: Findings) -> Key:
    try:
        own = read_key(files["log.vkey"].decode())
        if files["log.vkey"] != f"{own}\n".encode():
            raise ValueError("there is more in it than a key")
    except ValueError as error:
        raise Broken("log.vkey", str(error)) from error
    if given and own != given:
        found.fault("log.vkey", f"the bundle comes with the key {_ident(own)}, and you gave {_ident(given)}")
    return given or own


def _check_manifest(files: Mapping[str, bytes], manifest: Object, key: Key, found: Findings) -> None:
    listed, there = manifest["files"], files.keys() - {"manifest.json", "manifest.note"}
    for name in sorted(listed.keys() ^ there):
        found.fault(name, "the manifest does not list it" if name in there else "the manifest lists it; it is missing")
    for name in sorted(listed.keys() & there):
        said = {"sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
        if not same(listed[name], said):
            found.fault(name, "its bytes are not the ones that the manifest lists")
    if manifest.keys() != {"format", "version", "article", "edition", "log", "files"}:
        found.fault("manifest.json", "it says more or less than a manifest does")
    try:
        lines = signed_lines(files["manifest.note"].decode(), key)
    except ValueError as error:
        found.fault("manifest.note", str(error))
        return
    named = base64.b64encode(hashlib.sha256(files["manifest.json"]).digest()).decode()
    if lines != [key.name, f"{FORMAT}/{VERSION}", named]:
        found.fault("manifest.json", "it is not the manifest that was signed")


def _noted(files: Mapping[str, bytes], key: Key) -> Checkpoint:
    try:
        return read_checkpoint(files["checkpoint.txt"].decode(), key)
    except ValueError as error:
        raise Broken("checkpoint.txt", str(error)) from error


def _check_witnesses(
    note: str, checkpoint: Checkpoint, key: Key, witnesses: Sequence[Key], found: Findings
) -> None:  # fmt: skip
    """Every witness that was given has cosigned the checkpoint; of others it is said that they were not asked about."""
    for witness in dict.fromkeys(witnesses):
        try:
            seconds = cosigned(note, witness)
        except ValueError as error:
            found.fault("checkpoint.txt", str(error))
        else:
            at = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            found.facts.append(
                f"Cosigned by {_ident(witness)} at {at}: a history of {checkpoint.size:,} events,"
                " and it had seen no other."
            )
    known = {(one.name, one.ident) for one in (key, *witnesses)}
    for name, raw in parted(note)[1]:
        if (name, raw[:4]) not in known:
            found.note(f"the cosignature of {_short(name)}+{raw[:4].hex()}: you gave no key for it")


def _check_since(note: str, proof: Object, checkpoint: Checkpoint, key: Key, found: Findings) -> None:
    try:
        old = read_checkpoint(note, key)
    except ValueError as error:
        raise Unreadable(f"The older checkpoint cannot be used: {error}.") from error
    if old.size == checkpoint.size:
        known = [checkpoint.root]
    else:
        known = [_bytes(other["root"]) for other in proof["consistency"] if other["size"] == old.size]
        if not known:
            raise Unreadable(
                f"The bundle holds no proof from your checkpoint of {old.size} events to its own of {checkpoint.size}."
                " Ask the desk for one: annotate report bundle … --since your-checkpoint.txt"
            )
    if any(root != old.root for root in known):
        found.fault("checkpoint.txt", f"the first {old.size} events are not those of your checkpoint: two histories")
    else:
        found.facts.append(f"The history continues that of your checkpoint of {old.size:,} events.")


def _called(person: Object) -> Any:
    """Somebody's name; in a report that names its people by their roles, the role."""
    return person["role"] if person["name"] == "" else person["name"]


def _say(report: Object, trail: Trail, checkpoint: Checkpoint, key: Key, found: Findings) -> None:
    hidden = sum(entry.event is None for entry in trail.article)
    found.facts += [
        f"Report: “{report['article']['title']}”, edition {report['edition']}, published {report['published_at']}"
        f" by {_called(report['published_by'])}.",
        f"Signed by {_ident(key)}: a history of {checkpoint.size:,} events.",
        f"Events of the article up to the publication: {len(trail.article)}, {hidden} of them hidden; of the library:"
        f" {sum(entry.log == 'library' for entry in trail.beside)}.",
    ]
    found.facts += _passkeys(trail, found)
    for claim in report["claims"]:
        by = ", ".join(map(_called, claim["checked_by"])) or "nobody named"
        found.facts.append(
            f"Claim {claim['number']}, {claim['status']}: approved by {_called(claim['approved_by'])} on"
            f" {claim['approved_at']}, {'with a passkey' if claim.get('passkey') else 'while signed in'}; worked on by"
            f" {by}."
        )
    if hidden:
        found.note(f"what the {hidden} hidden events say: they were there, in this order, and nothing more is proved")


def _passkeys(trail: Trail, found: Findings) -> list[str]:
    events = [e.event for e in trail.beside if e.event and e.event["action"] == "passkey:passkey:register"]
    if events:
        found.note("whose hands a passkey was in when it was registered: ask the person for its fingerprint")
    return [f"Passkey {_fingerprint(e['after']['public_key'])} of {_name_of(e)}: registered {e['at']}." for e in events]


def _fingerprint(public_key: str) -> str:
    digest = hashlib.sha256(_bytes(public_key)).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def _ident(key: Key) -> str:
    return f"{key.name}+{key.ident.hex()}"


def _quoted(value: Any) -> str:
    return f"“{_said(value)}”"


def _said(value: Any) -> str:
    """A text as it is, anything else as JSON."""
    if type(value) is int:
        return str(value)
    return _short(value if type(value) is str else _ENCODER.encode(value))


def _text_of(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("what should be a text is none")
    return value


_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _shown(text: str) -> str:
    """Without what steers a terminal or turns the direction of a text."""
    return _STEERING.sub("?", text)


def _short(text: str) -> str:
    text = _shown(text)
    return text if len(text) <= 60 else f"{text[:59]}…"


# --- a long history, by two processes --------------------------------------------------------------------------------


def _helped(
    files: dict[str, bytes], given: Key | None, since: str | None, witnesses: Sequence[Key], found: Findings
) -> bool:  # fmt: skip
    """Check a long history by two processes, each a part of it. False, and nothing noted, unless both find nothing.

    Then one has to do all of it, and names what is wrong in the same words and order as in a short history.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    try:
        with _beside(lambda mouth: _follow(files, given, since, witnesses, mouth)) as ear:
            _settle(files)
            notes, facts = json.load(ear)
    except Exception:  # whatever it is, it comes again
        return False
    found.notes, found.facts = dict.fromkeys(notes), facts
    return True


def _settle(files: Mapping[str, bytes]) -> None:
    """The form: proof, report and all events are canonical, and each event is of the form of one. Broken otherwise."""
    for name in ("proof.json", "report.json"):
        plain(files[name], name)
    for number, (line, value) in enumerate(_several(files["events.jsonl"]), 1):
        _formed(line, value, f"line {number} of events.jsonl")


def _follow(
    files: dict[str, bytes], given: Key | None, since: str | None, witnesses: Sequence[Key], mouth: TextIO
) -> None:  # fmt: skip
    """The meaning: everything but what `_settle` looks at. Tells notes and facts, or raises at the first fault."""
    found = Findings(first=True)
    manifest, key, checkpoint = _signed(files, given, witnesses, found)
    proof, report = (_QUICK.decode(files[name].decode()) for name in ("proof.json", "report.json"))
    trail, replay = _follow_events(files, _place(proof["article"]), report["trail"]["log"], found)
    check_tree(trail, proof, checkpoint, found)
    check_consistency(proof, checkpoint, found)
    if since is not None:
        _check_since(since, proof, checkpoint, key, found)
    _check_content(files, report, trail, replay, manifest, found)
    _say(report, trail, checkpoint, key, found)
    with mouth:
        mouth.write(json.dumps([list(found.notes), found.facts]))


def _follow_events(files: Mapping[str, bytes], count: int, log: str, found: Findings) -> tuple[Trail, Replay]:
    """Open, chain and replay each event as it is read: what was just made is nearer at hand than the whole history."""
    openings, replay = Openings(_read_openings(files.get("openings.jsonl", b"")), found), Replay(found)
    trail, before = Trail([], []), b""
    for entry in _entries(files["events.jsonl"], count, settled=True):
        (trail.article if entry.seq else trail.beside).append(entry)
        if entry.seq:
            _check_link(entry, before, log, found)
            before = entry.hash
        if entry.event is not None:
            _check_action(entry, entry.event, found)
            openings.open(entry, entry.event)
            replay.add(entry, entry.event)
            del entry.event["words"], entry.event["changes"]  # nothing else asks for them: a third of the memory
    _check_beside(trail, found)
    openings.end()
    return trail, replay.ended()


@contextmanager
def _beside(act: Callable[[TextIO], None]) -> Iterator[TextIO]:
    """Have a second process do something at the same time, and hear what it tells: nothing, if it fails.

    It is ended as soon as it has told: to let go of millions of values one by one would take its time.
    """
    here, there = os.pipe()
    with open(here, encoding="ascii") as ear, open(there, "w", encoding="ascii") as mouth:
        child = os.fork()
        if child == 0:
            try:
                act(mouth)
            finally:
                os._exit(0)
        mouth.close()
        try:
            yield ear
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


# --- the command line ------------------------------------------------------------------------------------------------


def main(words: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Check the bundle of a published report, offline.")
    parser.add_argument("bundle")
    parser.add_argument("--key", help="file with the desk’s public key, from a place that you trust")
    parser.add_argument(
        "--witness", action="append", default=[], help="file with the public key of a witness; can be repeated"
    )
    parser.add_argument("--since", help="file with an older checkpoint of the same desk")
    given = parser.parse_args(words)
    return run(given.bundle, given.key, given.since, given.witness)


def run(bundle: str, key: str | None = None, since: str | None = None, witnesses: Sequence[str] = ()) -> int:
    """Check a file and print what was found: 0 it holds, 1 it does not, 2 it cannot be judged."""
    try:
        trusted = _key_in(key, LOG) if key else None
        seen_by = [_key_in(path, WITNESS) for path in witnesses]
        found = check(_read(bundle, MOST), trusted, _text(since) if since else None, seen_by)
    except Unreadable as error:
        _print([str(error)], sys.stderr)
        return 2
    except Exception as error:  # nothing that a file holds may end in a traceback, and never in “valid”
        _print([f"Not valid: it could not be checked to the end ({type(error).__name__})."], sys.stderr)
        return 1
    return _report(found, trusted)


def _report(found: Findings, trusted: Key | None) -> int:
    if found.faults:
        number = f"{len(found.faults)} {'fault' if len(found.faults) == 1 else 'faults'}"
        _print([*map(str, found.faults), f"Not valid: {number}."], sys.stderr)
        return 1
    told = [
        "Agrees with itself. The key inside a bundle proves no more: anybody can make a key and a bundle.",
        "Get the desk’s key from a place that you trust, and run this again with --key.",
    ]
    if trusted:
        told = ["Valid: signed with the key that you gave."]
    unproved = [f"- {line}" for line in (*found.notes, *ALWAYS_UNPROVED)]
    _print([*told, *found.facts, "Not proved by this bundle:", *unproved], sys.stdout)
    return 0


def _print(lines: Sequence[str], stream: Any) -> None:
    """Lines, whatever the terminal can show; control characters of a file never reach it."""
    coding = getattr(stream, "encoding", None) or "utf-8"
    print("\n".join(map(_shown, lines)).encode(coding, "replace").decode(coding), file=stream)


def _key_in(path: str, kind: bytes) -> Key:
    try:
        return read_key(_text(path), kind)
    except ValueError as error:
        raise Unreadable(f"The key in {path} cannot be used: {error}.") from error


def _text(path: str) -> str:
    try:
        return _read(path, 1_000_000).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not a text file.") from error


def _read(path: str, most: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(data) > most:
        raise Unreadable(f"{path} is larger than {most:,} bytes. That is no such file.")
    return data


if __name__ == "__main__":
    sys.exit(main())
