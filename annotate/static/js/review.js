// Keys of the review page: j and k go on in the queue, a and r decide. Both decisions ask once more; Enter confirms.

import { register } from "./keys.js";
import { announce } from "./toast.js";

const GROUP = "Review";
const form = document.getElementById("decision");

for (const [key, label] of [["j", "Next in the queue"], ["k", "Previous in the queue"]]) {
  const link = document.querySelector(`a[data-key="${key}"]`);
  if (link) register({ key, label, group: GROUP, run: () => link.click() });
}
decision("a", "approve", "Approve", () => `Approve claim ${form.dataset.claim} as “${form.dataset.status}”?`);
decision("r", "return", "Return with the comment", () => `Return claim ${form.dataset.claim}?`);

/** @param {string} key @param {string} id of the button @param {string} label @param {() => string} question */
function decision(key, id, label, question) {
  const button = document.getElementById(id);
  if (button) register({ key, label, group: GROUP, run: () => decide(button, question()) });
}

function decide(button, question) {
  const comment = form.elements.namedItem("comment");
  if (button.disabled) {
    announce(document.getElementById("why-not")?.textContent ?? "");
    return;
  }
  if (button.value === "return" && !comment.value.trim()) {
    announce("Say in a comment what is missing or wrong.");
    comment.focus();
    return;
  }
  confirm(question, button);
}

/** A dialog whose first button has the focus, so that Enter confirms and Escape leaves. */
function confirm(question, button) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  const title = Object.assign(document.createElement("h2"), { id: "confirm-title", className: "dialog__title", textContent: question });
  const yes = make(button.value === "return" ? "Return claim" : "Approve claim", "btn btn--primary", () => form.requestSubmit(button));
  const no = make("Cancel", "btn", () => {});
  const head = Object.assign(document.createElement("div"), { className: "dialog__head" });
  const foot = Object.assign(document.createElement("div"), { className: "dialog__foot" });
  head.append(title);
  foot.append(no, yes);
  dialog.append(head, foot);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();

  function make(text, css, run) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: css, textContent: text });
    made.addEventListener("click", () => {
      dialog.close();
      run();
    });
    return made;
  }
}
