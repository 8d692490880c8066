// Paints runs of the text without touching the text: the CSS Custom Highlight API, a handful of ranges at a time.
// Runs are remembered as code points and painted anew after a swap, because a swap empties ranges.

import { rangeOf } from "./offsets.js";

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
