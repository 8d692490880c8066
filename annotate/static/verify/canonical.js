// JSON in its canonical form (RFC 8785): one spelling for each value. Bundles hold no fractions, and keys in ASCII.

import { textOf } from "./bytes.js";
import { Broken } from "./findings.js";
import { isObject } from "./values.js";
import { grouped, short } from "./words.js";

/** Bytes of a file that is parsed, and objects or lists inside each other. */
const MOST = 128_000_000;
const DEEPEST = 100;
const ASCII = /^[\x00-\x7f]*$/;

/** The object that these bytes are; Broken unless they are its canonical form. */
export function plain(bytes, where) {
  if (bytes.length > MOST) {
    throw new Broken(where, `it has ${grouped(bytes.length)} bytes; ${grouped(MOST)} are the most that is read`);
  }
  let value, text, again;
  try {
    text = textOf(bytes);
    value = JSON.parse(text);
    again = canonical(value);
  } catch (error) {
    throw new Broken(where, `it is not canonical JSON: ${short(error.message)}`);
  }
  if (!isObject(value) || again !== text) {
    // A key that stands twice does not come back twice, nor 1.0 as it was.
    throw new Broken(where, "it is not canonical JSON (RFC 8785): other bytes say the same");
  }
  return value;
}

/** The canonical text of a value; an error for one that has none. */
export const canonical = (value) => spelt(value, 0);

function spelt(value, depth) {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Error("half a character stands in a text");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is no whole number, or too large to be exact`);
    return String(value);
  }
  if (typeof value === "boolean" || value === null) return String(value);
  if (depth === DEEPEST) throw new Error(`more than ${DEEPEST} things inside each other`);
  if (Array.isArray(value)) return `[${value.map((one) => spelt(one, depth + 1)).join(",")}]`;
  return `{${Object.keys(value).sort().map((name) => pair(name, value[name], depth)).join(",")}}`;
}

function pair(name, value, depth) {
  if (!ASCII.test(name)) throw new Error("a key is not ASCII");
  return `${JSON.stringify(name)}:${spelt(value, depth + 1)}`;
}
