// Everything that can be checked of a bundle, in one function. It says again in its own words, for browsers, what
// annotate/verify.py says for Python: two verifiers that share nothing have to be wrong in the same way to be fooled.

import { compareArticle, codePoints, compareTerms } from "./article.js";
import {
  checkEdition, checkManifest, checkpointOf, checkSince, checkVersion, checkWitnesses, countOf, keyOf,
} from "./bundle.js";
import { plain } from "./canonical.js";
import { compareClaim } from "./claims.js";
import { checkFourEyes } from "./eyes.js";
import { Broken, Enough, Findings, Unreadable } from "./findings.js";
import { demandCryptography, LOG, readKey, WITNESS } from "./notes.js";
import { openTexts } from "./openings.js";
import { checkPasskeys, sayPasskeys } from "./passkeys.js";
import { Replay } from "./replay.js";
import { checkEvidence, compareRelations, compareSource } from "./sources.js";
import { checkChain, checkConsistency, checkTree, readTrail } from "./trail.js";
import { filled, having, list, member } from "./values.js";
import { grouped, shown } from "./words.js";
import { unpack } from "./zip.js";

/** Said by the report and by no event that leaves the desk. */
const ALWAYS_UNPROVED = [
  "who the publishing organisation is, and the note on its method",
  "labels, definitions and tones of claim types, statuses and kinds of source (their codes are proved)",
  "how many claims were left out, and how many citations and sources are withheld to protect somebody",
  "how many independent origins stand behind a claim, and what was found inside files",
  "the roles of those who worked on a claim",
  "report.html and the other forms of the report, PDF, Word and spreadsheet too: signed by the desk as drawn from" +
    " report.json, not redrawn",
];

/**
 * Check the bytes of a bundle. `key` and `witnesses` are lines name+id+base64, `since` the text of an older checkpoint;
 * `progress(step, done, of)` may be awaited; `first` stops at the first fault. Never throws: whatever goes wrong is a
 * fault, or cannot be judged.
 *
 * Gives {status, verdict, faults, facts, notes}: 0 it holds, 1 it does not, 2 it cannot be judged.
 */
export async function verify(bytes, { key = "", witnesses = [], since = "", progress = idle, first = false } = {}) {
  const found = new Findings(first);
  try {
    await demandCryptography();
    const given = await givenKeys(key, witnesses);
    await check(bytes, given, since, found, progress);
    return judged(found, Boolean(given.key));
  } catch (error) {
    if (error instanceof Unreadable) return unjudged(error.message);
    if (error instanceof Broken) found.faults.push(error);
    else if (!(error instanceof Enough)) found.faults.push(UNFINISHED);
    return judged(found, false);
  }
}

const idle = async () => {};
const UNFINISHED = { where: "the bundle", what: "it could not be checked to the end" };
const unjudged = (why) => ({ status: 2, verdict: shown(why), faults: [], facts: [], notes: [] });

async function givenKeys(key, witnesses) {
  const read = async (line, kind, whose) => {
    try {
      return await readKey(line, kind);
    } catch (error) {
      throw new Unreadable(`The key of the ${whose} cannot be used: ${error.message}.`);
    }
  };
  const trusted = key ? await read(key, LOG, "newsroom") : null;
  const seenBy = new Map();
  for (const line of witnesses) {
    const witness = await read(line, WITNESS, "witness");
    seenBy.set(witness.line, witness);
  }
  return { key: trusted, witnesses: [...seenBy.values()] };
}

