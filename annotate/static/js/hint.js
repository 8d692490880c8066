// While a citation is being filled in, asks what it would add: form[data-hint="address"] is asked with the fields that
// are there, and the answer takes the place of [data-hint-said]. It only tells; nothing waits for it.

import { swap } from "./swap.js";
import { announce } from "./toast.js";

const PAUSE = 300;
const FIELDS = ["source_id", "find", "url", "origin", "stance", "credibility"];

let timer = 0;
/** @type {AbortController | null} */
let asking = null;
let last = "";

/** Listen to the forms of citing. */
export function start() {
  for (const kind of ["input", "change"]) document.addEventListener(kind, onInput);
  document.addEventListener("annotate:swap", () => (last = ""));
}

function onInput(event) {
  const form = event.target.closest?.("form[data-hint]");
  if (!form || !FIELDS.includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask(form), PAUSE);
}

async function ask(form) {
  const url = addressOf(form);
  if (url === last || !form.isConnected) return;
  last = url;
  asking?.abort();
  const own = (asking = new AbortController());
  try {
    const response = await fetch(url, { headers: { "X-Fragment": "1" }, cache: "no-store", signal: own.signal });
    const html = response.ok ? await response.text() : "";
    if (!html || !form.isConnected) return;
    const before = said();
    swap(html);
    if (said() !== before) announce(said());
  } catch {
    last = ""; // no line, or overtaken: the next change asks again
  }
}

function addressOf(form) {
  const url = new URL(form.dataset.hint, location.href);
  const data = new FormData(form);
  for (const name of FIELDS) {
    const value = data.get(name)?.trim();
    if (value) url.searchParams.set(name === "source_id" ? "source" : name, value);
  }
  return url.href;
}

function said() {
  const places = [...document.querySelectorAll("[data-hint-said]")];
  return places.map((place) => place.textContent).join(" ").replace(/\s+/g, " ").trim();
}
