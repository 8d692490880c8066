// The rail: what part of the text is on the screen, which claim is open, and new ticks after a change.

import { swap } from "./swap.js";

/** Ticks may lag a little behind the text; a change never waits for them. In ms. */
const PAUSE = 250;

let timer = 0;
let frame = 0;

/** Follow the scroll. */
export function start() {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  soon();
  if (document.querySelector("#rail[data-later]")) refresh();
}

/** Ask for new ticks, soon. */
export function refresh() {
  clearTimeout(timer);
  timer = setTimeout(load, PAUSE);
}

/** Show which claim is open. @param {string} number "" for none */
export function activate(number) {
  const rail = document.getElementById("rail");
  if (!rail) return;
  for (const tick of rail.querySelectorAll("a[aria-current]")) {
    tick.classList.remove("is-active");
    tick.removeAttribute("aria-current");
    tick.setAttribute("tabindex", "-1");
  }
  const tick = number && rail.querySelector(`a[data-claim="${number}"]`);
  if (tick) {
    tick.classList.add("is-active");
    tick.setAttribute("aria-current", "true");
    tick.removeAttribute("tabindex");
  }
  const [first, second] = rail.querySelectorAll("[data-count]");
  if (first) first.textContent = number || rail.dataset.total;
  if (second) second.textContent = number ? `of ${rail.dataset.total}` : rail.dataset.total === "1" ? "claim" : "claims";
}

async function load() {
  const { rail } = document.getElementById("main").dataset;
  const active = document.getElementById("panel").dataset.claim;
  const response = await fetch(`${rail}?active=${active}`, { headers: { "X-Fragment": "1" } }).catch(() => null);
  if (!response?.ok) return;
  swap(await response.text());
  soon();
}

function soon() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(look);
}

function look() {
  const { top, height } = document.getElementById("text").getBoundingClientRect();
  const from = Math.min(Math.max(-top / height, 0), 1);
  const to = Math.min(Math.max((innerHeight - top) / height, 0), 1);
  for (const rect of document.querySelectorAll(".rail__map .window, .rail__map .window-edge")) {
    rect.setAttribute("y", `${98 * from}%`);
    rect.setAttribute("height", `${98 * (to - from)}%`);
  }
}
