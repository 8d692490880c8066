// Bytes, in the spellings that files give them, and their fingerprints.

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const HASH = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** SHA-256 of bytes. */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** The bytes of a text in UTF-8. */
export const utf8 = (text) => encoder.encode(text);

/** The text that these bytes are in UTF-8; an error for any others. */
export function textOf(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    throw new Error("it is not text in UTF-8");
  }
}

/** One after the other. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Are these the same bytes? */
export function equal(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Lower-case hex. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The 32 bytes of a hash in its one spelling, lower-case hex; an error for anything else. */
export function hashOf(text) {
  if (typeof text !== "string" || !HASH.test(text)) throw new Error("what should be a hash is none");
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** The usual base64, with its padding. */
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** The bytes of base64 in its one spelling; an error for anything else. */
export function fromBase64(text) {
  if (typeof text !== "string" || !BASE64.test(text) || text.length % 4) {
    throw new Error("it holds something that is not base64");
  }
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (base64(bytes) !== text) throw new Error("it holds base64 in another spelling than the usual");
  return bytes;
}
