// The page: takes what a reader hands in, checks it, says how far it is and what came of it.

import { hex, sha256 } from "./bytes.js";
import { sorted, textOf } from "./inputs.js";
import { draw } from "./result.js";
import { verify } from "./verify.js";
import { grouped } from "./words.js";
import { MOST } from "./zip.js";

const part = (id) => document.getElementById(id);
/** The file to check, and the number of the check that counts: what an earlier one finds is of no interest any more. */
const state = { bundle: null, run: 0 };

/** For those who want to check many, from the browser’s console: `await verifyBundle(bytes, { key })`. */
globalThis.verifyBundle = verify;

part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
part("form").addEventListener("input", forget);
part("bundle").addEventListener("change", ({ target }) => take([...target.files]));
for (const input of document.querySelectorAll("[data-into]")) input.addEventListener("change", onText);
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) event.preventDefault();
  take(files);
});
dropping();
part("save").hidden = location.protocol === "file:";

/** The whole page takes what is dropped: next to the target is no reason to leave the page for a file. */
function dropping() {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("is-over");
    take([...event.dataTransfer.files]);
  });
}

/** A result stands only for what it was computed from. */
function forget() {
  state.run += 1;
  part("result").hidden = true;
  part("work").hidden = true;
  part("problem").hidden = true;
  part("go").removeAttribute("aria-disabled");
}

async function take(files) {
  if (!files.length) return;
  forget();
  const { bundle, key, witnesses, since, problem } = await sorted(files);
  if (key) part("key").value = key;
  if (witnesses) part("witnesses").value = [...linesOf("witnesses"), ...witnesses].join("\n");
  if (since) part("since").value = since;
  if (witnesses || since) part("more").open = true;
  if (bundle) hold(bundle);
  if (problem) complain(problem);
  else if (state.bundle) await check();
}

/** The field says which bundle it is, however it came. */
function hold(bundle) {
  const held = new DataTransfer();
  held.items.add(bundle);
  part("bundle").files = held.files;
  state.bundle = bundle;
}

async function onText({ target }) {
  const texts = await Promise.all([...target.files].map(textOf));
  const field = part(target.dataset.into);
  const before = target.multiple ? linesOf(field.id) : [];
  field.value = [...before, ...texts].join("\n");
  target.value = "";
  if (state.bundle) await check();
  else field.focus();
}

const linesOf = (id) => part(id).value.split("\n").map((line) => line.trim()).filter(Boolean);

function complain(problem) {
  part("problem").textContent = problem;
  part("problem").hidden = false;
  part("live").textContent = problem;
}

async function check() {
  const { bundle } = state;
  forget();
  const run = state.run;
  if (!bundle) {
    complain("Choose a bundle first: the .zip file from the page of the report.");
    part("bundle").focus();
    return;
  }
  if (bundle.size > MOST) {
    complain(`${bundle.name} has ${grouped(bundle.size)} bytes; ${grouped(MOST)} are the most that is read.`);
    return;
  }
  part("go").setAttribute("aria-disabled", "true");
  try {
    await checked(bundle, run);
  } catch {
    if (run === state.run) complain(`${bundle.name} could not be read. Choose it again.`);
  } finally {
    if (run === state.run) part("work").hidden = true;
    if (run === state.run) part("go").removeAttribute("aria-disabled");
  }
}

async function checked(bundle, run) {
  const bytes = new Uint8Array(await bundle.arrayBuffer());
  const progress = (step, done, of) => advance(run, step, done, of);
  const given = { key: part("key").value.trim(), witnesses: linesOf("witnesses"), since: part("since").value };
  const result = await verify(bytes, { ...given, progress });
  const hash = crypto.subtle ? hex(await sha256(bytes)) : "not computed";
  if (run !== state.run) return;
  part("work").hidden = true;
  draw(part("result"), result, { name: bundle.name, size: bytes.length, hash });
  part("live").textContent = result.verdict;
}

/** Show a step, and let the browser draw; a step is spoken once. */
async function advance(run, step, done, of) {
  if (run !== state.run) throw new Error("another check began");
  const bar = part("bar");
  if (done) bar.value = done / of;
  else bar.removeAttribute("value");
  const words = done ? `${step}: ${grouped(done)} of ${grouped(of)}` : `${step} …`;
  part("step").textContent = words;
  if (!part("live").textContent.startsWith(step)) part("live").textContent = `${step} …`;
  part("work").hidden = false;
  await new Promise((resolve) => setTimeout(resolve));
}
