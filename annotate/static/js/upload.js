// Handing in files: chosen, dropped or pasted, each sent by itself with a bar and a way to stop it. The body is the bare
// file, so that nothing of it has to fit into memory, here or there. Without this module the form sends them as forms do.

import { announce } from "./toast.js";

/** Files that are on their way at once; the rest wait. */
const AT_ONCE = 2;
const UNITS = ["bytes", "kB", "MB", "GB"];

/** Wire the form, if the page has one. */
export function start() {
  const form = document.querySelector("form[data-upload]:not([data-ready])");
  if (!form) return;
  const upload = { form, waiting: [], running: 0, done: [], failed: 0 };
  form.dataset.ready = "";
  form.querySelector("[data-scripted]").hidden = false;
  form.querySelector("[data-plain]").hidden = true;
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    add(upload, [...input.files]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  dropping(upload);
  document.addEventListener("paste", (event) => onPaste(upload, event));
  window.addEventListener("beforeunload", (event) => {
    if (upload.running) event.preventDefault();
  });
}

/** The whole page takes what is dropped: next to the target is no reason to leave the page for a file. */
function dropping(upload) {
  const zone = upload.form.querySelector("[data-drop]");
  const files = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  for (const name of ["dragleave", "dragend"]) {
    document.addEventListener(name, (event) => {
      if (!event.relatedTarget) zone.classList.remove("is-over");
    });
  }
  document.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    add(upload, [...event.dataTransfer.files]);
  });
}

function onPaste(upload, event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  add(upload, files);
}

function add(upload, files) {
  for (const file of files) {
    const line = lineFor(file);
    upload.form.querySelector("[data-list]").append(line.row);
    const why = refused(upload, file);
    if (why) fail(upload, line, { error: why });
    else upload.waiting.push({ file, line });
  }
  next(upload);
}

function refused({ form }, file) {
  const limit = Number(form.dataset.limit);
  if (!file.size) return "The file is empty, or it is a folder. Choose another.";
  return file.size > limit ? `The file has ${said(file.size)}; ${said(limit)} are the most.` : "";
}

function next(upload) {
  while (upload.running < AT_ONCE && upload.waiting.length) {
    upload.running += 1;
    send(upload, upload.waiting.shift());
  }
}

function send(upload, { file, line }) {
  const { form } = upload;
  const request = new XMLHttpRequest();
  request.open("POST", form.getAttribute("action"));
  request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
  request.setRequestHeader("X-Fragment", "1");
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.setRequestHeader("X-File-Details", details(form));
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.upload.addEventListener("progress", ({ loaded, total }) => progress(line, loaded, total));
  request.addEventListener("loadend", () => {
    upload.running -= 1;
    if (request.status === 201) succeed(upload, line, JSON.parse(request.responseText));
    else if (!line.stopped) fail(upload, line, problemOf(request));
    next(upload);
    finished(upload);
  });
  line.stop.addEventListener("click", () => {
    line.stopped = true;
    request.abort();
    line.row.remove();
    announce(`${file.name} is not sent.`);
  });
  request.send(file);
}

/** What is said of the file, as a form's text: a header holds no other. */
function details(form) {
  const data = new FormData(form);
  for (const name of ["csrf_token", "draft_key", "files"]) data.delete(name);
  return new URLSearchParams(data).toString();
}

function progress({ bar, state }, loaded, total) {
  bar.max = total;
  bar.value = loaded;
  state.textContent = loaded < total ? `${Math.floor((100 * loaded) / total)} % of ${said(total)}` : "Being stored…";
}

function succeed(upload, { row, bar, state, stop }, made) {
  bar.remove();
  stop.remove();
  const link = document.createElement("a");
  link.href = made.url;
  link.textContent = "Held";
  state.replaceChildren(link);
  row.classList.add("is-held");
  upload.done.push(made);
  announce(`${made.name} is held.`);
}

function fail(upload, { row, bar, state, stop, name }, { error, url }) {
  bar.remove();
  stop.remove();
  state.textContent = error;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "See it";
    state.append(" ", link);
  }
  row.classList.add("is-refused");
  upload.failed += 1;
  announce(`${name}: ${error}`);
}

/** JSON from the view; a page from anything that stood before it: the sign-in, a limit of the server. */
function problemOf(request) {
  if (!request.status) return { error: "Not sent: no connection. Nothing was kept; choose the file again." };
  try {
    return JSON.parse(request.responseText);
  } catch {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const message = page.querySelector(".refusal__message")?.textContent.trim();
    return { error: message || (request.status === 413 ? "The file is too large for this desk." : "Not sent: something broke on the server.") };
  }
}

/** All are through and all were taken: show the last one. Else the list stays, with what went wrong. */
function finished(upload) {
  if (upload.running || upload.waiting.length || !upload.done.length) return;
  if (!upload.failed) location.assign(upload.done.at(-1).url);
}

function lineFor(file) {
  const row = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = file.name;
  const state = document.createElement("span");
  state.className = "upload__state";
  state.textContent = "Waiting";
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  bar.max = file.size || 1;
  bar.value = 0;
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "btn btn--plain btn--small";
  stop.textContent = "Stop";
  stop.setAttribute("aria-label", `Stop sending ${file.name}`);
  row.append(name, bar, state, stop);
  return { row, bar, state, stop, name: file.name, stopped: false };
}

function said(bytes) {
  let number = bytes;
  let unit = 0;
  while (number >= 1000 && unit < UNITS.length - 1) {
    number /= 1000;
    unit += 1;
  }
  return `${unit ? number.toFixed(1) : number} ${UNITS[unit]}`;
}
