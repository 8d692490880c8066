// Approvals that were signed with a passkey (WebAuthn level 3, section 7.2): by the reviewer’s own, over exactly the
// decision that the events tell.

import { equal, fromBase64, hex, joined, sha256, textOf, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { nameOf } from "./commitments.js";
import { now } from "./replay.js";
import { opened } from "./trail.js";
import { filled, hasOnly, having, list, member, text } from "./values.js";
import { short } from "./words.js";

/** Members of a claim that a signed decision repeats, beside its marks. */
const VERDICT = [
  "revision_id", "statement", "type", "status", "attribution", "claimant_id", "own_voice", "rationale", "known",
  "unknown", "settle", "search_log", "confidence",
];
const ASSERTION = ["authenticator_data", "client_data_json", "credential_id", "signature"];
/** Bits of the authenticator’s flags: a person was there, and was recognised. */
const PRESENT = 1;
const RECOGNISED = 4;
/** By algorithm: how the browser is told to read the key, and to check. */
const KINDS = {
  ES256: { read: { name: "ECDSA", namedCurve: "P-256" }, check: { name: "ECDSA", hash: "SHA-256" } },
  EdDSA: { read: "Ed25519", check: "Ed25519" },
  RS256: { read: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, check: "RSASSA-PKCS1-v1_5" },
};
const RSA_BITS = { least: 2048, most: 8192 };
const STRANGE = "its key is of a kind that passkeys here do not have";
const REGISTER = "passkey:passkey:register";

/** Every shown decision that says it was signed. */
export async function checkPasskeys({ report, trail, replay, found }) {
  for (const entry of opened(trail)) {
    const { target, after } = entry.event;
    const signed = member(after, "passkey_id") !== null || member(after, "assertion") !== null;
    if (target.type !== "review" || !signed) continue;
    try {
      const key = registered(entry.event, replay);
      const decided = decision(report, entry.event, key, replay);
      if (decided) await checkAssertion(after, key, decided);
      else found.note(`what exactly was signed in ${entry.where}: the marks that the claim had then are not shown`);
    } catch (error) {
      // Said in a sentence here, or by an engine in words of its own.
      const why = error.constructor === Error ? short(error.message) : "it does not have the form of one";
      found.fault(entry.where, `its approval by passkey does not hold: ${why}`);
    }
  }
}

/** The passkey as it was registered; an error unless its owner did so, and before they used it. */
function registered({ actor, at, after }, replay) {
  const thing = replay.get("passkey", having(after, "passkey_id", "reviewer_id").passkey_id);
  const first = thing?.events[0].event;
  if (first?.action !== REGISTER) throw new Error("the registration of the passkey is not shown");
  const key = having(first.after, "user_id");
  if (new Set([after.reviewer_id, actor.id, key.user_id, first.actor.id]).size !== 1) {
    throw new Error("the passkey is not that of the person who decided");
  }
  if (first.at > at) throw new Error("the passkey was registered only afterwards");
  if (thing.events.some(({ event }) => event.action === "passkey:passkey:retire" && event.at <= at)) {
    throw new Error("the passkey was retired before");
  }
  return key;
}

/** The bytes that had to be signed, put together from what the events say; null if its marks are not shown. */
function decision(report, { log, after: image }, key, replay) {
  having(image, "claim_id", "claim_rev", "comment", "decision", "digest");
  const thing = replay.get("claim", image.claim_id);
  const approvals = (thing?.events ?? []).filter(
    ({ event }) => event.action === "claim:state:approve" && event.target.rev === image.claim_rev + 1,
  );
  if (approvals.length !== 1) throw new Error("the approval that it decides is not shown");
  const claim = having(approvals[0].event.after, "spans_rev", ...VERDICT);
  const marks = marksOf(report, thing, image.claim_id).get(claim.spans_rev);
  if (marks === undefined) return null;
  const spans = list(marks).map((span) => {
    const { start, end, exact } = having(span, "start", "end", "exact");
    return [start, end, exact];
  });
  const { claim_rev, comment, decision: decided, digest, claim_id, reviewer_id } = image;
  const verdict = { ...Object.fromEntries(VERDICT.map((name) => [name, claim[name]])), spans };
  return utf8(canonical({
    v: 1, purpose: "annotate/decision", desk: having(key, "rp_id").rp_id, article: log, claim: claim_id,
    reviewer: reviewer_id, claim_rev, comment, decision: decided, digest, verdict,
  }));
}

/** Revision → marks that it set; the last may stand in the report alone, if who set them is not named. */
function marksOf(report, thing, id) {
  const marks = new Map();
  for (const { event } of thing.events) {
    if (Object.hasOwn(event.after, "spans")) marks.set(event.target.rev, event.after.spans);
  }
  const last = now(thing, "spans_rev");
  if (!marks.has(last)) marks.set(last, having(report.claims.find((claim) => claim.id === id), "spans").spans);
  return marks;
}

async function checkAssertion(image, key, decided) {
  const told = JSON.parse(text(having(image, "assertion").assertion));
  if (canonical(told) !== image.assertion || !hasOnly(told, ASSERTION)) {
    throw new Error("the assertion is not canonical JSON of four texts");
  }
  if (told.credential_id !== having(key, "credential_id").credential_id) {
    throw new Error("the assertion names another passkey");
  }
  const [raw, client] = [fromUrl(told.authenticator_data), fromUrl(told.client_data_json)];
  checkClient(JSON.parse(plainText(client)), await sha256(decided), text(key.rp_id));
  if (raw.length < 37 || !equal(raw.subarray(0, 32), await sha256(utf8(key.rp_id)))) {
    throw new Error("it was signed for another desk");
  }
  if (!(raw[32] & PRESENT) || !(raw[32] & RECOGNISED)) {
    throw new Error("the authenticator did not recognise the person");
  }
  await checkSigned(key, joined(raw, await sha256(client)), fromUrl(told.signature));
}

function plainText(bytes) {
  try {
    return textOf(bytes);
  } catch {
    throw new SyntaxError("it is not text");
  }
}

function checkClient(client, challenge, desk) {
  if (having(client, "type").type !== "webauthn.get") throw new Error("what was signed is no assertion");
  if (!equal(fromUrl(having(client, "challenge").challenge), challenge)) throw new Error("another decision was signed");
  const origin = text(having(client, "origin").origin);
  const places = [`https://${desk}`, "http://localhost"];
  if (!places.includes(origin) && !places.includes(origin.replace(/:[0-9]+$/, ""))) {
    throw new Error("it was signed on another site");
  }
  if (filled(member(client, "crossOrigin"))) throw new Error("it was signed in a page of another site");
}

async function checkSigned(key, data, signature) {
  const { public_key, algorithm } = having(key, "public_key", "algorithm");
  if (!Object.hasOwn(KINDS, algorithm)) throw new Error(STRANGE);
  const kind = KINDS[algorithm];
  const bytes = fromBase64(public_key);
  let made;
  try {
    made = await crypto.subtle.importKey("spki", bytes, kind.read, false, ["verify"]);
  } catch {
    throw new Error(STRANGE);
  }
  const bits = made.algorithm.modulusLength ?? RSA_BITS.least;
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) throw new Error(STRANGE);
  const raw = algorithm === "ES256" ? fromDer(signature) : signature;
  if (!raw || !(await crypto.subtle.verify(kind.check, made, raw, data))) {
    throw new Error("the signature is not that of the passkey over this decision");
  }
}

