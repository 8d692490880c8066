"""A small desk's story with all that a bundle must keep at home, the bundle of its edition, and ways to forge one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from authenticator import RULES, Authenticator
from factories import (
    TEXT,
    actor,
    inspected,
    make_article,
    make_attachment,
    make_citation,
    make_claim,
    make_lookup,
    make_party,
    make_relation,
    make_reply,
    make_source,
)
from in_browser import Asked, Shown, shown

from annotate import verify
from annotate.audit.signer import KeyFile, Signer
from annotate.domain import note
from annotate.domain.canonical import canonical
from annotate.domain.passkeys import challenge, decision
from annotate.domain.report import Organisation
from annotate.domain.things import Article, Claim, Party, Source
from annotate.exports import bundle
from annotate.services import bundles, checkpoints, claims, comments, lookups, parties, passkeys, reports, reviews
from annotate.store.evidence import Folder
from annotate.store.queries.claims import claim as read
from annotate.store.session import Database

ORIGIN = "desk.example/trail"
PUBLIC = b"What was seen at the gate.\n"
#: Nothing of this leaves the desk with a bundle of the story.
SECRETS = (
    "Diary of the night guard", "diary-of-the-guard.txt", "It was dark when I opened", "page 4 of the diary",
    "The guard told me on the phone", "Say who counted them", "Draft words that nobody shall read",
    "Signal of the spokesman", "Did your men shoot", "whistle@example.net", "Kept for the cousin of the mayor",
    "Old address of the informant", "Who else was charged", "ana@example.org", "mira@example.org", "Ines Duarte",
    "A claim with no future", "Register of informants", "Court of the second city", "Key ring of Mira",
)  # fmt: skip
MORE = "\nThe mayor was abroad that week."


@dataclass(frozen=True)
class Story:
    """A desk with a published edition and a checkpoint over it."""

    database: Database
    evidence: Folder
    signer: Signer
    slug: str
    claims: tuple[Claim, ...]
    #: Holds the passkey by which Mira approves; Jonas approves while signed in.
    device: Authenticator = field(default_factory=Authenticator)

    def bundle(self, edition: int = 1, since: str = "") -> bytes:
        """Its bundle."""
        with self.database.read() as session:
            return bundles.make(session, self.packer(Path()), self.slug, edition, since).data

    def packer(self, home: Path) -> bundles.Packer:
        """What packs its bundles, and keeps them in this folder."""
        return bundles.Packer(self.evidence, self.signer, home / "bundles", home / "drawn")

    def checkpoint(self) -> str:
        """A new one, over everything."""
        return checkpoints.make(self.database, self.signer).note

    @property
    def key(self) -> verify.Key:
        """The desk's public key, as a reader has it."""
        return verify.read_key(str(self.signer.hand.key))

    def publish(self, note: str = "") -> None:
        """One more edition."""
        with self.database.write() as uow:
            reports.publish(uow, actor(self.database, "jonas"), self.slug, note, Organisation("The Newsroom", ""))


def signer_in(home: Path, origin: str = ORIGIN) -> Signer:
    """A signer with a key of its own."""
    hand = KeyFile(home / "keys" / "checkpoint.key")
    hand.make(origin)
    return Signer(hand, home / "keys" / "checkpoint.last")


#: Every bundle that a test showed to the verifier in Python: the one for browsers is asked about them afterwards.
SHOWN: list[Shown] = []


def findings(
    data: bytes, key: verify.Key | None, since: str | None = None, witnesses: Sequence[verify.Key] = (),
    *, first: bool = False,
) -> Shown:  # fmt: skip
    """What the verifier in Python says, remembered for the other one."""
    SHOWN.append(shown(Asked(data, key, since, witnesses, first)))
    return SHOWN[-1]


def faults(data: bytes, story: Story) -> str:
    """All faults, a line each."""
    found = findings(data, story.key)
    return f"unreadable: {found.faults[0]}" if found.status == 2 else "\n".join(found.faults)


@dataclass
class _Desk:
    """Verbs in short, each in a unit of work of its own."""

    database: Database

    def do(self, verb: Callable[..., Any], who: str, claim: Claim, *rest: Any) -> None:
        with self.database.write() as uow:
            verb(uow, actor(self.database, who), claim.id, *rest)

    def change(self, who: str, claim: Claim, **values: Any) -> None:
        with self.database.write() as uow:
            claims.edit(uow, actor(self.database, who), claim.id, read(uow.session, claim.id).rev, values)

    def submit(self, who: str, claim: Claim) -> None:
        self.do(reviews.submit, who, claim)

    def approve(self, who: str, claim: Claim, device: Authenticator | None = None) -> None:
        person = actor(self.database, who)
        with self.database.write() as uow:
            now = read(uow.session, claim.id)
            wanted = challenge(decision(now, person.id, str(now.digest), "Seen and read.", RULES))
            signed = device.sign(wanted) if device else None
            reviews.approve(uow, person, claim.id, str(now.digest), "Seen and read.", signed, RULES)

    def register(self, who: str, device: Authenticator) -> None:
        with self.database.write() as uow:
            answer = device.made(bytes(32))
            passkeys.register(uow, actor(self.database, who), answer, bytes(32), "Key ring of Mira", RULES)


