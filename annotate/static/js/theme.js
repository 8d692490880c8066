// Light, dark or as the system has it. The choice is a cookie, so that the server draws the page in it from the start.

const YEAR = 31536000;

/** @returns {"light" | "dark" | "system"} */
export function theme() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {"light" | "dark" | "system"} choice */
export function choose(choice) {
  const root = document.documentElement;
  const fixed = choice === "light" || choice === "dark";
  if (fixed) root.dataset.theme = choice;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = fixed ? YEAR : 0;
  document.cookie = `theme=${fixed ? choice : ""}; path=${root.dataset.root || "/"}; max-age=${age}; samesite=lax${secure}`;
  show();
}

/** Wire the buttons marked data-theme-choice="light", "dark" or "system". */
export function start() {
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
}

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme()));
  }
}
