// The listed events, each open (its bytes) or hidden (its hash): their form, their chain, their place in the tree.

import { equal, fromBase64, hashOf, hex } from "./bytes.js";
import { plain } from "./canonical.js";
import { REST, WORK } from "./actions.js";
import { commitmentOf } from "./commitments.js";
import { Broken } from "./findings.js";
import { consistent, leafHash, rootOf } from "./merkle.js";
import { add, having, hasOnly, inOrder, isObject, list, text, whole } from "./values.js";
import { short } from "./words.js";

const NEWLINE = 10;
/** Events between two signs of life, and hashes that are computed at once. */
const BATCH = 2_000;
const MEMBERS = [
  "v", "log", "seq", "prev", "at", "request", "actor", "action", "target", "claim", "reason", "work", "changes",
  "after", "words",
];
const PROOF = ["article", "consistency", "leaves", "nodes", "size"];

/**
 * {article, beside}: the events of the article in order, then those of the library and of passkeys, each
 * {where, seq, hash, event}; `event` is null where it is hidden, `seq` 0 beside the article. Broken if one is neither.
 */
export async function readTrail(bytes, count, progress) {
  const lines = linesOf(bytes);
  if (!lines || count < 1 || count > lines.length) {
    throw new Broken("events.jsonl", "it does not have the lines that proof.json speaks of");
  }
  const entries = [];
  for (let at = 0; at < lines.length; at += BATCH) {
    const batch = lines.slice(at, at + BATCH).map((line, n) => readLine(line, at + n + 1, count));
    entries.push(...batch);
    await Promise.all(batch.map(hashed));
    await progress(entries.length, lines.length);
  }
  return { article: entries.slice(0, count), beside: entries.slice(count) };
}

