// Our own controls for video and sound: one frame back and on, a timeline, a stretch with a beginning and an end. Without
// this module the browser's controls are there. Space, comma and full stop work while the focus is in the player.

import { clock, read, write } from "./locators.js";
import { announce } from "./toast.js";

const FRAME = 1000 / 25;

/** Wire every player that is not wired yet. */
export function start() {
  for (const figure of document.querySelectorAll("[data-player]:not([data-ready])")) wire(figure);
}

function wire(figure) {
  const media = figure.querySelector("video, audio");
  const player = { figure, media, frame: frameOf(figure), until: null };
  media.controls = false;
  for (const part of figure.querySelectorAll("[data-controls]")) part.hidden = false;
  figure.addEventListener("click", (event) => onClick(player, event));
  figure.addEventListener("keydown", (event) => onKey(player, event));
  for (const name of ["timeupdate", "seeked", "loadedmetadata", "play", "pause"]) {
    media.addEventListener(name, () => show(player));
  }
  media.addEventListener("click", () => toggle(media));
  media.addEventListener("error", () => cannot(player));
  seekBar(player)?.addEventListener("input", (event) => go(player, Number(event.target.value)));
  document.addEventListener("click", (event) => onMark(player, event));
  begin(player);
  figure.dataset.ready = "";
  show(player);
}

/** Milliseconds of one frame: data-rate is a fraction of frames per second. */
function frameOf({ dataset }) {
  const [above, below] = (dataset.rate ?? "").split("/").map(Number);
  return above && below ? (1000 * below) / above : FRAME;
}

/** Stand where the address says, and stop at the end of its stretch. */
function begin(player) {
  const { start, end } = player.figure.dataset;
  if (start === undefined) return;
  const stand = () => go(player, Number(start), end === undefined ? null : Number(end));
  if (player.media.readyState >= 1) stand();
  else player.media.addEventListener("loadedmetadata", stand, { once: true });
}

/** Milliseconds from the beginning. */
function now({ media }) {
  return Math.round(media.currentTime * 1000);
}

/** The length that the inspector found, so that no place lies behind it; else the browser's. */
function lengthOf({ figure, media }) {
  const found = Number(figure.dataset.duration);
  return found || (Number.isFinite(media.duration) ? Math.floor(media.duration * 1000) : 0);
}

function go(player, ms, until = null) {
  player.until = until;
  player.media.currentTime = Math.min(Math.max(ms, 0), lengthOf(player) || ms) / 1000;
}

function toggle(media) {
  if (media.paused) media.play().catch(() => media.dispatchEvent(new Event("error")));
  else media.pause();
}

/** Said once, where one looks. */
function cannot({ figure }) {
  if (figure.querySelector("[data-cannot]")) return;
  const words = document.createElement("p");
  words.className = "player__help";
  words.dataset.cannot = "";
  words.textContent = "This browser cannot play the file. Download it to look at it.";
  figure.querySelector("[data-controls]").before(words);
  announce(words.textContent);
}

/** By whole frames: from the middle of the one that is shown to the middle of the next, so that none is stuck on. */
function step(player, frames) {
  player.media.pause();
  const shown = Math.floor(player.media.currentTime * 1000 / player.frame + 0.001);
  go(player, (shown + frames + 0.5) * player.frame);
}

function show(player) {
  const { figure, media } = player;
  const at = now(player);
  if (player.until !== null && at >= player.until && !media.paused) {
    media.pause();
    player.until = null;
  }
  const length = lengthOf(player);
  figure.querySelector("[data-now]").textContent = clock(Math.floor(at / 100) * 100);
  const frame = media.tagName === "VIDEO" && figure.dataset.rate ? `, frame ${Math.floor(at / player.frame).toLocaleString("en")}` : "";
  figure.querySelector("[data-of]").textContent = length ? `of ${clock(Math.floor(length / 1000) * 1000)}${frame}` : frame;
  const bar = seekBar(player);
  if (length && bar.max !== String(length)) bar.max = String(length);
  bar.value = String(at);
  bar.setAttribute("aria-valuetext", `${clock(Math.floor(at / 1000) * 1000)} of ${clock(Math.floor(length / 1000) * 1000)}`);
  const play = figure.querySelector("[data-play]");
  play.setAttribute("aria-label", media.paused ? "Play" : "Pause");
  play.querySelector('[data-when="paused"]').hidden = !media.paused;
  play.querySelector('[data-when="playing"]').hidden = media.paused;
}

function onClick(player, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if ("play" in button.dataset) toggle(player.media);
  else if (button.dataset.step) step(player, Number(button.dataset.step));
  else if (button.dataset.set) set(player, button.dataset.set);
  else if ("cite" in button.dataset) fill(player);
}

function onKey(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=range]), textarea, select")) return;
  if (event.key === " " && event.target.closest("button, a, summary")) return;
  const run = {
    " ": () => toggle(player.media),
    ",": () => step(player, -1),
    ".": () => step(player, 1),
    e: () => player.figure.querySelector("[data-cite]")?.click(),
  }[event.key];
  if (!run) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}

/** A tick of the timeline or a line under the player: stand there instead of loading the page anew. */
function onMark(player, event) {
  const link = event.target.closest?.("a[data-go]");
  if (!link || !player.figure.isConnected || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  go(player, Number(link.dataset.go), link.dataset.to === undefined ? null : Number(link.dataset.to));
  history.replaceState(history.state, "", link.getAttribute("href")); // .href of an SVG link is no text
  player.figure.scrollIntoView({ block: "nearest" });
  announce(`At ${clock(Number(link.dataset.go))}`);
}

/** One end of the stretch is here. The field is what is cited; it may be anywhere on the page: data-place-for. */
function set(player, which) {
  const field = placeField(player);
  const place = read(field.value);
  const at = now(player);
  if (which === "start") {
    place.start = at;
    if (place.end !== null && place.end <= at) place.end = null;
  } else {
    if (place.start === null || place.start >= at) place.start = 0;
    place.end = Math.min(at, lengthOf(player) || at);
    if (place.end <= place.start) place.end = null;
  }
  put(field, write(place));
  announce(which === "start" ? `Begins at ${clock(at)}` : `Ends at ${clock(at)}`);
}

/** Where nothing was set, the moment that is shown is what is cited. */
function fill(player) {
  const field = placeField(player);
  const place = read(field.value);
  if (place.start === null) put(field, write({ ...place, start: now(player) }));
}

function placeField({ figure }) {
  return figure.querySelector("[data-place]") ?? document.getElementById(figure.dataset.placeFor);
}

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function seekBar({ figure }) {
  return figure.querySelector("[data-seek]");
}
