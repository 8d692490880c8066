// Each claim of the report against what the open events add up to: words, verdict, marks, who says so, who checked and
// approved it, searches and citations.

import { compare } from "./article.js";
import { unopened } from "./commitments.js";
import { now } from "./replay.js";
import { filled, having, inOrder, list, member, same, text, whole } from "./values.js";
import { plainly } from "./words.js";

const FIELDS = [
  "id", "number", "state", "statement", "type", "status", "attribution", "own_voice", "rationale", "known", "unknown",
  "settle", "search_log", "confidence", "worthiness", "digest",
];
/** Code points of a quote’s surroundings. */
const CONTEXT = 32;

/** Everything about one claim. */
export function compareClaim(compared, claim) {
  const { replay, found } = compared;
  const where = `claim ${plainly(having(claim, "number").number)}`;
  const row = replay.get("claim", having(claim, "id").id);
  if (!row) {
    found.fault(where, "it is in the report, and no event of it is shown");
    return;
  }
  const one = { ...compared, where, claim, row };
  compare(found, where, claim, row.image, FIELDS);
  if (having(claim, "state").state !== "approved") found.fault(where, "it is in a published report and not approved");
  compareSpans(one);
  compareClaimant(one);
  compareApproval(one);
  compareWorkers(one);
  compareCitations(one);
  compareLookups(one);
  if (filled(member(claim, "replies"))) {
    found.note(`whom the desk asked about ${where}, and the answers: how they were reached stays there`);
  }
}

function compareSpans({ report, replay, words, found, where, claim, row }) {
  for (const span of list(having(claim, "spans").spans)) {
    const { start, end, exact, prefix, suffix } = having(span, "start", "end", "exact", "prefix", "suffix");
    const stands =
      whole(start) >= 0 && start < whole(end) && words.cut(start, end) === exact &&
      words.cut(Math.max(0, start - CONTEXT), start) === prefix && words.cut(end, end + CONTEXT) === suffix;
    if (!stands) found.fault(where, `it quotes words that do not stand at ${start}–${end} of the text`);
  }
  if (row.spansRev !== now(row, "spans_rev")) found.note(`where the marks of ${where} were set: not shown`);
  else if (!same(claim.spans, row.spans)) found.fault(where, "its marks are not those of its events");
  const article = replay.get("article", report.trail.log);
  if (article && now(row, "revision_id") !== now(article, "revision_id")) {
    found.fault(where, "it was marked in another text than the one in the report");
  }
}

function compareClaimant({ replay, found, where, claim, row }) {
  const { claimant } = having(claim, "claimant");
  const id = now(row, "claimant_id");
  if ((claimant === null) !== (id === null)) {
    found.fault(where, "the report and its events do not agree on whether somebody is named who says so");
  }
  if (!filled(claimant)) return;
  const party = replay.get("party", id);
  if (party) {
    compare(found, where, having(claimant), party.image, ["name", "kind"]);
    compareCamp({ replay, found, where }, claim, id);
  } else {
    found.note(`the name of who says so in ${where}, and their camp`);
  }
}

/** The camp that is printed is the last that a party belongs to, if that is another than itself. */
export function compareCamp({ replay, found, where }, said, party) {
  const seen = new Set();
  for (let end = party; end !== null && !seen.has(end); ) {
    seen.add(end);
    const row = replay.get("party", end);
    if (!row) {
      found.note(`the camp given for ${where}`);
      return;
    }
    const above = now(row, "belongs_to");
    if (above === null) {
      const camp = end === party ? "" : now(row, "name");
      compare(found, where, { camp: member(said, "camp", "") }, { camp }, ["camp"]);
    }
    end = above;
  }
}

function compareApproval({ replay, found, where, claim, row }) {
  const entry = row.events.findLast(({ event }) => event.action === "claim:state:approve");
  if (!entry) {
    found.fault(where, "no approval of it is shown");
    return;
  }
  const decisions = replay.of("review", claim.id).filter(
    (thing) => now(thing, "decision") === "approve" && now(thing, "claim_rev") === entry.event.target.rev - 1,
  );
  if (decisions.length !== 1) {
    found.fault(entry.where, `it approves ${where} without a decision that says so`);
    return;
  }
  compareDecision({ found, where, claim }, entry, decisions[0]);
}

