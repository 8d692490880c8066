// Keeps half-filled forms marked data-draft="key". Every keystroke goes to sessionStorage at once, and to the server
// 800 ms after the last one, or when the page is left: POST /drafts with csrf_token, form (the key) and data (JSON,
// field name -> value or list of values; empty: forget it).
//
// The server writes what it has kept into the form and says when it was typed: data-draft-at="2026-11-23T14:41:05.123Z".
// The copy in sessionStorage wins where it is newer.

const PAUSE = 800;
const PREFIX = "annotate.draft.";
const NEVER = new Set(["csrf_token"]);

/** @type {Map<HTMLFormElement, number>} timers of forms with words the server does not have yet */
const waiting = new Map();
const known = new WeakSet();
/** @type {Map<string, Promise<void>>} the last message to the server about a draft, by key */
const told = new Map();

/** Watch every form of the page, and those that are swapped in later. */
export function start() {
  look();
  document.addEventListener("annotate:swap", look);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("submit", (event) => onSubmit(event.target));
  document.addEventListener("annotate:sent", (event) => onSent(event.target));
  document.addEventListener("annotate:kept", (event) => keep(event.target));
  window.addEventListener("pagehide", () => [...waiting.keys()].forEach((form) => deliver(form, true)));
}

/** Bring back what was typed into forms that have not been looked at yet. */
function look() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (known.has(form)) continue;
    known.add(form);
    revive(form);
  }
}

function revive(form) {
  const copy = read(form);
  const onServer = form.dataset.draftAt ?? "";
  if (copy?.submitted && !onServer) {
    // It was sent, and the server has no draft left: it was accepted.
    sessionStorage.removeItem(keyOf(form));
    return;
  }
  const newer = copy && copy.at > onServer && !form.querySelector("[data-errors]");
  if (newer) fill(form, copy.data);
  const at = newer ? copy.at : onServer;
  if (at) form.prepend(notice(form, at));
}

function onInput(event) {
  const form = event.target.form;
  if (!form?.matches?.("[data-draft]")) return;
  keep(form);
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => deliver(form, false), PAUSE));
}

/** A native submit leaves the page: a late draft must not overtake it, and its copy stays until the answer is known. */
function onSubmit(form) {
  if (!form.matches("[data-draft]")) return;
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  if (!form.matches("[data-swap]")) write(form, { submitted: true });
}

function keep(form) {
  if (form.matches("[data-draft]")) write(form, {});
}

/** Accepted: nothing is unsaved any more, here or on the server. */
function onSent(form) {
  if (!form.matches("[data-draft]")) return;
  forget(form);
  if (told.has(form.dataset.draft) || form.dataset.draftAt) post(form, "", false);
}

function forget(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  sessionStorage.removeItem(keyOf(form));
  form.querySelector("[data-draft-notice]")?.remove();
}

/** @returns {Promise<void>} settles when the server has it or cannot be reached; the copy here stays either way */
function deliver(form, leaving) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  return post(form, JSON.stringify(valuesOf(form)), leaving);
}

/** One message at a time for each draft, so that "forget it" never arrives before the words it is about. */
function post(form, data, keepalive) {
  const key = form.dataset.draft;
  // A page that is being left waits for nothing.
  const sent = keepalive ? request(form, data, true) : Promise.resolve(told.get(key)).then(() => request(form, data, false));
  told.set(key, sent);
  return sent;
}

async function request(form, data, keepalive) {
  const token = form.elements.namedItem("csrf_token")?.value ?? "";
  const body = new URLSearchParams({ csrf_token: token, form: form.dataset.draft, data });
  try {
    await fetch(`${document.documentElement.dataset.root ?? ""}/drafts`, { method: "POST", body, keepalive });
  } catch {
    // Offline, or more than the 64 KiB a keepalive request may carry: the copy in sessionStorage remains.
  }
}

/** @param {HTMLFormElement} form @returns {Record<string, string | string[]>} */
export function valuesOf(form) {
  const values = {};
  const fields = [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && worthKeeping(field));
  for (const field of fields) {
    if (field.type === "checkbox") values[field.name] = [...[values[field.name] ?? []].flat(), ...(field.checked ? [field.value] : [])];
    else if (field.type === "radio") values[field.name] = field.checked ? field.value : (values[field.name] ?? "");
    else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else values[field.name] = field.value;
  }
  return values;
}

/** `rev` travels along: text written on an older version must meet the check that shows both versions. */
function worthKeeping(field) {
  if (field.type === "hidden") return field.name === "rev";
  return !["password", "file", "submit", "button", "reset", "fieldset"].includes(field.type);
}

/** @param {HTMLFormElement} form @param {Record<string, string | string[]>} values */
export function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || !(field.name in values) || !worthKeeping(field)) continue;
    const value = values[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = [value].flat().includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

function notice(form, at) {
  const box = document.createElement("div");
  box.className = "notice notice--accent";
  box.dataset.draftNotice = "";
  const words = document.createElement("p");
  words.className = "notice__wide";
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(new Date(at));
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn--small";
  discard.textContent = "Discard";
  discard.addEventListener("click", () => drop(form));
  words.append("Unsaved input of ", time, " is back. ", discard);
  box.append(words);
  return box;
}

async function drop(form) {
  forget(form);
  await post(form, "", false);
  // What the server had kept is in the form's own markup; only a new page has the saved values.
  if (form.dataset.draftAt) location.reload();
  else form.reset();
}

function keyOf(form) {
  return PREFIX + form.dataset.draft;
}

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)));
  } catch {
    return null;
  }
}

function write(form, more) {
  const copy = { at: new Date().toISOString(), data: valuesOf(form), ...more };
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(copy));
  } catch {
    // Storage is full or forbidden: the server's copy, 800 ms later, has to do.
  }
}
