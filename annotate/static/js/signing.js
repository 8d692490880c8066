// The review page of a reviewer who has a passkey: keeps the shown decision and its code to the comment, and has the
// passkey sign exactly what is shown before the form goes out. What the browser refuses leaves the page as it is.

import { able, explain, say, sign } from "./passkey.js";

const form = document.getElementById("decision");
const place = document.getElementById("signing");
const shown = document.getElementById("sign-text");
const code = document.getElementById("sign-code");
const PROBLEM = "sign-problem";
const comment = form?.elements.namedItem("comment");
const assertion = form?.elements.namedItem("assertion");
/** White space as the server strips it, so that what is signed is what it keeps. */
const EDGES = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;

if (place && comment) {
  comment.addEventListener("input", show);
  form.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", () => (assertion.value = ""));
  show();
}

/** The decision with the comment as it is now, as canonical JSON (RFC 8785). */
function decided() {
  return canonical({ ...JSON.parse(shown.textContent), comment: comment.value.replace(EDGES, "") });
}

async function show() {
  const text = decided();
  const digest = await hash(text);
  if (text !== decided()) return; // typed on meanwhile
  shown.textContent = text;
  const groups = hex(digest).slice(0, 16).match(/.{4}/g).join(" ");
  if (code.textContent !== groups) code.textContent = groups;
}

async function onSubmit(event) {
  if (event.submitter?.value !== "sign" || assertion.value) return;
  // Before the keeper of drafts hears of it: nothing is sent yet.
  event.preventDefault();
  event.stopPropagation();
  const button = event.submitter;
  say(PROBLEM, "");
  button.setAttribute("aria-busy", "true");
  try {
    if (!able) throw new Error("it knows no passkeys");
    comment.value = comment.value.replace(EDGES, "");
    await show();
    assertion.value = await sign(await hash(decided()), place.dataset.rp, place.dataset.keys.split(" "));
    form.requestSubmit(button);
  } catch (error) {
    say(PROBLEM, `Nothing was decided. ${explain(error)}`);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

function hash(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
