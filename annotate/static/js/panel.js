// The panel's own keys and buttons. Its forms are sent by fragments.js and work without any of this.

import { visit } from "./fragments.js";
import { register } from "./keys.js";
import { announce } from "./toast.js";

const panel = () => document.getElementById("panel");
const form = () => panel().querySelector("form[data-claim-form]");
const GROUP = "The open claim";

/** Wire keys and buttons. */
export function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("annotate:sent", (event) => {
    // Whatever was done last can be undone, and nothing else.
    if (event.target.isConnected) document.getElementById("toast-undo")?.remove();
  });
  for (let n = 1; n <= 9; n++) register({ key: String(n), label: `Status ${n}`, group: GROUP, run: () => status(n) });
  register({ key: "t", label: "Claim type", group: GROUP, run: () => focus("type") });
  register({ key: "e", label: "Add a citation", group: GROUP, run: cite });
  register({ key: "Ctrl+Enter", label: "Save", group: GROUP, run: save });
  register({ key: "Ctrl+z", label: "Undo the last change", group: GROUP, run: undo });
}

/** Whether something in the claim's form is not saved. */
export function dirty() {
  const own = form();
  return Boolean(own) && (Boolean(own.dataset.draftAt) || [...own.elements].some(changed));
}

function changed(field) {
  if (!field.name || ["hidden", "submit", "button"].includes(field.type)) return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.value !== field.defaultValue;
}

/** Choose a status; it is saved at once if there is nothing else to be saved. */
function status(n) {
  const radio = form()?.querySelectorAll('input[name="status"]')[n - 1];
  if (!radio) return false;
  if (radio.matches(":disabled")) {
    announce(panel().querySelector(".foot__why")?.textContent ?? "This claim cannot be changed now.");
    return true;
  }
  if (radio.checked) return true;
  const alone = !dirty();
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (alone) form().requestSubmit(document.getElementById("claim-save"));
  else announce(`${radio.labels[0].textContent.trim()} is chosen, not saved yet.`);
  return true;
}

function cite() {
  const link = document.getElementById("cite-add");
  link?.click();
  return Boolean(link) || focus("find");
}

function save(event) {
  const near = event.target.closest?.("#panel form") ?? event.target.form;
  // The steppers’ form says nothing without one of its buttons: beside them the claim itself is saved.
  const own = (near?.id === "place-form" ? null : near) ?? form() ?? document.getElementById("mark-form");
  if (!own) return false;
  own.requestSubmit(own.matches("[data-claim-form]") ? document.getElementById("claim-save") : undefined);
  return true;
}

/** Text fields keep their own undo. */
function undo(event) {
  if (event.target.matches?.("input, textarea, select")) return false;
  const button = document.querySelector("#toast-undo button");
  button?.click();
  return Boolean(button);
}

function focus(id) {
  const field = document.getElementById(id);
  if (!field || !panel().contains(field)) return false;
  field.focus();
  return true;
}

function onClick(event) {
  const part = event.target.closest?.("a[data-part]");
  if (part && event.button === 0 && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    visit(part.href, { push: false, region: document.getElementById(part.dataset.region) });
  }
  if (event.target.closest?.("[data-grip]")) grip();
}

/** On a phone the panel has three heights. */
function grip() {
  const next = { "": "high", high: "low", low: "" }[panel().dataset.size ?? ""];
  if (next) panel().dataset.size = next;
  else panel().removeAttribute("data-size");
  announce({ "": "Half height", high: "Full height", low: "Low" }[next]);
}
