// The report’s sources and relations, and the files of evidence, against what the open events add up to.

import { compare } from "./article.js";
import { hex, sha256 } from "./bytes.js";
import { compareCamp, match } from "./claims.js";
import { now } from "./replay.js";
import { filled, having, inOrder, list, member, text } from "./values.js";
import { quoted } from "./words.js";

const FIELDS = [
  "id", "kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "reliability", "note",
];
const EVIDENCE = "evidence/";

/** Everything about one source. */
export function compareSource({ replay, found }, said) {
  const where = `source ${quoted(having(said, "title", "id").title)}`;
  const row = replay.get("source", said.id);
  if (!row) {
    found.note(`${where}: what is said of it, as its events are not shown`);
    return;
  }
  const one = { replay, found, where };
  compare(found, where, said, row.image, FIELDS);
  const interest = filled(now(row, "interest")) ? row.image.interest : "";
  compare(found, where, { interest: member(said, "interest", "") }, { interest }, ["interest"]);
  const origin = now(row, "origin_id");
  if (compareName(one, said, "origin", replay.get("party", origin), origin, "name")) compareCamp(one, said, origin);
  const above = now(row, "derived_from_id");
  compareName(one, said, "derived_from", replay.get("source", above), above, "title");
  compareFiles(one, said, row);
}

/** What a source came from is called as its events say. False where they are not shown. */
function compareName({ found, where }, said, name, row, id, column) {
  if (id && !row) {
    found.note(`${where}: ${name.replace("_", " ")} and camp`);
    return false;
  }
  compare(found, where, { [name]: member(said, name, "") }, { [name]: row ? now(row, column) : "" }, [name]);
  return true;
}

function compareFiles({ replay, found, where }, said, row) {
  const printed = new Map(filesOf(said).map((file) => [having(file, "sha256").sha256, file]));
  for (const held of replay.of("attachment", now(row, "id"))) {
    const file = replay.get("file", now(held, "file_id"));
    if (!file) continue;
    const { name, method, created_at: received_at } = having(held.image, "name", "method", "created_at");
    const { sha256: hash, size, media_type } = having(file.image, "sha256", "size", "media_type");
    if (printed.has(hash)) {
      const shown = { name, method, received_at, size, media_type };
      compare(found, where, printed.get(hash), shown, Object.keys(shown));
    } else {
      found.fault(held.entry.where, `${where} holds this file, and the report does not list it`);
    }
    printed.delete(hash);
  }
  for (const hash of printed.keys()) found.note(`${where}: name and origin of the file ${text(hash).slice(0, 16)}…`);
}

const filesOf = (source) => list(member(source, "files", []));

/** How published claims stand to each other. */
export function compareRelations({ report, replay, found }) {
  const numbers = new Map(report.claims.map(({ id, number }) => [id, number]));
  const shown = [];
  for (const thing of replay.all("relation")) {
    const { withdrawn, claim_id, other_id, kind, topic, settle } = having(
      thing.image, "withdrawn", "claim_id", "other_id", "kind", "topic", "settle",
    );
    if (filled(withdrawn) || !numbers.has(claim_id) || !numbers.has(other_id)) continue;
    const said = { claim: numbers.get(claim_id), other: numbers.get(other_id), kind, topic, settle };
    shown.push({ thing, said, key: [said.claim, said.other, kind] });
  }
  shown.sort((one, other) => inOrder(one.key, other.key));
  match(found, "its claims", "relation", shown, list(member(report, "relations", [])));
}

/** Every file of evidence has the hash that is its name, and a source of the report has it. */
export async function checkEvidence(files, report, found) {
  const listed = new Map(report.sources.flatMap(filesOf).map((file) => [having(file, "sha256").sha256, file]));
  for (const [name, content] of files) {
    if (!name.startsWith(EVIDENCE)) continue;
    const hash = name.slice(EVIDENCE.length);
    if (hex(await sha256(content)) !== hash) {
      found.fault(name, "its bytes do not have the fingerprint that is its name");
    } else if (!listed.has(hash) || having(listed.get(hash), "size").size !== content.length) {
      found.fault(name, "no source of the report has it, or in another size");
    }
  }
  const absent = [...listed.keys()].filter((hash) => !files.has(`${EVIDENCE}${hash}`));
  if (absent.length) {
    found.note(
      `the bytes of ${absent.length} of ${listed.size} files of evidence: only their fingerprints are here`,
    );
  }
}