async function check(bytes, given, since, found, progress) {
  await progress("Unpacking", 0, 1);
  const files = unpack(bytes);
  const manifest = plain(files.get("manifest.json"), "manifest.json");
  checkVersion(manifest);
  await progress("Checking signatures", 0, 1);
  const key = await keyOf(files, given.key, found);
  await found.guarded("manifest.json", () => checkManifest(files, manifest, key, found));
  const checkpoint = await checkpointOf(files, key);
  await checkWitnesses(checkpoint, key, given.witnesses, found);
  const proof = plain(files.get("proof.json"), "proof.json");
  const report = plain(files.get("report.json"), "report.json");
  const events = (done, of) => progress("Reading events", done, of);
  const trail = await found.guarded("proof.json", () => readTrail(files.get("events.jsonl"), countOf(proof), events));
  if (!trail) return;
  await progress("Placing events in the signed history", 0, 1);
  await found.guarded("proof.json", () => checkTree(trail, proof, checkpoint, found));
  const told = await found.guarded("openings.jsonl", () => openTexts(trail, files.get("openings.jsonl"), found));
  await found.guarded("proof.json", () => checkConsistency(proof, checkpoint, found));
  await found.guarded("report.json", () => checkChain(trail, having(report.trail, "log").log, found));
  if (since) await checkSince(since, proof, checkpoint, key, found);
  await progress("Comparing the report with its events", 0, 1);
  if (!told) return;
  await checkContent({ files, report, trail, manifest, found });
  if (!found.faults.length) await say(report, trail, checkpoint, key, found);
}

async function checkContent({ files, report, trail, manifest, found }) {
  const replay = await found.guarded("events.jsonl", () => new Replay(trail, found));
  await found.guarded("report.json", () => checkEdition(files, report, trail, manifest, found));
  await found.guarded("report.json", () => checkEvidence(files, report, found));
  if (!replay) return;
  await found.guarded("report.json", () => compareReport(report, replay, found));
  await found.guarded("events.jsonl", () => checkFourEyes({ report, replay, found }));
  await found.guarded("events.jsonl", () => checkPasskeys({ report, trail, replay, found }));
}

/** The report, member by member, against what the open events add up to. */
async function compareReport(report, replay, found) {
  having(report, "article", "claims", "sources", "terms", "trail");
  const compared = { report, replay, found, words: codePoints(having(report.article, "text").text) };
  await compareArticle(compared);
  compareTerms(compared);
  for (const source of list(report.sources)) compareSource(compared, source);
  for (const claim of list(report.claims)) compareClaim(compared, claim);
  compareRelations(compared);
}

/** Somebody’s name; in a report that names its people by their roles, the role. */
const called = ({ name, role }) => (name === "" ? role : name);

/** What holds, in plain words. */
async function say(report, trail, checkpoint, key, found) {
  const hidden = trail.article.filter(({ event }) => !event).length;
  found.facts.push(
    `Report: “${report.article.title}”, edition ${report.edition}, published ${report.published_at} by` +
      ` ${called(report.published_by)}.`,
    `Signed by ${key.title}: a history of ${grouped(checkpoint.size)} events.`,
    `Events of the article up to the publication: ${trail.article.length}, ${hidden} of them hidden; of the library:` +
      ` ${trail.beside.filter(({ event }) => event?.log === "library").length}.`,
  );
  await sayPasskeys(trail, found);
  for (const claim of report.claims) {
    const by = claim.checked_by.map(called).join(", ") || "nobody named";
    const how = filled(member(claim, "passkey")) ? "with a passkey" : "while signed in";
    found.facts.push(
      `Claim ${claim.number}, ${claim.status}: approved by ${called(claim.approved_by)} on ${claim.approved_at}, ${how};` +
        ` worked on by ${by}.`,
    );
  }
  if (hidden) {
    found.note(`what the ${hidden} hidden events say: they were there, in this order, and nothing more is proved`);
  }
}

function judged(found, trusted) {
  const faults = found.faults.map(({ where, what }) => ({ where: shown(where), what: shown(what) }));
  if (faults.length) {
    const verdict = `Not valid: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}.`;
    return { status: 1, verdict, faults, facts: [], notes: [] };
  }
  return {
    status: 0,
    verdict: trusted ? "Valid: signed with the key that you gave." : "Agrees with itself.",
    trusted,
    faults,
    facts: found.facts.map(shown),
    notes: [...found.notes, ...ALWAYS_UNPROVED].map(shown),
  };
}
