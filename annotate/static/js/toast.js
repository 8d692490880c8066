// Short messages at the foot of the page, for what can be undone or tried again. They leave by themselves after ten
// seconds, but never while somebody points at them or has the focus in them.

const SECONDS = 10;

/** Say a sentence to screen readers. @param {string} text */
export function announce(text) {
  const live = document.getElementById("live");
  if (!live || !text) return;
  // The same sentence twice is heard twice only if the region was empty in between.
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}

/**
 * Show a message.
 * @param {string} text
 * @param {{action?: {label: string, run: () => void}, error?: boolean, seconds?: number}} [options]
 *   error messages stay until they are dealt with
 * @returns {HTMLElement}
 */
export function toast(text, { action, error = false, seconds = SECONDS } = {}) {
  const box = document.createElement("p");
  box.className = error ? "toast toast--error" : "toast";
  box.append(text);
  box.append(" ", button(action?.label ?? "Close", () => {
    box.remove();
    action?.run();
  }));
  document.getElementById("toasts").append(box);
  announce(text);
  if (!error) expire(box, seconds);
  return box;
}

/** Give a life of ten seconds to the toasts the server sent: `<form class="toast" data-toast>` inside #toasts. */
export function adopt() {
  for (const box of document.querySelectorAll("#toasts > [data-toast]:not([data-adopted])")) {
    box.dataset.adopted = "";
    expire(box, SECONDS);
  }
}

function button(label, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--small";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

/** Remove `box` after `seconds` in which it was neither pointed at nor focused. */
function expire(box, seconds) {
  let left = seconds * 1000;
  let since = performance.now();
  let timer = setTimeout(() => box.remove(), left);
  const pause = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const resume = () => {
    if (box.matches(":hover, :focus-within")) return;
    clearTimeout(timer);
    since = performance.now();
    timer = setTimeout(() => box.remove(), Math.max(left, 1000));
  };
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, pause);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, () => setTimeout(resume));
}
