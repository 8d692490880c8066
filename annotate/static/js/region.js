// A region of a picture, drawn with the mouse or a finger, or with the keyboard: arrow keys move it, with Shift they size
// it, with Ctrl in finer steps. What counts is the text of the field, xywh= in pixels of the picture as it is shown.

import { read, write } from "./locators.js";
import { announce } from "./toast.js";

const SVG = "http://www.w3.org/2000/svg";
/** Share of the picture's width that one press of an arrow key moves. */
const STEP = 1 / 50;
/** A press that ends this near to where it began, in pixels of the screen, draws nothing. */
const SLIP = 4;

/** Wire every picture that is not wired yet. */
export function start() {
  for (const stage of document.querySelectorAll("[data-draw]:not([data-drawn])")) wire(stage);
}

function wire(stage) {
  const width = Number(stage.dataset.width);
  const field = fieldOf(stage);
  if (!width || !field) return;
  const picture = { stage, field, width, height: Number(stage.dataset.height), rect: rectIn(stage), from: null };
  stage.dataset.drawn = "";
  stage.classList.add("can-draw");
  const help = stage.closest("figure").querySelector("[data-draw-help]");
  if (help) help.hidden = false;
  const handle = stage.querySelector("img") ?? button(stage);
  handle.tabIndex = 0;
  handle.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowRight Shift+ArrowDown");
  handle.addEventListener("keydown", (event) => onKey(picture, event));
  field.addEventListener("input", () => draw(picture));
  if (handle.tagName === "IMG") listen(picture, handle);
  else handle.addEventListener("click", () => begin(picture));
  draw(picture);
}

/** A video keeps its clicks for playing: there a button puts a region into the middle, and its handle is drawn. */
function button(stage) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--small player__mark";
  made.textContent = "Mark a region";
  stage.append(made);
  return made;
}

function fieldOf(stage) {
  const figure = stage.closest("figure");
  return figure.querySelector("[data-place]") ?? document.getElementById(figure.dataset.placeFor);
}

function rectIn(stage) {
  const group = stage.querySelector(".player__regions .is-open") ?? stage.querySelector(".player__regions");
  const rect = group.querySelector("rect") ?? document.createElementNS(SVG, "rect");
  rect.classList.add("is-mine");
  group.append(rect);
  return rect;
}

function begin(picture) {
  if (!region(picture)) put(picture, centred(picture));
  listen(picture, picture.stage.querySelector(".player__regions"));
  picture.stage.classList.add("is-drawing");
  picture.stage.querySelector("button").textContent = "Draw, or use the arrow keys";
}

function listen(picture, surface) {
  if (surface.dataset.listening) return;
  surface.dataset.listening = "";
  surface.addEventListener("pointerdown", (event) => onDown(picture, surface, event));
  surface.addEventListener("pointermove", (event) => onMove(picture, event));
  surface.addEventListener("pointerup", () => onUp(picture));
  surface.addEventListener("pointercancel", () => (picture.from = null));
  surface.addEventListener("dragstart", (event) => event.preventDefault());
}

function onDown(picture, surface, event) {
  if (event.button) return;
  picture.from = { ...at(picture, event), screenX: event.clientX, screenY: event.clientY, moved: false };
  surface.setPointerCapture(event.pointerId);
}

function onMove(picture, event) {
  const from = picture.from;
  if (!from) return;
  from.moved ||= Math.hypot(event.clientX - from.screenX, event.clientY - from.screenY) > SLIP;
  if (!from.moved) return;
  const to = at(picture, event);
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  put(picture, { x, y, width: Math.max(1, Math.abs(to.x - from.x)), height: Math.max(1, Math.abs(to.y - from.y)) });
}

function onUp(picture) {
  if (picture.from?.moved) say(picture);
  picture.from = null;
}

/** The pixel of the picture under the pointer. */
function at({ stage, width, height }, event) {
  const box = stage.querySelector(".player__regions").getBoundingClientRect();
  const share = (n, of) => Math.min(1, Math.max(0, n / of));
  return {
    x: Math.round(share(event.clientX - box.left, box.width) * width),
    y: Math.round(share(event.clientY - box.top, box.height) * height),
  };
}

function onKey(picture, event) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Escape" && region(picture)) {
    put(picture, null);
    announce("No region");
  } else if (way && !event.altKey && !event.metaKey) {
    nudge(picture, way, event);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function nudge(picture, [right, down], { shiftKey, ctrlKey }) {
  const box = region(picture) ?? centred(picture);
  const step = ctrlKey ? 1 : Math.max(1, Math.round(picture.width * STEP));
  if (shiftKey) {
    box.width += right * step;
    box.height += down * step;
  } else {
    box.x += right * step;
    box.y += down * step;
  }
  put(picture, inside(picture, box));
  say(picture);
}

function inside({ width, height }, box) {
  const size = (n, most) => Math.min(most, Math.max(1, n));
  const place = (n, most) => Math.min(Math.max(0, n), most);
  const wide = size(box.width, width);
  const high = size(box.height, height);
  return { x: place(box.x, width - wide), y: place(box.y, height - high), width: wide, height: high };
}

function centred({ width, height }) {
  const [wide, high] = [Math.max(1, Math.round(width / 4)), Math.max(1, Math.round(height / 4))];
  return { x: Math.round((width - wide) / 2), y: Math.round((height - high) / 2), width: wide, height: high };
}

/** The region of the field in pixels; null where it holds none. */
function region({ field, width, height }) {
  const text = read(field.value).region;
  const percent = text.startsWith("percent:");
  const numbers = text.replace(/^(percent|pixel):/, "").split(",").map(Number);
  if (numbers.length !== 4 || numbers.some((n) => !Number.isFinite(n)) || !numbers[2] || !numbers[3]) return null;
  const [x, y, w, h] = percent ? numbers.map((n, i) => (n / 100) * (i % 2 ? height : width)) : numbers;
  return { x, y, width: w, height: h };
}

function put(picture, box) {
  const text = box ? [box.x, box.y, box.width, box.height].map(Math.round).join(",") : "";
  picture.field.value = write({ ...read(picture.field.value), region: text });
  picture.field.dispatchEvent(new Event("input", { bubbles: true }));
}

function draw(picture) {
  const { rect, width, height } = picture;
  const box = region(picture);
  rect.toggleAttribute("hidden", !box);
  const share = (n, of) => `${(100 * n) / of}%`;
  rect.setAttribute("x", share(box?.x ?? 0, width));
  rect.setAttribute("y", share(box?.y ?? 0, height));
  rect.setAttribute("width", share(box?.width ?? 0, width));
  rect.setAttribute("height", share(box?.height ?? 0, height));
}

function say(picture) {
  const box = region(picture);
  if (box) announce(`Region ${box.width} × ${box.height} at ${box.x}, ${box.y}`);
}
