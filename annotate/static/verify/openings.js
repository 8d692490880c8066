// What opens the commitments of events: each line of openings.jsonl opens the one that is its own SHA-256, so it can say
// nothing but what was committed to. What is not opened is no fault; a line that no open event needs is one.

import { hex, sha256 } from "./bytes.js";
import { plain } from "./canonical.js";
import { commitmentOf, PERSONAL, Unopened } from "./commitments.js";
import { Broken } from "./findings.js";
import { linesOf, opened } from "./trail.js";
import { hasOnly } from "./values.js";
import { short } from "./words.js";

const MEMBERS = ["type", "id", "field", "salt", "value"];
const SALT = /^[0-9a-f]{64}$/;
const FILE = "openings.jsonl";

/** Put the texts of openings.jsonl, where there is one, in the places where open events commit to them; true if all went well. */
export async function openTexts(trail, bytes, found) {
  const known = await readOpenings(bytes);
  const used = new Set();
  for (const { where, event } of opened(trail)) {
    if (event.v > 1) openEvent({ known, used, found, where }, event);
  }
  for (const commitment of [...known.keys()].filter((one) => !used.has(one)).sort()) {
    found.fault(FILE, `no open event commits to its text ${commitment.slice(0, 16)}…`);
  }
  return true;
}

function openEvent(openings, event) {
  const { actor, target } = event;
  const each = (values, how) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, how(name, value)]));
  const column = (name, value) => textAt(openings, value, [target.type, target.id, name]);
  actor.name = textAt(openings, actor.name, ["user", actor.id, "name"]);
  event.words = each(event.words, (_, value) => textAt(openings, value, null));
  event.after = each(event.after, column);
  event.changes = each(event.changes, (name, pair) => pair.map((value) => column(name, value)));
}

/** What stands at a place, in an event about `subject` (type, id, field); itself if it is no commitment. */
function textAt({ known, used, found, where }, value, subject) {
  const commitment = commitmentOf(value);
  if (!commitment) return value;
  if (subject && !PERSONAL.has(`${subject[0]} ${subject[2]}`)) {
    found.fault(where, `its ${short(subject[2])} is no personal text, and only a commitment is shown`);
    return value;
  }
  const opening = known.get(commitment);
  if (!opening) return new Unopened(commitment);
  used.add(commitment);
  const { type, id, field } = opening;
  if (subject && (subject[0] !== type || subject[1] !== id || subject[2] !== field)) {
    found.fault(where, "openings.jsonl has for it the text of something else");
  }
  return opening.value;
}

/** Commitment → what opens it. Broken unless the lines are sorted, each once, and have the form of openings. */
async function readOpenings(bytes) {
  const known = new Map();
  if (!bytes?.length) return known;
  const lines = linesOf(bytes);
  if (!lines?.every((line, at) => !at || before(lines[at - 1], line))) {
    throw new Broken(FILE, "its lines are not in their order, or one stands there twice");
  }
  for (const [at, line] of lines.entries()) {
    const where = `line ${at + 1} of ${FILE}`;
    const value = plain(line, where);
    if (!hasOnly(value, MEMBERS) || !Object.values(value).every((one) => typeof one === "string")) {
      throw new Broken(where, "it does not have the form of an opening");
    }
    if (!PERSONAL.has(`${value.type} ${value.field}`) || !SALT.test(value.salt)) {
      throw new Broken(where, "it is not the opening of a personal text");
    }
    known.set(hex(await sha256(line)), value);
  }
  return known;
}

/** Does one line come before the other, byte by byte? */
function before(one, other) {
  for (let at = 0; at < one.length; at++) {
    if (at === other.length || one[at] !== other[at]) return at < other.length && one[at] < other[at];
  }
  return one.length < other.length;
}
