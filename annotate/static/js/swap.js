// Replaces elements by id and leaves the person where they were: focus, caret, scroll, article selection, and whatever
// was typed after the form had been sent.

import { select, selectionOf } from "./offsets.js";

/** @type {WeakMap<Element, string>} what each text field held when its form was sent */
const sent = new WeakMap();

/** Remember what is being sent, so that words typed while it is under way survive the answer. */
export function sending(form) {
  for (const field of textFields(form)) sent.set(field, field.value);
}

/**
 * Swap in elements. One whose id is not on the page is appended to the element named by its data-into, or dropped.
 * @param {string} html elements with ids, side by side; scripts never run
 * @param {{refused?: boolean}} [options] refused: focus goes to the error summary, [data-errors]
 * @returns {Element[]} the new elements
 */
export function swap(html, { refused = false } = {}) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const script of template.content.querySelectorAll("script")) script.remove();
  const place = remember();
  const elements = [];
  for (const element of [...template.content.children]) {
    if (replace(element)) elements.push(element);
  }
  if (elements.length) restore(place, elements, refused);
  return elements;
}

function replace(element) {
  const old = element.id && document.getElementById(element.id);
  if (!old) {
    document.getElementById(element.dataset.into ?? "")?.append(element);
    return element.isConnected;
  }
  const scrolled = scrolls(old);
  const typed = typedSince(old);
  old.replaceWith(element);
  for (const [id, top] of scrolled) document.getElementById(id)?.scrollTo({ top, behavior: "instant" });
  for (const late of typed) retype(late);
  return true;
}

function remember() {
  const active = document.activeElement;
  const article = document.getElementById("text");
  return {
    element: active,
    id: active?.id,
    caret: caretOf(active),
    article,
    selection: article && selectionOf(article),
  };
}

function restore(place, elements, refused) {
  const article = document.getElementById("text");
  if (place.selection && article && !selectionOf(article)) select(article, place.selection);
  const told = find(elements, refused ? "[data-errors]" : "[data-focus]");
  if (told) {
    focus(told);
    return;
  }
  if (place.element?.isConnected) return;
  const same = place.id && document.getElementById(place.id);
  focus(same || elements.find((element) => element.matches("form, section, aside, div, li, tr")) || elements[0]);
  if (same && place.caret) same.setSelectionRange(...place.caret);
}

function find(elements, selector) {
  for (const element of elements) {
    const found = element.matches(selector) ? element : element.querySelector(selector);
    if (found) return found;
  }
  return null;
}

function focus(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus();
}

function caretOf(element) {
  try {
    return element?.selectionStart == null ? null : [element.selectionStart, element.selectionEnd];
  } catch {
    return null; // e-mail and number fields have no caret to ask for
  }
}

/** Scrolled places inside `root`, by id. */
function scrolls(root) {
  return [root, ...root.querySelectorAll("[id]")].filter((e) => e.id && e.scrollTop > 0).map((e) => [e.id, e.scrollTop]);
}

/** Text fields inside `root` that were sent and have been typed in since. */
function typedSince(root) {
  return [...root.querySelectorAll("form"), root]
    .filter((form) => form.matches("form"))
    .flatMap((form) => textFields(form).filter((field) => sent.has(field) && sent.get(field) !== field.value))
    .map((field) => ({ id: field.id, value: field.value, action: field.form.getAttribute("action") }));
}

/** Only into the same form: after a save the panel may show another claim, whose fields have the same ids. */
function retype({ id, value, action }) {
  const field = id && document.getElementById(id);
  if (field?.form?.getAttribute("action") === action) field.value = value;
}

function textFields(form) {
  return [...form.elements].filter((field) => field.id && "selectionStart" in field && field.type !== "hidden");
}
