// A text with thousands of claims comes with the marks of what it shows; the other sections, [data-bare], get theirs here:
// those near the window first, then all, a few at a time. The words are there from the start and never change.

import { select, selectionOf } from "./offsets.js";

/** The page's first moments belong to what it shows. In ms. */
const FIRST = 400;
/** Sections asked for together; the server gives no more than 8. */
const TOGETHER = 6;

const text = () => document.getElementById("text");
const bare = () => [...text().querySelectorAll(":scope > section[data-bare]")];

let pressed = false;
/** @type {Promise<void>} what is under way: one question after another */
let last = Promise.resolve();
/** @type {() => void} told after sections got their marks */
let drawn = () => {};

/** Begin to ask. @param {() => void} then called whenever marks have come */
export function start(then) {
  if (!bare().length) return;
  drawn = then;
  // While somebody drags, nothing is exchanged under their hand.
  text().addEventListener("pointerdown", () => (pressed = true));
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressed = false));
  const seen = new IntersectionObserver(
    (entries) => {
      const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      for (const section of near) seen.unobserve(section);
      if (near.length) fill(near);
    },
    { rootMargin: "100% 0px" },
  );
  for (const section of bare()) seen.observe(section);
  setTimeout(rest, FIRST);
}

/** Give a section its marks now. @param {string} id @returns {Promise<boolean>} whether it had been without */
export async function show(id) {
  const section = document.getElementById(id ?? "");
  if (!section?.matches("[data-bare]")) return false;
  await fill([section]);
  return !section.matches("[data-bare]");
}

/** Everything that is left, whenever the browser has nothing else to do. */
async function rest() {
  await new Promise((ready) => (globalThis.requestIdleCallback ?? setTimeout)(ready));
  await last;
  if (pressed) await new Promise((up) => document.addEventListener("pointerup", up, { once: true }));
  const left = bare();
  if (!left.length) return;
  await fill(left.slice(0, TOGETHER));
  // Without an answer it would go on asking; what comes into view asks again.
  if (bare().length < left.length) rest();
}

function fill(sections) {
  last = last.then(() => ask(sections.filter((section) => section.matches("[data-bare]"))));
  return last;
}

async function ask(sections) {
  if (!sections.length) return;
  const numbers = sections.map((section) => Number(section.id.slice(1)));
  const from = Math.min(...numbers);
  const to = Math.min(Math.max(...numbers), from + TOGETHER - 1);
  const { sections: address } = document.getElementById("main").dataset;
  const active = document.getElementById("panel").dataset.claim;
  const url = `${address}?from=${from}&to=${to}&active=${active}`;
  const response = await fetch(url, { headers: { "X-Fragment": "1" } }).catch(() => null);
  if (!response?.ok) return;
  put(await response.text());
  drawn();
}

/** The section stays and with it the height that the browser remembers of it; its content is exchanged. */
function put(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const chosen = selectionOf(text());
  for (const fresh of template.content.children) {
    const old = document.getElementById(fresh.id);
    if (!old?.matches("[data-bare]")) continue;
    old.replaceChildren(...fresh.childNodes);
    old.removeAttribute("data-bare");
  }
  if (chosen && !selectionOf(text())) select(text(), chosen);
}
