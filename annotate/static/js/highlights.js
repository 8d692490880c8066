// Paints runs of the text without touching the text: the CSS Custom Highlight API, a handful of ranges at a time.
// Runs are remembered as code points and painted anew after a swap, because a swap empties ranges.

import { rangeOf, textOf } from "./offsets.js";

/** Hits of a search that are painted; more would only slow the page down. */
const MOST_HITS = 300;

/** @type {Map<string, {start: number, end: number}[]>} */
const painted = new Map();

/**
 * Paint runs under a name that the stylesheet knows (draft, caret, found); an empty list takes the paint away.
 * @param {"draft" | "caret" | "found"} name @param {{start: number, end: number}[]} runs
 */
export function paint(name, runs) {
  painted.set(name, runs);
  const article = document.getElementById("text");
  if (!article || !globalThis.CSS?.highlights) return;
  if (!runs.length) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...runs.map(({ start, end }) => rangeOf(article, start, end))));
}

/** @param {string} name @returns {{start: number, end: number}[]} */
export function runsOf(name) {
  return painted.get(name) ?? [];
}

/** After a swap the ranges are empty: make them again. */
export function repaint() {
  for (const [name, runs] of painted) if (runs.length) paint(name, runs);
}

/** Paint where words that are searched for stand in the text. @param {string} words "" for none */
export function find(words) {
  const article = document.getElementById("text");
  const wanted = words.trim().toLowerCase();
  const { text, map } = textOf(article);
  const low = text.toLowerCase();
  const hits = [];
  // In a few scripts small letters are longer than capitals; then the places would not be those of the text.
  let at = wanted.length > 1 && low.length === text.length ? low.indexOf(wanted) : -1;
  for (; at >= 0 && hits.length < MOST_HITS; at = low.indexOf(wanted, at + wanted.length)) {
    hits.push({ start: map.toCP(at), end: map.toCP(at + wanted.length) });
  }
  paint("found", hits);
}
