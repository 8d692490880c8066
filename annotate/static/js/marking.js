// From words to a claim: opens the form for a new claim with the marked words in it.

import { visit } from "./fragments.js";
import { paint } from "./highlights.js";
import { announce } from "./toast.js";

const article = () => document.getElementById("main").dataset.article;

/** @typedef {{start: number, end: number, exact: string, prefix: string, suffix: string}} Quote */

/** Wire the form wherever it turns up. */
export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-mark-clear]")) choose([]);
  });
  document.addEventListener("annotate:sent", (event) => {
    if (event.target.matches("#words-bar, #mark-form, #place-form")) document.getSelection().removeAllRanges();
  });
  refresh();
}

/** Show what the form holds; takes the paint away where there is no form. Call after every swap. */
export function refresh() {
  draw(held());
}

/** Whether the form for a new claim is open. */
export function isOpen() {
  return Boolean(document.getElementById("mark-form"));
}

/** Open the form, with these words where there are any. @param {Quote[]} quotes */
export async function open(quotes) {
  document.getElementById("panel").removeAttribute("data-size");
  if (!isOpen()) await visit(`${article()}?tab=mark`, { region: document.getElementById("panel") });
  if (!isOpen()) return;
  if (quotes.length) choose(quotes);
  document.getElementById(quotes.length ? "type" : "quote")?.focus();
}

/** Add words to those that the form holds. @param {Quote} quote */
export function add(quote) {
  choose([...held(), quote]);
  document.getElementById("type")?.focus();
}

/** What the server needs of a quote. @param {Quote[]} quotes */
export function pack(quotes) {
  return JSON.stringify(quotes);
}

function choose(quotes) {
  const field = document.getElementById("mark-spans");
  if (!field) return;
  field.value = quotes.length ? pack(quotes) : "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  draw(quotes);
  if (quotes.length) announce(`Words for the new claim: ${words(quotes)}`);
}

function held() {
  try {
    return JSON.parse(document.getElementById("mark-spans")?.value || "[]");
  } catch {
    return [];
  }
}

function draw(quotes) {
  try {
    paint("draft", quotes);
  } catch {
    paint("draft", []); // kept words of another text: the server will say so
  }
  if (!isOpen()) return;
  document.getElementById("mark-drawn").hidden = !quotes.length;
  document.getElementById("mark-typed").hidden = Boolean(quotes.length);
  document.getElementById("mark-quote").textContent = words(quotes);
}

function words(quotes) {
  return quotes.map(({ exact }) => exact).join(" … ");
}
