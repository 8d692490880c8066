// Keyboard shortcuts in one list. Single characters work only while the focus is in the article, in a list or nowhere,
// never while somebody types (WCAG 2.2, 2.1.4), and can be switched off. Combinations with Ctrl work in fields as well.

const OFF = "annotate.keys";

/** @typedef {{key: string, label: string, run: (event: KeyboardEvent) => unknown, group?: string, anywhere?: boolean}} Shortcut */

/** @type {Map<string, Shortcut>} */
const shortcuts = new Map();

/**
 * Add a shortcut; the same key again replaces it.
 * @param {Shortcut} shortcut key: "j", "J" (with Shift), "1", "?", "Escape", "Ctrl+Enter", "Ctrl+z"; label: what it does,
 *   for the help; group: heading in the help; anywhere: also while typing (always so for Ctrl). `run` may return false
 *   to let the browser have the key.
 * @returns {() => void} takes it away again
 */
export function register(shortcut) {
  shortcuts.set(shortcut.key, shortcut);
  return () => {
    if (shortcuts.get(shortcut.key) === shortcut) shortcuts.delete(shortcut.key);
  };
}

/** @returns {boolean} whether single characters are switched on */
export function enabled() {
  return localStorage.getItem(OFF) !== "off";
}

/** @param {boolean} on */
export function enable(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "off");
}

/** Listen, and show the help button. */
export function start() {
  document.addEventListener("keydown", onKey);
  register({ key: "?", label: "Show this list", group: "Everywhere", run: help });
  register({ key: "/", label: "Search or filter", group: "Everywhere", run: search });
  for (const button of document.querySelectorAll("[data-keys-help]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const shortcut = shortcuts.get(nameOf(event));
  if (!shortcut || !allowed(event, shortcut)) return;
  if (shortcut.run(event) !== false) event.preventDefault();
}

function nameOf(event) {
  if (event.altKey) return "";
  return event.ctrlKey || event.metaKey ? `Ctrl+${event.key}` : event.key;
}

function allowed(event, { key, anywhere }) {
  // An open dialog has its own keys, Escape first of all.
  if (document.querySelector("dialog:modal")) return false;
  if (anywhere || key.startsWith("Ctrl+")) return true;
  if ([...key].length === 1 && !enabled()) return false;
  return quiet(event.target);
}

/** Whether no typing can be meant by a key that arrives at `target`. */
function quiet(target) {
  if (target === document.body || target === document.documentElement) return true;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], dialog")) return false;
  return Boolean(target.closest("#text, #main:focus, .list, .rail, .table, [data-keys]"));
}

function search() {
  const field = document.querySelector("[data-keys-filter]") ?? document.getElementById("q");
  if (!field || field.offsetParent === null) return false;
  field.focus();
}

/** Show what is registered now, by group, with the off switch. */
export function help() {
  document.getElementById("keys-help")?.remove();
  const dialog = make("dialog", "dialog", head(), body());
  dialog.id = "keys-help";
  dialog.setAttribute("aria-labelledby", "keys-help-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function head() {
  const title = make("h2", "", "Keyboard shortcuts");
  title.id = "keys-help-title";
  const close = make("button", "btn btn--small", "Close");
  const form = make("form", "", close);
  form.method = "dialog";
  return make("div", "dialog__head", title, form);
}

function body() {
  const groups = grouped();
  const parts = [...groups].map(([name, list]) => make("section", "part", make("h3", "", name), keyList(list)));
  const box = make("input", "");
  box.type = "checkbox";
  box.id = "keys-on";
  box.checked = enabled();
  box.addEventListener("change", () => enable(box.checked));
  const label = make("label", "", "Use single keys");
  label.htmlFor = box.id;
  return make("div", "dialog__body", ...parts, make("div", "check", box, label));
}

function keyList(list) {
  const rows = list.flatMap(({ key, label }) => [make("dt", "", ...caps(key)), make("dd", "", label)]);
  return make("dl", "facts", ...rows);
}

/** "J" is shown as Shift and j, "Ctrl+Enter" as two keys. */
function caps(key) {
  const parts = key.length > 1 ? key.split("+") : /[A-Z]/.test(key) ? ["Shift", key.toLowerCase()] : [key];
  return parts.flatMap((part) => [make("kbd", "", part), " "]);
}

function groupOf({ group }) {
  return group ?? "This page";
}

function grouped() {
  const groups = new Map();
  for (const one of shortcuts.values()) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
  return groups;
}

function make(name, css, ...children) {
  const element = document.createElement(name);
  if (css) element.className = css;
  element.append(...children);
  return element;
}
