// Keys and signed notes: C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519 by the browser.

import { base64, equal, fromBase64, hex, joined, sha256, utf8 } from "./bytes.js";
import { Unreadable } from "./findings.js";
import { grouped } from "./words.js";

/** What a key signs: a log its notes, a witness a time and somebody else's checkpoint. */
export const LOG = 1;
export const WITNESS = 4;
/** The last second that has a date; characters of a note, and signature lines, that are looked at. */
const LATEST = 253_402_300_799n;
const MOST = 100_000;
const MOST_SIGNATURES = 64;
/** Spaces of Unicode, and the four separators of ASCII. */
const NAME = /^[^\p{White_Space}\x1c-\x1f+]+$/u;
const SIGNATURE = /^— ([^\p{White_Space}\x1c-\x1f+]+) ([^\p{White_Space}\x1c-\x1f]+)$/u;
const UNFIT = /[\x00-\x09\x0b-\x1f\x7f]|\p{Surrogate}/u;
const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;

/** The key of a line name+id+base64, for what it is to sign. An error for anything else. */
export async function readKey(line, kind = LOG) {
  const [name, ident, ...rest] = line.trim().split("+");
  const raw = fromBase64(rest.join("+"));
  if (!NAME.test(name) || raw.length !== 33 || ![LOG, WITNESS].includes(raw[0])) {
    throw new Error("it is not an Ed25519 key of the form name+id+base64");
  }
  if (raw[0] !== kind) {
    const [is, wanted] = kind === LOG ? ["witness", "log"] : ["log", "witness"];
    throw new Error(`it is the key of a ${is}, not of a ${wanted}`);
  }
  const bytes = (await sha256(joined(utf8(`${name}\n`), raw))).subarray(0, 4);
  if (hex(bytes) !== ident) throw new Error("the id of the key does not belong to its bytes");
  const signs = await crypto.subtle.importKey("raw", raw.subarray(1), "Ed25519", false, ["verify"]);
  return { name, bytes, signs, title: `${name}+${ident}`, line: `${name}+${ident}+${base64(raw)}` };
}

/** The text of a signed note, and name and bytes of each of its signatures. */
function parted(note) {
  const cut = note.lastIndexOf("\n\n");
  if (note.length > MOST || cut < 0 || !note.endsWith("\n") || cut + 2 === note.length || UNFIT.test(note)) {
    throw new Error("it is not a signed note: lines, a blank line, signatures");
  }
  const lines = note.slice(cut + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) {
    throw new Error(`it has ${grouped(lines.length)} signatures; ${MOST_SIGNATURES} are the most that are looked at`);
  }
  return { text: note.slice(0, cut + 1), signatures: lines.map(signature) };
}

function signature(line) {
  const match = SIGNATURE.exec(line);
  if (!match) throw new Error("a line of its signatures is not one");
  return { name: match[1], bytes: fromBase64(match[2]) };
}

const isBy = (key) => ({ name, bytes }) => name === key.name && equal(bytes.subarray(0, 4), key.bytes);

async function checkSignature(key, made, text) {
  if (!(await crypto.subtle.verify("Ed25519", key.signs, made, utf8(text)))) {
    throw new Error(`the signature of ${key.title} does not belong to it`);
  }
}

/** The lines of a note that this key signed. An error for any other note. */
export async function signedLines(note, key) {
  const { text, signatures } = parted(note);
  const made = signatures.filter(isBy(key));
  if (!made.length) throw new Error(`the key ${key.title} did not sign it`);
  for (const { bytes } of made) await checkSignature(key, bytes.subarray(4), text);
  return text.slice(0, -1).split("\n");
}

/** Size and root that this key signed for the log of its own name. */
export async function readCheckpoint(note, key) {
  const [origin, size, encoded, ...more] = await signedLines(note, key);
  const root = encoded === undefined || more.length || !SIZE.test(size) ? null : fromBase64(encoded);
  if (root?.length !== 32) throw new Error("it is not a checkpoint: origin, size and root, and no other line");
  if (origin !== key.name) throw new Error(`it is of the log ${origin}, and the key is that of ${key.name}`);
  return { size: Number(size), root };
}

/** When this witness last cosigned a note, in the form of RFC 3339. An error unless all of its lines hold. */
export async function cosigned(note, witness) {
  const { text, signatures } = parted(note);
  const made = signatures.filter(isBy(witness)).map(({ bytes }) => bytes.subarray(4));
  if (!made.length) throw new Error(`the witness ${witness.title} did not cosign it`);
  let latest = 0n;
  for (const bytes of made) {
    const seconds = BigInt(`0x0${hex(bytes.subarray(0, 8))}`);
    await checkSignature(witness, bytes.subarray(8), `cosignature/v1\ntime ${seconds}\n${text}`);
    if (seconds > LATEST) throw new Error(`the witness ${witness.title} cosigned it at a time that there is not`);
    if (seconds > latest) latest = seconds;
  }
  return `${new Date(Number(latest) * 1000).toISOString().slice(0, -5)}Z`;
}

/** Names of the cosignatures on a note that none of these keys made. */
export function unknownTo(note, keys) {
  const strange = parted(note).signatures.filter((one) => !keys.some((key) => isBy(key)(one)));
  return strange.map(({ name, bytes }) => ({ name, ident: hex(bytes.subarray(0, 4)) }));
}

/** Section 7.1 of RFC 8032, test 1: a browser that cannot check this cannot check a bundle. */
const KNOWN_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const KNOWN_SIGNATURE = "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==";

let demanded;

/** Unreadable unless this browser computes hashes and signatures, and gets them right. */
export const demandCryptography = () => (demanded ??= tried());

async function tried() {
  if (!globalThis.crypto?.subtle) {
    throw new Unreadable(
      "The browser offers its cryptography to secure pages alone: open this over https, or as a saved file.",
    );
  }
  try {
    const key = await crypto.subtle.importKey("raw", fromBase64(KNOWN_KEY), "Ed25519", false, ["verify"]);
    const right = await crypto.subtle.verify("Ed25519", key, fromBase64(KNOWN_SIGNATURE), new Uint8Array());
    const wrong = await crypto.subtle.verify("Ed25519", key, fromBase64(KNOWN_SIGNATURE), new Uint8Array(1));
    if (right && !wrong) return;
  } catch {
    // It does not know Ed25519: said below.
  }
  throw new Unreadable("This browser cannot check signatures of the kind Ed25519. Use a newer one, or verify.py.");
}
