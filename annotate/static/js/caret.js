// Selecting with the keyboard. Browsers have no caret in text that cannot be edited, so this brings one: arrows take
// the next word or sentence, Shift keeps what there is and goes on, Enter marks, Escape leaves. The live region reads it.

import { paint } from "./highlights.js";
import * as marking from "./marking.js";
import { quoteAt, rangeOf, textOf } from "./offsets.js";
import { announce } from "./toast.js";
import { nextUnit, previousUnit, unitAt } from "./units.js";

/** @type {{anchor: [number, number], focus: [number, number]} | null} UTF-16; null: switched off */
let state = null;

const text = () => document.getElementById("text");
const button = () => document.querySelector("[data-caret-switch]");

/** Show the switch and listen. */
export function start() {
  if (!button()) return;
  button().hidden = false;
  button().addEventListener("click", () => (state ? stop() : begin()));
  text().addEventListener("keydown", onKey);
  document.querySelector("[data-caret-stop]")?.addEventListener("click", stop);
}

/** @returns {boolean} whether the caret was on and is off now */
export function stop() {
  if (!state) return false;
  state = null;
  paint("caret", []);
  show(false);
  announce("Selecting with the keyboard is off.");
  return true;
}

/** What is selected by keyboard now. @returns {marking.Quote | null} */
export function chosen() {
  if (!state) return null;
  const { map } = textOf(text());
  const [start, end] = extent();
  return quoteAt(text(), map.toCP(start), map.toCP(end));
}

function begin() {
  const { text: words } = textOf(text());
  const unit = unitAt(words, "word", firstInView(), text().lang);
  if (!unit) return;
  state = { anchor: unit, focus: unit };
  show(true);
  text().focus({ preventScroll: true });
  moved("Arrows choose words and sentences, with Shift several, Enter marks, Escape leaves. ");
}

function show(on) {
  document.body.classList.toggle("is-caret", on);
  button().setAttribute("aria-pressed", String(on));
  const help = document.getElementById("caret-bar");
  if (help) help.hidden = !on;
}

/** UTF-16 index of the text at the top of the screen: of the open claim if it is in view. */
function firstInView() {
  const open = text().querySelector("mark.is-active");
  const seen = [open, ...text().querySelectorAll("p, h2")].find((element) => {
    const rect = element?.getBoundingClientRect();
    return rect && rect.bottom > 120 && rect.top < innerHeight;
  });
  if (!seen) return 0;
  const before = new Range();
  before.setStart(text(), 0);
  before.setEndBefore(seen);
  return before.toString().length;
}

function onKey(event) {
  if (!state || event.ctrlKey || event.metaKey || event.altKey) return;
  const move = moveOf(event.key);
  if (!move && event.key !== "Enter") return;
  event.preventDefault();
  event.stopPropagation();
  if (move) go(...move, event.shiftKey);
  else commit();
}

/** [grain, way] of a key; in text that runs from right to left the left arrow goes on. */
function moveOf(key) {
  const on = text().dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = text().dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  return { [on]: ["word", 1], [back]: ["word", -1], ArrowDown: ["sentence", 1], ArrowUp: ["sentence", -1] }[key];
}

function go(grain, way, extend) {
  const { text: words } = textOf(text());
  const [start, end] = state.focus;
  const unit = wider(words, grain, way, extend) ??
    (way > 0 ? nextUnit(words, grain, end, text().lang) : previousUnit(words, grain, start, text().lang));
  if (!unit) return;
  state = { anchor: extend ? state.anchor : unit, focus: unit };
  moved();
}

/** The first step by sentence takes the rest of the sentence one is in. */
function wider(words, grain, way, extend) {
  if (grain !== "sentence") return null;
  const [start, end] = state.focus;
  const around = unitAt(words, grain, start, text().lang);
  if (!around || around[0] > start) return null;
  if (extend) return way > 0 ? (around[1] > end ? around : null) : around[0] < start ? around : null;
  return around[0] < start || around[1] > end ? around : null;
}

function extent() {
  const { anchor, focus } = state;
  return [Math.min(anchor[0], focus[0]), Math.max(anchor[1], focus[1])];
}

function moved(before = "") {
  const quote = chosen();
  paint("caret", [quote]);
  const rect = rangeOf(text(), quote.start, quote.end).getBoundingClientRect();
  if (rect.top < 120 || rect.bottom > innerHeight - 140) scrollBy({ top: rect.top - innerHeight / 3, behavior: "instant" });
  announce(`${before}${quote.exact}`);
}

function commit() {
  const quote = chosen();
  stop();
  if (marking.isOpen()) marking.add(quote);
  else marking.open([quote]);
}
