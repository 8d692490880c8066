// Buttons marked data-copy="id" put the text of that element on the clipboard. Without a clipboard they stay hidden.

import { announce, toast } from "./toast.js";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
  }
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    announce("Copied.");
    toast("Copied.", { seconds: 3 });
  } catch {
    // Refused by the browser: mark it, so that one key copies it.
    getSelection().selectAllChildren(element);
  }
}