def tell(database: Database, home: Path) -> Story:
    """Two claims are published; one cites a sealed source, a third stays a draft, and colleagues talk."""
    evidence, signer, desk = Folder(home / "evidence"), signer_in(home), _Desk(database)
    article = make_article(database, actor(database, "ana"), TEXT + MORE, byline="By Lena Ott")
    council, police = _parties(database)
    gate, diary = _sources(database, evidence, council)
    counted, officers, draft = _claims(desk, article, council, police, gate, diary)
    device = Authenticator()
    desk.register("mira", device)
    desk.register("jonas", Authenticator())
    desk.submit("ana", counted)
    desk.do(reviews.send_back, "mira", counted, "Say who counted them")
    desk.change("ana", counted, rationale="The council says 100, the police say 36.")
    desk.submit("farid", counted)
    desk.approve("mira", counted, device)
    desk.change("farid", counted, known="People were hurt.")
    desk.submit("ana", counted)
    desk.approve("mira", counted, device)
    desk.submit("farid", officers)
    desk.approve("jonas", officers)
    story = Story(database, evidence, signer, article.slug, (counted, officers, draft), device)
    story.publish()
    desk.change("ana", counted, unknown="What came after the edition")
    story.checkpoint()
    return story


def _parties(database: Database) -> tuple[Party, Party]:
    ana = actor(database, "ana")
    with database.write() as uow:
        police = parties.add(uow, ana, "State Police", note="Kept for the cousin of the mayor")[0]
        parties.add(uow, ana, "Ministry", note="Old address of the informant")
    return make_party(database, ana, "Residents’ council"), police


def _sources(database: Database, evidence: Folder, council: Party) -> tuple[Source, Source]:
    ana, mira = actor(database, "ana"), actor(database, "mira")
    gate = make_source(database, ana, "Footage of the gate", url="https://gate.example/1", origin_id=council.id)
    words = "It was dark when I opened"
    diary = make_source(database, ana, "Diary of the night guard", kind="party_statement", note=words)
    inspected(database, evidence, make_attachment(database, evidence, ana, gate, PUBLIC, access="public"))
    make_attachment(
        database, evidence, ana, diary, f"{words} the gate.\n".encode(), "diary-of-the-guard.txt",
        access="sealed", readers=[ana.id, mira.id],
    )  # fmt: skip
    return gate, diary


def _claims(
    desk: _Desk, article: Article, council: Party, police: Party, gate: Source, diary: Source
) -> tuple[Claim, Claim, Claim]:
    database = desk.database
    ana, farid, mira = (actor(database, key) for key in ("ana", "farid", "mira"))
    counted = make_claim(
        database, ana, article, claimant_id=council.id, status="disputed", rationale="The council says 100."
    )  # fmt: skip
    make_citation(database, ana, counted, gate, locator="00:41", excerpt="Carried out on stretchers")
    make_citation(database, ana, counted, diary, "refutes", locator="page 4 of the diary")
    make_lookup(database, farid, counted, found="Nothing under this name")
    taken = make_lookup(database, farid, counted, place="Register of informants")
    with database.write() as uow:
        lookups.withdraw(uow, farid, taken.id, taken.rev)
    make_reply(database, ana, counted, channel="Signal of the spokesman", question="Did your men shoot?")
    desk.do(comments.add, "farid", counted, "The guard told me on the phone")
    officers = make_claim(database, mira, article, "Fifteen officers were treated", claimant_id=police.id)
    make_citation(database, mira, officers, gate)
    desk.change("farid", officers, status="true", rationale="Ask whistle@example.net again.")
    desk.change("farid", officers, rationale="The hospital confirms it.")
    draft = make_claim(database, ana, article, "Six men were charged", rationale="Draft words that nobody shall read")
    make_lookup(database, ana, draft, place="Court of the second city")
    gone = make_claim(database, ana, article, "The mayor was abroad", type="time_place")
    make_relation(database, ana, counted, officers, "tension", topic="Who was hurt", settle="Hospital lists")
    make_relation(database, ana, officers, draft, "tension", topic="Who else was charged")
    desk.do(reviews.withdraw, "ana", gone, "A claim with no future")
    return counted, officers, draft


