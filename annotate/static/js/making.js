// The page of a file that is being made looks again by itself, and takes the file as soon as it is there. What is said is
// announced once it changes; the seconds that pass are not.

import { swap } from "./swap.js";
import { announce } from "./toast.js";

const PAUSE = 1000;

later();

/** Nothing to wait for: the page came with the file, or with an error. */
function later() {
  if (document.querySelector("[data-making]")) setTimeout(look, PAUSE);
}

async function look() {
  try {
    const response = await fetch(location.href, { headers: { "X-Fragment": "1" }, cache: "no-store" });
    const html = await response.text();
    if (/id="making"/.test(html)) swap(html);
    else location.reload(); // signed out meanwhile, or the edition is gone: the page says so
    announce(document.querySelector("#making [data-said]")?.textContent.trim());
  } catch {
    // no line: the next look finds out
  }
  const ready = document.querySelector("#making [data-ready]");
  if (ready) ready.click(); // a link, or the button of a form where taking it is recorded
  else later();
}
