// Selecting words with mouse or finger: a small bar beside them that takes neither the focus nor the selection.

import * as marking from "./marking.js";
import { quoteOf, select, spanOf, textOf } from "./offsets.js";
import { announce } from "./toast.js";
import { unitAt } from "./units.js";

/** Fingers move the handles for a while; what they have chosen is what stands still this long, in ms. */
const PAUSE = 400;

let timer = 0;
let pressed = false;
let tapping = false;
/** @type {marking.Quote | null} */
let current = null;

const text = () => document.getElementById("text");
const bar = () => document.getElementById("words-bar");

/** Watch the selection. */
export function start() {
  if (!bar()) return; // may not mark
  document.addEventListener("selectionchange", () => later(PAUSE));
  text().addEventListener("pointerdown", (event) => (pressed = event.pointerType === "mouse"));
  document.addEventListener("pointerup", () => {
    if (!pressed) return;
    pressed = false;
    later(0);
  });
  // The bar must not take the selection away while it is being pressed.
  bar().addEventListener("mousedown", (event) => event.preventDefault());
  bar().addEventListener("click", onBar);
  window.addEventListener("scroll", () => current && place(), { passive: true });
  startTapping();
}

/** The words that are selected now, tidied; null where there are none. @returns {marking.Quote | null} */
export function chosen() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  return quoteOf(text(), selection.getRangeAt(0));
}

/** Forget the selection. @returns {boolean} whether there was one */
export function clear() {
  if (!current && !chosen()) return false;
  document.getSelection().removeAllRanges();
  hide();
  return true;
}

function later(wait) {
  clearTimeout(timer);
  if (!pressed) timer = setTimeout(look, wait);
}

function look() {
  const quote = chosen();
  if (!quote) {
    hide();
    return;
  }
  current = quote;
  const form = bar();
  form.elements.namedItem("spans").value = marking.pack([quote]);
  const panel = document.getElementById("panel");
  const open = panel.dataset.tab === "claim" && document.getElementById("claim-save");
  for (const button of form.querySelectorAll("[data-add-words], [data-move-words]")) {
    button.hidden = !open;
    button.querySelector("b").textContent = panel.dataset.claim;
  }
  form.querySelector("[data-more-words]").hidden = !marking.isOpen();
  form.hidden = false;
  place();
}

function hide() {
  current = null;
  bar().hidden = true;
}

/** Under the end where the hand is; at the foot of the page for fingers, clear of the system's own menu. */
function place() {
  const form = bar();
  const coarse = matchMedia("(pointer: coarse), (max-width: 60rem)").matches;
  form.classList.toggle("float--foot", coarse);
  form.style.translate = "";
  if (coarse) return;
  const selection = document.getSelection();
  if (!selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const rects = range.getClientRects();
  if (!rects.length) return;
  const backward = selection.focusNode === range.startContainer && selection.focusOffset === range.startOffset;
  const rect = backward ? rects[0] : rects[rects.length - 1];
  const { offsetWidth: width, offsetHeight: height } = form;
  const left = Math.min(Math.max(rect.right - width / 2, 8), innerWidth - width - 8);
  const top = backward || rect.bottom + height + 12 > innerHeight ? rect.top - height - 8 : rect.bottom + 8;
  form.style.translate = `${left}px ${Math.max(top, 8)}px`;
}

function onBar(event) {
  const button = event.target.closest("button");
  if (!button || !current) return;
  if (button.matches("[data-mark-words]")) marking.open([current]);
  else if (button.matches("[data-more-words]")) marking.add(current);
  else if (button.matches("[data-add-words]")) send("add");
  else if (button.matches("[data-move-words]")) send("replace");
  else return;
  clear();
}

/** Give the open claim these words, besides its own or instead of them. */
function send(mode) {
  const form = document.getElementById("place-form");
  form.elements.namedItem("spans").value = marking.pack([current]);
  form.elements.namedItem("mode").value = mode;
  form.requestSubmit();
}

/** One tap takes a sentence: for hands that cannot drag. */
function startTapping() {
  const button = document.querySelector("[data-tap-switch]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    tapping = !tapping;
    button.setAttribute("aria-pressed", String(tapping));
    announce(tapping ? "Tap a sentence to choose it." : "Tapping opens claims again.");
  });
  text().addEventListener("click", onTap, { capture: true });
}

function onTap(event) {
  if (!tapping) return;
  event.stopPropagation();
  const point = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (!point || !text().contains(point.offsetNode)) return;
  const range = new Range();
  range.setStart(point.offsetNode, point.offset);
  const { text: words, map } = textOf(text());
  const unit = unitAt(words, "sentence", spanOf(text(), range)[0], text().lang);
  if (!unit) return;
  select(text(), { start: map.toCP(unit[0]), end: map.toCP(unit[1]) });
  later(0);
}