@dataclass
class Forged:
    """The files of a bundle, to be changed, and put together again by whoever has the key, or has not."""

    files: dict[str, bytes]
    signer: Signer

    @classmethod
    def of(cls, data: bytes, signer: Signer) -> Forged:
        """Taken apart."""
        return cls(verify.unpack(data), signer)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of events.jsonl as values."""
        return [json.loads(line) for line in self.files["events.jsonl"].splitlines()]

    @property
    def proof(self) -> dict[str, Any]:
        """proof.json as a value."""
        return dict(json.loads(self.files["proof.json"]))

    def find(self, action: str, claim: str | None = None, last: bool = True) -> int:
        """Index of the line of an open event of this action."""
        lines = [n for n, e in enumerate(self.events) if e.get("action") == action and claim in (None, e["claim"])]
        return lines[-1 if last else 0]

    def actor(self, event: dict[str, Any]) -> str:
        """Who did it, by what opens the name."""
        lines = self.files["openings.jsonl"].splitlines()
        known = {hashlib.sha256(line).hexdigest(): json.loads(line)["value"] for line in lines}
        return str(known[event["actor"]["name"]["commitment"]])

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Replace a JSON file."""
        self.files[name] = canonical(value)

    def lines(self, values: list[dict[str, Any]]) -> None:
        """Replace all events."""
        self.files["events.jsonl"] = b"".join(canonical(value) + b"\n" for value in values)

    def change(self, at: int, how: Callable[[dict[str, Any]], None], *, leaf: bool = True) -> None:
        """Change one open event; with `leaf`, its hash in proof.json, too."""
        values = self.events
        how(values[at])
        self.lines(values)
        if leaf:
            proof = self.proof
            proof["leaves"][at][1] = verify.leaf_hash(canonical(values[at])).hex()
            self.put("proof.json", proof)

    def stale(self) -> bytes:
        """Zipped with the manifest as it was."""
        return bundle.zipped(self.files)

    def listed(self) -> bytes:
        """With a manifest that lists what is there now, and the signature of the old one: without the key."""
        manifest = json.loads(self.files["manifest.json"])
        content = {n: d for n, d in self.files.items() if not n.startswith("manifest.")}
        manifest["files"] = {
            n: {"sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for n, d in content.items()
        }  # fmt: skip
        self.put("manifest.json", manifest)
        return bundle.zipped(self.files)

    def signed(self) -> bytes:
        """The same with a new signature on the manifest: what a dishonest desk can do."""
        self.listed()
        key = self.signer.hand.key
        statement = bundle.statement(key.name, self.files["manifest.json"])
        self.files["manifest.note"] = (
            f"{statement}\n{note.line(key, self.signer.hand.sign(statement.encode()))}".encode()
        )
        return bundle.zipped(self.files)

    def recheckpointed(self) -> None:
        """Sign a checkpoint over the root that the listed events lead to now: another history by the same key."""
        proof = self.proof
        leaves = {place: bytes.fromhex(value) for place, value in proof["leaves"]}
        root = verify.root_of(leaves, proof["size"], [verify._bytes(text) for text in proof["nodes"]])
        assert root is not None
        key = self.signer.hand.key
        said = note.Checkpoint(key.name, proof["size"], root)
        self.files["checkpoint.txt"] = note.noted(said, key, self.signer.hand.sign(said.text().encode())).encode()

    def republished(self, report: dict[str, Any]) -> None:
        """Put another report, and let the last event publish it, under a checkpoint signed anew."""
        self.put("report.json", report)
        sha256 = hashlib.sha256(self.files["report.json"]).hexdigest()
        self.change(self.proof["article"] - 1, lambda event: event["after"].update(sha256=sha256))
        self.recheckpointed()

    def rechained(self, start: int) -> None:
        """Compute every hash anew from this line on, as a desk that rewrites its history would."""
        values, proof = self.events, self.proof
        for at in range(start, len(values)):
            if "hidden" in values[at]:
                continue
            if 0 < at < proof["article"]:
                values[at]["prev"] = proof["leaves"][at - 1][1]
            proof["leaves"][at][1] = verify.leaf_hash(canonical(values[at])).hex()
        self.lines(values)
        self.put("proof.json", proof)


def rewritten(forged: Forged, story: Story, at: int, how: Callable[[dict[str, Any]], None]) -> str:
    """All faults after its desk changed one event, with every hash and the checkpoint made anew by the real key."""
    forged.change(at, how, leaf=False)
    forged.rechained(at)
    forged.recheckpointed()
    return faults(forged.signed(), story)


def copy(forged: Forged) -> Forged:
    """To be changed without the other."""
    return replace(forged, files=dict(forged.files))
