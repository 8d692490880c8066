// Changes parts of the page without loading it anew. Every form and link marked data-swap works without this module as
// an ordinary POST and redirect; with it, the server answers `X-Fragment: 1` with elements that replace their namesakes.
//
// Events, all bubbling:
//   annotate:swap  on document, after a swap; detail.elements: the new elements
//   annotate:sent  on the form, before the swap, when the server accepted it
//   annotate:kept  on the form, when it was not accepted or not delivered: its text must not be lost

import { announce, toast } from "./toast.js";
import { sending as keepTyped, swap } from "./swap.js";

const NO_LINE = "no connection";
const BROKEN = "something broke on the server";

/** @type {AbortController | null} the GET that is under way; a newer one takes its place */
let current = null;
/** @type {WeakSet<HTMLFormElement>} forms on their way: a second Enter sends nothing */
const sending = new WeakSet();

/** Listen for submits, clicks and the Back button. */
export function start() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", (event) => {
    if (event.state?.swap) visit(location.href, { push: false });
  });
}

/**
 * Fetch an address and swap in what comes; a newer visit aborts this one.
 * @param {string} url @param {{push?: boolean, region?: Element | null}} [options]
 */
export async function visit(url, { push = true, region = null } = {}) {
  current?.abort();
  const own = (current = new AbortController());
  const done = busy(region);
  try {
    const response = await fetch(url, { headers: { "X-Fragment": "1" }, cache: "no-store", signal: own.signal });
    if (push && response.ok) remember(url);
    await receive(response, null);
  } catch (error) {
    if (error.name === "AbortError") return;
    failed("Not loaded", NO_LINE, () => visit(url, { push, region }));
  } finally {
    done();
  }
}

/**
 * Send a form and swap in what comes.
 * @param {HTMLFormElement} form @param {HTMLElement | null} [submitter]
 */
export async function send(form, submitter = null) {
  if (sending.has(form)) return;
  sending.add(form);
  keepTyped(form);
  const done = busy(regionOf(form), submitter);
  try {
    const response = await fetch(actionOf(form, submitter), {
      method: "POST",
      headers: { "X-Fragment": "1" },
      body: bodyOf(form, submitter),
    });
    form.dispatchEvent(new CustomEvent(response.ok ? "annotate:sent" : "annotate:kept", { bubbles: true }));
    await receive(response, form, () => send(form, submitter));
  } catch {
    form.dispatchEvent(new CustomEvent("annotate:kept", { bubbles: true }));
    failed("Not saved", `${NO_LINE}. Your text is kept`, () => send(form, submitter));
  } finally {
    sending.delete(form);
    done();
  }
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-swap]")) return;
  event.preventDefault();
  if (methodOf(form, event.submitter) === "post") {
    send(form, event.submitter);
    return;
  }
  const url = new URL(actionOf(form, event.submitter), location.href);
  url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
  visit(url.href, { region: regionOf(form) });
}

function onClick(event) {
  const link = event.target.closest?.("a[data-swap]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  event.preventDefault();
  visit(link.href, { region: regionOf(link) });
}

/** Deal with any answer: go elsewhere, swap, or say why not. */
async function receive(response, form, again = null) {
  const elsewhere = response.headers.get("X-Location");
  if (response.status === 401 || elsewhere) {
    // Without an address the page itself is asked for again, and the server leads to the sign-in and back.
    location.assign(elsewhere ?? location.href);
    return;
  }
  const html = await response.text();
  if (/^\s*(<!doctype|<html)/i.test(html)) {
    whole(response, html, form, again);
  } else {
    put(response, html);
  }
}

function put(response, html) {
  const elements = swap(html, { refused: !response.ok });
  announce(decode(response.headers.get("X-Announce")));
  document.dispatchEvent(new CustomEvent("annotate:swap", { detail: { elements } }));
}

/**
 * A whole page came. All is well: go there. It is the form again with its errors: take its main part. Else say its
 * message, and leave the page with the typed text alone.
 */
function whole(response, html, form, again) {
  if (response.ok) {
    location.assign(response.url);
    return;
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  if (page.querySelector("#main [data-errors]")) {
    put(response, page.getElementById("main").outerHTML);
    return;
  }
  const message = page.querySelector(".refusal__message")?.textContent.trim();
  const lost = form ? "Not saved" : "Not loaded";
  if (message) toast(`${lost}: ${message}`, { error: true });
  else failed(lost, form ? `${BROKEN}. Your text is kept` : BROKEN, again ?? (() => location.reload()));
}

function failed(what, why, again) {
  toast(`${what}: ${why}.`, { error: true, action: { label: "Try again", run: again } });
}

/** Mark a region and a button as busy; the answer undoes it. The button keeps focus and width. */
function busy(region, button = null) {
  region?.setAttribute("aria-busy", "true");
  const label = button ? [...button.childNodes] : [];
  if (button) {
    button.style.minInlineSize = `${button.offsetWidth}px`;
    button.setAttribute("aria-busy", "true");
    if (button.textContent.trim()) button.replaceChildren(button.dataset.busy ?? "Saving…");
  }
  return () => {
    region?.removeAttribute("aria-busy");
    if (!button) return;
    button.removeAttribute("aria-busy");
    button.style.minInlineSize = "";
    button.replaceChildren(...label);
  };
}

/** The part that will change: named by data-region on the form or link, else the nearest element with an id. */
function regionOf(element) {
  return document.getElementById(element.dataset.region ?? "") ?? element.closest("[id]");
}

/** Attributes, not properties: a field named "action" would hide the property. */
function methodOf(form, submitter) {
  return (submitter?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get").toLowerCase();
}

function actionOf(form, submitter) {
  return submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
}

/** Urlencoded where there is no file: a multipart body turns every line feed into CR LF. */
function bodyOf(form, submitter) {
  const data = new FormData(form, submitter);
  return form.getAttribute("enctype") === "multipart/form-data" ? data : new URLSearchParams(data);
}

function remember(url) {
  history.replaceState({ swap: true }, "");
  history.pushState({ swap: true }, "", url);
}

/** X-Announce is percent-encoded UTF-8, as headers hold Latin-1 only. */
function decode(text) {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return text;
  }
}
