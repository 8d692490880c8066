// What binds the parts of a bundle: its manifest, its key, its checkpoint, the publication.

import { base64, equal, fromBase64, hex, sha256, textOf } from "./bytes.js";
import { unopened } from "./commitments.js";
import { Broken, Unreadable } from "./findings.js";
import { cosigned, readCheckpoint, readKey, signedLines, unknownTo } from "./notes.js";
import { having, hasOnly, list, same, whole } from "./values.js";
import { grouped, quoted, short } from "./words.js";

const FORMAT = "annotate-bundle";
const VERSION = 1;
const MANIFEST = ["format", "version", "article", "edition", "log", "files"];

/** Unreadable for other formats and versions. */
export function checkVersion({ format, version }) {
  if (format !== FORMAT || version !== VERSION) {
    throw new Unreadable(
      `This is ${quoted(format)}, version ${quoted(version)}; this verifier knows ${FORMAT}, version ${VERSION}.` +
        " Get a newer one from whoever publishes the report.",
    );
  }
}

/** The key that was given, or the bundle’s own; a fault if they differ. */
export async function keyOf(files, given, found) {
  let own;
  try {
    const line = textOf(files.get("log.vkey"));
    own = await readKey(line);
    if (line !== `${own.line}\n`) throw new Error("there is more in it than a key");
  } catch (error) {
    throw new Broken("log.vkey", error.message);
  }
  if (given && own.line !== given.line) {
    found.fault("log.vkey", `the bundle comes with the key ${own.title}, and you gave ${given.title}`);
  }
  return given ?? own;
}

/** The manifest lists every file with its size and hash, and the key signed it. */
export async function checkManifest(files, manifest, key, found) {
  const listed = having(having(manifest, "files").files);
  const there = [...files.keys()].filter((name) => !name.startsWith("manifest."));
  for (const name of [...new Set([...Object.keys(listed), ...there])].sort()) {
    if (!Object.hasOwn(listed, name)) found.fault(name, "the manifest does not list it");
    else if (!there.includes(name)) found.fault(name, "the manifest lists it; it is missing");
  }
  const hashes = await Promise.all(there.map((name) => sha256(files.get(name))));
  for (const [at, name] of there.entries()) {
    const is = { sha256: hex(hashes[at]), size: files.get(name).length };
    if (Object.hasOwn(listed, name) && !same(listed[name], is)) {
      found.fault(name, "its bytes are not the ones that the manifest lists");
    }
  }
  if (!hasOnly(manifest, MANIFEST)) found.fault("manifest.json", "it says more or less than a manifest does");
  await checkStatement(files, key, found);
}

async function checkStatement(files, key, found) {
  let lines;
  try {
    lines = await signedLines(textOf(files.get("manifest.note")), key);
  } catch (error) {
    found.fault("manifest.note", error.message);
    return;
  }
  const statement = [key.name, `${FORMAT}/${VERSION}`, base64(await sha256(files.get("manifest.json")))];
  if (!same(lines, statement)) found.fault("manifest.json", "it is not the manifest that was signed");
}

/** The checkpoint and its note. Broken unless the key signed it. */
export async function checkpointOf(files, key) {
  try {
    const note = textOf(files.get("checkpoint.txt"));
    return { note, ...(await readCheckpoint(note, key)) };
  } catch (error) {
    throw new Broken("checkpoint.txt", error.message);
  }
}

/** Every witness that was given has cosigned the checkpoint; of others it is said that they were not asked about. */
export async function checkWitnesses({ note, size }, key, witnesses, found) {
  for (const witness of witnesses) {
    try {
      const at = await cosigned(note, witness);
      const what = `a history of ${grouped(size)} events, and it had seen no other.`;
      found.facts.push(`Cosigned by ${witness.title} at ${at}: ${what}`);
    } catch (error) {
      found.fault("checkpoint.txt", error.message);
    }
  }
  for (const { name, ident } of unknownTo(note, [key, ...witnesses])) {
    found.note(`the cosignature of ${short(name)}+${ident}: you gave no key for it`);
  }
}

/** The history continues that of an older checkpoint. Unreadable where that cannot be told. */
export async function checkSince(note, proof, checkpoint, key, found) {
  const old = await olderOf(note, key);
  const known = old.size === checkpoint.size ? [checkpoint.root] : rootsAt(proof, old.size);
  if (!known.length) {
    throw new Unreadable(
      `The bundle holds no proof from your checkpoint of ${old.size} events to its own of ${checkpoint.size}.` +
        " Ask the desk for one: annotate report bundle … --since your-checkpoint.txt",
    );
  }
  if (known.every((root) => equal(root, old.root))) {
    found.facts.push(`The history continues that of your checkpoint of ${grouped(old.size)} events.`);
  } else {
    found.fault("checkpoint.txt", `the first ${old.size} events are not those of your checkpoint: two histories`);
  }
}

async function olderOf(note, key) {
  try {
    return await readCheckpoint(note, key);
  } catch (error) {
    throw new Unreadable(`The older checkpoint cannot be used: ${error.message}.`);
  }
}

const rootsAt = (proof, size) =>
  list(proof.consistency).filter((other) => other.size === size).map(({ root }) => fromBase64(root));

/** The last event of the article publishes exactly this report, as this edition. */
export async function checkEdition(files, report, trail, manifest, found) {
  const { where, event } = trail.article.at(-1);
  if (event?.action !== "report:edition:publish") {
    throw new Broken(where, "the last event of the article must be the publication, and it is not");
  }
  const { log, seq, hash } = having(having(report, "trail").trail, "log");
  const after = having(event.after, "sha256", "number", "note", "article_id");
  if (after.sha256 !== hex(await sha256(files.get("report.json")))) {
    found.fault(where, "it publishes other bytes than report.json: the fingerprint is another");
  }
  const said = having(report, "edition", "published_at", "note", "published_by", "working_copy", "article", "v");
  const name = publisher(event, said, found);
  const { role } = event.actor;
  const pairs = [
    ["number", said.edition, after.number], ["published_at", said.published_at, event.at],
    ["note", said.note, after.note], ["article_id", log, after.article_id], ["by", said.published_by, { name, role }],
    ["working copy", said.working_copy, false],
  ];
  for (const [what, one, other] of pairs) {
    if (!same(one, other)) found.fault(where, `the report says ${what} ${quoted(one)}, the event ${quoted(other)}`);
  }
  const before = trail.article.at(-2) ?? trail.article.at(-1);
  if (seq !== before.seq || hash !== hex(before.hash)) {
    found.fault("report.json", "it names another event as the last one before it was published");
  }
  const { article, edition, log: listed } = having(manifest, "article", "edition", "log");
  if (!same([article, edition, listed], [having(said.article, "slug").slug, said.edition, log])) {
    found.fault("manifest.json", "it names another article or edition than report.json");
  }
  if (said.v !== 1) found.fault("report.json", `it has version ${quoted(said.v)}; this verifier knows version 1`);
}

/** Who published it, by the event; by the report, with a note, where the event does not show the name. */
function publisher({ actor }, { published_by: by }, found) {
  if (!unopened(actor.name)) return actor.name;
  found.note("who published the report: the name in the event was erased, or is not shown");
  return having(by, "name").name;
}

/** The number of events of the article that proof.json speaks of. */
export const countOf = (proof) => whole(having(proof, "article").article);
