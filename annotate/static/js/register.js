// The account page: asks the server for an offer, the browser for a passkey, and sends the form with what came.

import { able, explain, make, say } from "./passkey.js";

const form = document.getElementById("passkey-form");
const button = document.getElementById("passkey-make");
const PROBLEM = "passkey-problem";

if (form && able) {
  button.disabled = false;
  form.addEventListener("submit", onSubmit);
} else if (form) {
  say(PROBLEM, "This browser knows no passkeys. Use a newer one, or another device.");
}

async function onSubmit(event) {
  const credential = form.elements.namedItem("credential");
  if (credential.value) return; // made a moment ago: now the form itself goes out
  event.preventDefault();
  event.stopPropagation();
  say(PROBLEM, "");
  button.setAttribute("aria-busy", "true");
  try {
    const offer = await ask();
    if (offer) {
      credential.value = await make(offer);
      form.requestSubmit(button);
    }
  } catch (error) {
    say(PROBLEM, `No passkey was registered. ${error instanceof TypeError ? "There is no connection to the desk." : explain(error)}`);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** @returns {Promise<object | null>} what the browser needs; null if the server refused, which is shown */
async function ask() {
  const answer = await fetch(form.dataset.offer, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } });
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok && said) return said;
  say(PROBLEM, said?.message ?? "The desk did not answer as it should. Load the page anew.");
  form.elements.namedItem(said?.field || "name")?.focus();
  return null;
}