/** Views of the lines of a file; null unless the last ends, too. */
export function linesOf(bytes) {
  if (bytes.at(-1) !== NEWLINE) return null;
  const lines = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function readLine(bytes, number, count) {
  const seq = number <= count ? number : 0;
  const where = seq ? `event ${seq}` : `line ${number} of events.jsonl`;
  const value = plain(bytes, where);
  if (hasOnly(value, ["hidden"])) return hidden(value, seq, where);
  try {
    checkForm(value);
  } catch (error) {
    throw new Broken(where, `it does not have the form of an event (${short(error.message)})`);
  }
  return { where: seq ? where : `${short(value.log)} event ${value.seq}`, seq, bytes, event: value };
}

function hidden(value, seq, where) {
  try {
    return { where, seq, hash: hashOf(value.hidden), event: null };
  } catch {
    throw new Broken(where, "it is hidden, but no hash stands in its place");
  }
}

async function hashed(entry) {
  entry.hash ??= await leafHash(entry.bytes);
  entry.bytes = null;
}

function checkForm(event) {
  if (!hasOnly(event, MEMBERS) || ![1, 2].includes(event.v)) throw new Error("other members, or another version");
  for (const name of ["log", "prev", "at", "request", "action", "reason"]) text(event[name]);
  for (const name of ["id", "role", "kind", "via"]) text(having(event.actor, name)[name]);
  const { name } = having(event.actor, "name");
  if (event.v === 1 || !commitmentOf(name)) text(name);
  for (const name of ["type", "id"]) text(having(event.target, name, "rev")[name]);
  whole(event.seq);
  if (event.target.rev !== null) whole(event.target.rev);
  if (event.claim !== null) text(event.claim);
  if (typeof event.work !== "boolean") throw new Error("a member of another kind");
  if (![event.after, event.changes, event.words].every(isObject)) throw new Error("a member of another kind");
  if (!Object.values(event.changes).every((pair) => list(pair).length === 2)) {
    throw new Error("a change that is not before and after");
  }
}

/** Entries whose content is there, those of the article first. */
export const opened = (trail) => [...trail.article, ...trail.beside].filter(({ event }) => event);

/** Every open event of the article names its place and the hash of the event before it; its action is a known one. */
export function checkChain(trail, log, found) {
  let before = "";
  for (const { where, seq, hash, event } of trail.article) {
    if (event && (event.log !== log || event.seq !== seq)) {
      found.fault(where, `it says of itself that it is event ${event.seq} of log ${event.log}`);
    }
    if (event && event.prev !== before) {
      found.fault(where, `it does not follow event ${seq - 1} as listed: its “prev” is another`);
    }
    before = hex(hash);
  }
  checkBeside(trail.beside, found);
  for (const { where, event } of opened(trail)) {
    if (!(event.work ? WORK : REST).has(event.action)) {
      found.fault(where, `“${event.action}” is not an action that a bundle shows, or not counted as it should be`);
    }
  }
}

/** First the library, then what the log of the system says of passkeys, each in its order. */
function checkBeside(beside, found) {
  let last = ["library", 0];
  for (const { where, event } of beside) {
    const place = event ? [event.log, event.seq] : last;
    if (!["library", "system"].includes(place[0]) || inOrder(place, last) <= 0) {
      found.fault(where, "it is not the next open event of the library, or of the system after it");
    } else if ((place[0] === "system") !== event.action.startsWith("passkey:")) {
      found.fault(where, `“${event.action}” does not belong into the log ${place[0]}`);
    }
    if (inOrder(place, last) > 0) last = place;
  }
}

/** Every listed event stands in the tree whose root the checkpoint signs. */
export async function checkTree(trail, proof, checkpoint, found) {
  const entries = [...trail.article, ...trail.beside];
  const listed = placesOf(proof, entries.length);
  for (const [at, { where, hash }] of entries.entries()) {
    if (!equal(hash, listed[at].hash)) found.fault(where, "its bytes are not the ones that are in the tree");
  }
  const parts = new Map();
  for (const [at, { seq, event }] of entries.entries()) {
    add(parts, seq ? "article" : short(event?.log ?? ""), listed[at].place);
  }
  for (const [part, places] of parts) {
    if (!places.every((place, at) => !at || places[at - 1] < place)) {
      found.fault("proof.json", `events of the ${part} are not in the tree in their order`);
    }
  }
  if (proof.size !== checkpoint.size) {
    found.fault("proof.json", `it is about ${proof.size} events, and the checkpoint signs ${checkpoint.size}`);
  }
  const leaves = entries.map(({ hash }, at) => [listed[at].place, hash]).sort(([one], [other]) => one - other);
  const apart = leaves.every(([place], at) => !at || leaves[at - 1][0] < place);
  const root = await rootOf(leaves, checkpoint.size, list(proof.nodes).map(fromBase64));
  if (!apart || !root || !equal(root, checkpoint.root)) {
    found.fault("proof.json", "the listed events do not lead to the root that the checkpoint signs");
  }
}

/** Place and hash of each of so many events, as proof.json says. */
function placesOf(proof, count) {
  if (!hasOnly(proof, PROOF)) throw new Broken("proof.json", "it says more or less than a proof does");
  const listed = list(proof.leaves).map((pair) => {
    const [place, hash, ...more] = list(pair);
    if (more.length) throw new TypeError("a leaf that says more than its place and hash");
    return { place: whole(place), hash: hashOf(hash) };
  });
  if (listed.length !== count) {
    throw new Broken("proof.json", `it places ${listed.length} events, and ${count} are listed`);
  }
  return listed;
}

/** Every other checkpoint that the bundle speaks of belongs to the same history. */
export async function checkConsistency(proof, checkpoint, found) {
  for (const other of list(having(proof, "consistency").consistency)) {
    const { size, root, nodes } = having(other, "size", "root", "nodes");
    const ends = [{ size: whole(size), root: fromBase64(root) }, checkpoint].sort((one, two) => one.size - two.size);
    const steps = list(nodes).map(fromBase64);
    if (!(await consistent(ends[0].size, ends[1].size, steps, ends[0].root, ends[1].root))) {
      found.fault("proof.json", `the history of ${size} events is not shown to be of one piece with this one`);
    }
  }
}