/** The 64 bytes r ‖ s that the browser wants of an ECDSA signature in DER, in its one spelling; null for any other. */
function fromDer(der) {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const one = integer(der, 2);
  const other = one && integer(der, one.end);
  return other?.end === der.length ? joined(one.value, other.value) : null;
}

/** A positive integer of up to 32 bytes that begins at `at`. */
function integer(der, at) {
  const length = der[at + 1];
  const bytes = der.subarray(at + 2, at + 2 + length);
  if (der[at] !== 2 || !length || bytes.length !== length || bytes[0] & 0x80) return null;
  if (length > 1 && bytes[0] === 0 && !(bytes[1] & 0x80)) return null;
  const short = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return short.length > 32 ? null : { value: joined(new Uint8Array(32 - short.length), short), end: at + 2 + length };
}

/** Base64url without padding, in its one spelling. */
function fromUrl(encoded) {
  if (/[+/=]/.test(text(encoded))) throw new Error("it holds something that is not base64url");
  const usual = encoded.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(usual + "=".repeat((4 - (usual.length % 4)) % 4));
}

/** What is said of passkeys that the bundle shows, in facts and in what it cannot prove. */
export async function sayPasskeys(trail, found) {
  const events = trail.beside.map(({ event }) => event).filter((event) => event?.action === REGISTER);
  if (events.length) {
    found.note("whose hands a passkey was in when it was registered: ask the person for its fingerprint");
  }
  for (const event of events) {
    const { at, after } = event;
    const print = hex(await sha256(fromBase64(having(after, "public_key").public_key))).slice(0, 16);
    found.facts.push(`Passkey ${print.match(/.{4}/g).join(" ")} of ${nameOf(event)}: registered ${at}.`);
  }
}