function compareDecision({ found, where, claim }, entry, decision) {
  const { actor } = decision.events[0].event;
  if (new Set([now(decision, "reviewer_id"), actor.id, entry.event.actor.id]).size !== 1) {
    found.fault(decision.entry.where, `the decision on ${where} is somebody else’s than its approval`);
  }
  const { digest, approved_by: by, approved_at: at, comment } = having(
    claim, "digest", "approved_by", "approved_at", "comment",
  );
  const said = { digest, role: having(by, "role").role, at, comment, passkey: member(claim, "passkey", false) };
  const shown = { ...decision.image, passkey: member(decision.image, "passkey_id") !== null };
  compare(found, where, said, shown, ["digest", "role", "at", "comment", "passkey"]);
  compare(found, where, by, actor, ["name"]);
  compare(found, entry.where, entry.event.after, decision.image, ["digest"]);
}

function compareWorkers({ replay, found, where, claim }) {
  const people = list(having(claim, "checked_by").checked_by);
  const printed = new Set(people.map((person) => text(having(person, "name").name)));
  const shown = new Set();
  for (const { where: place, event } of replay.told.get(claim.id) ?? []) {
    if (!event.work) continue;
    if (unopened(event.actor.name)) {
      found.note(`who worked on ${where} in ${place}: the name was erased, or is not shown`);
      continue;
    }
    shown.add(event.actor.name);
    if (!printed.has(event.actor.name)) {
      found.fault(place, `${event.actor.name} worked on ${where}, and the report does not say so`);
    }
  }
  const unseen = [...printed].filter((name) => name !== "" && !shown.has(name)).sort();
  for (const name of unseen) found.note(`what ${name} did on ${where}: not shown`);
}

function compareLookups({ replay, found, where, claim }) {
  const shown = replay.of("lookup", claim.id).map((thing) => {
    const { place, query, found: came, looked, id } = having(thing.image, "place", "query", "found", "looked", "id");
    return { thing, key: [looked, id], said: { place, query, found: came, looked } };
  });
  shown.sort((one, other) => inOrder(one.key, other.key));
  match(found, where, "search", shown, list(member(claim, "lookups", [])));
}

function compareCitations({ replay, found, where, claim }) {
  const shown = replay.of("citation", claim.id).map((thing) => citation(replay, thing));
  shown.sort((one, other) => inOrder(one.key, other.key));
  let printed = list(having(claim, "citations").citations);
  if (shown.some(({ pointing, said }) => pointing && !Object.hasOwn(said, "file"))) {
    printed = printed.map(withoutFile);
    for (const one of shown) one.said = withoutFile(one.said);
    found.note(`which file a citation of ${where} points into`);
  }
  match(found, where, "citation", shown, printed);
}

function citation(replay, thing) {
  const { source_id: source, stance, locator, excerpt, credibility, note, attachment_id, created_at, id } = having(
    thing.image, "source_id", "stance", "locator", "excerpt", "credibility", "note", "visible", "inferred", "claimed",
    "attachment_id", "created_at", "id",
  );
  const said = { source, stance, locator, excerpt, credibility, note };
  for (const name of ["visible", "inferred", "claimed"]) {
    if (filled(thing.image[name])) said[name] = thing.image[name];
  }
  const held = replay.get("attachment", attachment_id);
  const file = held && replay.get("file", now(held, "file_id"));
  if (file) said.file = text(now(file, "sha256"));
  return { thing, key: [created_at, id], said, pointing: filled(attachment_id) };
}

const withoutFile = ({ file, ...rest }) => rest;

/** What events show must stand in the report, in this order; what else stands there cannot be proved. */
export function match(found, where, what, shown, printed) {
  let at = 0;
  for (const said of printed) {
    if (at < shown.length && same(shown[at].said, said)) at += 1;
    else found.note(`a ${what} on ${where} whose events are not shown`);
  }
  if (at < shown.length) {
    found.fault(shown[at].thing.entry.where, `its ${what} on ${where} is not in the report as it was recorded`);
  }
}
