// The page where the work is done. Everything here is an addition: without it the page is links and forms.

import * as caret from "./caret.js";
import * as chooser from "./chooser.js";
import { visit } from "./fragments.js";
import { find, repaint } from "./highlights.js";
import { register } from "./keys.js";
import * as hint from "./hint.js";
import * as marking from "./marking.js";
import * as panel from "./panel.js";
import * as rail from "./rail.js";
import * as sections from "./sections.js";
import * as selection from "./selection.js";

const main = () => document.getElementById("main");
const side = () => document.getElementById("panel");
const text = () => document.getElementById("text");

/** Wire the page; does nothing on other pages that show a text. */
export function start() {
  if (!main()?.dataset.article) return;
  for (const part of [chooser, selection, caret, hint, marking, panel, rail]) part.start();
  document.addEventListener("annotate:swap", onSwap);
  document.querySelector("[data-mark-open]")?.addEventListener("click", onMark);
  startSwitch();
  keys();
  show(side().dataset.claim, { follow: Boolean(side().dataset.claim) && !location.hash });
  sections.start(() => {
    repaint();
    light(side().dataset.claim);
  });
  main().dataset.ready = "";
}

function onSwap({ detail: { elements } }) {
  if (elements.some((element) => element.matches("section[id^='s']") && text().contains(element))) {
    repaint();
    rail.refresh();
  }
  if (!elements.some((element) => element.id === "panel")) return;
  chooser.close();
  marking.refresh();
  find(document.getElementById("claims-q")?.value ?? "");
  show(side().dataset.claim, { follow: side().dataset.tab === "claim" });
}

/** Make a claim the open one in text and rail; its marks may have to be asked for first. */
async function show(number, { follow }) {
  const marks = light(number);
  rail.activate(number ?? "");
  document.title = document.title.replace(/^(Claim \d+: )?/, number ? `Claim ${number}: ` : "");
  if (!follow || !number) return;
  if (marks.length) reveal(marks[0]);
  else if (await sections.show(side().dataset.section)) show(number, { follow: side().dataset.claim === number });
}

/** Make a claim's marks the open ones. @returns {Element[] | NodeList} */
function light(number) {
  for (const mark of text().querySelectorAll("mark.is-active")) {
    mark.classList.remove("is-active");
    mark.removeAttribute("aria-details");
  }
  const marks = number ? text().querySelectorAll(`mark[data-c~="${number}"]`) : [];
  for (const mark of marks) mark.classList.add("is-active");
  if (marks.length && document.getElementById(`card-${number}`)) marks[0].setAttribute("aria-details", `card-${number}`);
  return marks;
}

/**
 * Scroll only if the words are hidden: by an edge of the window, the bars, or the panel on a phone. Sections far away
 * have a guessed height until they are drawn, so the first leap may miss: look again once it is drawn.
 */
function reveal(mark, leaps = 4) {
  const rect = mark.getBoundingClientRect();
  const sheet = getComputedStyle(side()).position === "fixed" ? side().getBoundingClientRect().top : innerHeight;
  if (!mark.isConnected || (rect.top >= 104 && rect.bottom <= sheet - 16)) return;
  scrollBy({ top: rect.top - 104 - (sheet - 104) / 3, behavior: "instant" });
  if (leaps > 1) requestAnimationFrame(() => requestAnimationFrame(() => reveal(mark, leaps - 1)));
}

function onMark(event) {
  event.preventDefault();
  mark();
}

function mark() {
  const quote = caret.chosen() ?? selection.chosen();
  caret.stop();
  selection.clear();
  marking.open(quote ? [quote] : []);
}

function keys() {
  const GROUP = "Claims";
  if (document.querySelector("[data-mark-open]")) register({ key: "n", label: "Mark the selected words", group: GROUP, run: mark });
  for (const [key, way, word] of [["j", "after", "Next claim"], ["k", "before", "Previous claim"]]) {
    register({ key, label: word, group: GROUP, run: () => go(way) });
    register({ key: key.toUpperCase(), label: `${word} that is unchecked`, group: GROUP, run: () => go(`${way}-unchecked`) });
  }
  register({ key: "o", label: "Which of several claims", group: GROUP, run: overlap });
  register({ key: "/", label: "Filter the claims", group: GROUP, run: filter });
  register({ key: "Escape", label: "Back out", group: GROUP, anywhere: true, run: back });
}

/** Follow the panel's own link; with no claim open, begin at the first mark on the screen. */
function go(way) {
  const link = side().querySelector(`[data-go="${way}"]`);
  if (link) {
    visit(link.href, { region: side() });
    return true;
  }
  if (side().dataset.claim) return true;
  const ticks = [...text().querySelectorAll("mark[data-tick]")];
  const first = ticks.find((one) => one.getBoundingClientRect().top > 100) ?? ticks[0];
  if (first) visit(`${main().dataset.article}/claims/${first.dataset.c.split(" ")[0]}`, { region: side() });
  return true;
}

function overlap() {
  const stacked = text().querySelector('mark.is-active[data-c*=" "]');
  if (stacked) chooser.open(stacked);
  return Boolean(stacked);
}

async function filter() {
  if (!document.getElementById("claims-q")) {
    const claim = side().dataset.claim;
    await visit(`${main().dataset.article}${claim ? `/claims/${claim}` : ""}?tab=claims`, { region: side() });
  }
  document.getElementById("claims-q")?.focus();
}

/** Chooser, then caret, then panel, then selection. */
function back(event) {
  if (chooser.close() || caret.stop()) return true;
  if (side().contains(event.target) || event.target.closest?.(".subbar")) {
    text().focus({ preventScroll: true });
    return true;
  }
  return selection.clear();
}

/** Reading without marks. */
function startSwitch() {
  const button = document.querySelector("[data-marks-switch]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const off = document.body.classList.toggle("marks-off");
    button.setAttribute("aria-pressed", String(!off));
  });
}
