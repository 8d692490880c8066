// Which of several claims on the same words: a click opens the list, shortest first.

import { swap } from "./swap.js";
import { visit } from "./fragments.js";

const article = () => document.getElementById("main").dataset.article;
const box = () => document.getElementById("chooser");

/** Watch clicks on marks. */
export function start() {
  const text = document.getElementById("text");
  text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark.seg");
    if (!mark || !document.getSelection().isCollapsed) return;
    open(mark, event.clientX, event.clientY);
  });
  document.addEventListener("pointerdown", (event) => {
    if (box() && !box().contains(event.target)) close();
  });
  document.addEventListener("keydown", onKey);
}

/** Open the claim of a mark, or the list of its claims. @param {Element} mark @param {number} [x] @param {number} [y] */
export async function open(mark, x, y) {
  const numbers = mark.dataset.c.split(" ");
  if (numbers.length === 1) {
    visit(`${article()}/claims/${numbers[0]}`, { region: document.getElementById("panel") });
    return;
  }
  const response = await fetch(`${article()}/chooser?claims=${numbers.join(",")}`, { headers: { "X-Fragment": "1" } });
  if (!response.ok) return;
  close();
  swap(await response.text());
  const rect = mark.getClientRects()[0];
  place(x ?? rect.left, (y ?? rect.bottom) + 12);
  box()?.querySelector("a")?.focus({ preventScroll: true });
}

/** @returns {boolean} whether it was open */
export function close() {
  const there = box();
  const inside = there?.contains(document.activeElement);
  there?.remove();
  if (inside) document.getElementById("text").focus({ preventScroll: true });
  return Boolean(there);
}

function place(x, y) {
  const there = box();
  if (!there) return;
  const left = Math.min(Math.max(x - 40, 8), innerWidth - there.offsetWidth - 8);
  const top = Math.min(y, innerHeight - there.offsetHeight - 8);
  there.style.left = `${left}px`;
  there.style.top = `${Math.max(top, 8)}px`;
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !box()?.contains(document.activeElement)) return;
  event.preventDefault();
  const links = [...box().querySelectorAll("a")];
  links[(links.indexOf(document.activeElement) + step + links.length) % links.length].focus();
}
