// The file: a zip in the one spelling that bundles have. Its parts are stored as they are, sorted by name, dated
// 1 January 1980, with nothing added; whatever else a zip file can say is a fault.

import { equal, utf8 } from "./bytes.js";
import { Broken, Unreadable } from "./findings.js";
import { grouped } from "./words.js";

/** Bytes of a bundle, and files in it: more is not looked at. */
export const MOST = 512_000_000;
const MOST_FILES = 2_000;
/** Files that every bundle has, and names that others may have. */
const NEEDED = [
  "README.txt", "checkpoint.txt", "events.jsonl", "log.vkey", "manifest.json", "manifest.note", "proof.json",
  "report.json",
];
const FORMS = "html|(?:archive\\.)?pdf|(?:comments\\.)?docx|xlsx|md|csv|(?:claimreview|mediareview|annotations)\\.jsonld";
const OTHERS = new RegExp(`^(?:report\\.(?:${FORMS})|openings\\.jsonl|evidence/[0-9a-f]{64})$`);
const WHOLE = "the zip file";
/** What stands before a file, before its line in the directory, and at the end. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const ODD = "it is cut off, has something added, or its directory does not say what its files are";

/** Map of name → bytes, which are views into `data`. */
export function unpack(data) {
  if (data.length > MOST) {
    throw new Unreadable(`The file has ${grouped(data.length)} bytes; ${grouped(MOST)} are the most that is read.`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (!begins(view, 0)) throw new Unreadable("This is not a bundle: it does not begin as a zip file does.");
  const entries = new Map();
  for (let at = 0; begins(view, at); ) {
    const found = entry(view, data, at);
    if (entries.has(found.name)) throw new Broken(found.name, "it is in the bundle twice");
    entries.set(found.name, found);
    if (entries.size > MOST_FILES) throw new Broken(WHOLE, `it has more than ${grouped(MOST_FILES)} files`);
    at = found.end;
  }
  checkNames(entries);
  if (!spelt(entries, data)) throw new Broken(WHOLE, ODD);
  return new Map([...entries].map(([name, { content }]) => [name, content]));
}

const begins = (view, at) => view.byteLength >= at + 4 && view.getUint32(at, true) === LOCAL;

function entry(view, data, at) {
  if (data.length < at + 30) throw new Broken(WHOLE, "it is cut off");
  const short = (offset) => view.getUint16(at + offset, true);
  const long = (offset) => view.getUint32(at + offset, true);
  const start = at + 30 + short(26);
  const name = nameOf(data.subarray(at + 30, start));
  const size = long(22);
  if (short(8) || short(6) || short(28) || long(18) !== size) {
    throw new Broken(name, "it is compressed, encrypted or has more to it; files in a bundle are stored as they are");
  }
  const content = data.subarray(start, start + size);
  if (content.length !== size) throw new Broken(name, "the zip file ends before it does");
  const checksum = crc32(content);
  if (checksum !== long(14)) throw new Broken(name, "its bytes are damaged: they do not have their checksum");
  return { name, content, checksum, begin: at, end: start + size };
}

/** A name is ASCII; a byte that is none is shown by its number. */
const nameOf = (bytes) =>
  Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join("");

function checkNames(entries) {
  for (const name of entries.keys()) {
    if (!NEEDED.includes(name) && !OTHERS.test(name)) {
      throw new Broken(name, "no file of this name belongs into a bundle");
    }
  }
  const missing = NEEDED.find((name) => !entries.has(name));
  if (missing) throw new Broken(missing, "it is missing from the bundle");
}

/** Is every byte of the zip file as it is written for these files, and nothing else there? */
function spelt(entries, data) {
  const directory = [];
  let at = 0;
  for (const name of [...entries.keys()].sort()) {
    const found = entries.get(name);
    const about = description(found);
    const head = [...uint32(LOCAL), ...about, ...utf8(name)];
    if (found.begin !== at || !equal(data.subarray(at, at + head.length), head)) return false;
    directory.push(...uint32(CENTRAL), 20, 0, ...about, ...Array(10).fill(0), ...uint32(at), ...utf8(name));
    at = found.end;
  }
  const count = uint16(entries.size);
  const end = [...uint32(END), 0, 0, 0, 0, ...count, ...count, ...uint32(directory.length), ...uint32(at), 0, 0];
  return equal(data.subarray(at), [...directory, ...end]);
}

/** What both headers of a file say of it: version 2.0, no flags, stored, 1 January 1980, checksum, sizes. */
function description({ name, content, checksum }) {
  const size = uint32(content.length);
  return [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, ...uint32(checksum), ...size, ...size, ...uint16(name.length), 0, 0];
}

const uint16 = (number) => [number & 0xff, (number >>> 8) & 0xff];
const uint32 = (number) => [...uint16(number & 0xffff), ...uint16(number >>> 16)];

/** Four tables, to take four bytes in one step. */
const TABLES = tables();

function tables() {
  const made = Array.from({ length: 4 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    made[0][byte] = value;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let n = 1; n < 4; n++) made[n][byte] = (made[n - 1][byte] >>> 8) ^ made[0][made[n - 1][byte] & 0xff];
  }
  return made;
}

/** The checksum of zip files (ISO 3309). It finds damage, not intent. */
function crc32(bytes) {
  const [t0, t1, t2, t3] = TABLES;
  let crc = -1;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc = t3[crc & 0xff] ^ t2[(crc >>> 8) & 0xff] ^ t1[(crc >>> 16) & 0xff] ^ t0[crc >>> 24];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
}
