// The result of a check, drawn as text alone: nothing that a file says becomes markup.

import { grouped } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
/** Faults that are listed; a bundle of which everything is wrong has one for every event. */
const MOST_FAULTS = 500;
/** By status: how it is called in the style sheet, and its sign. */
const HOLDS = { name: "is-valid", path: "M4 12.5 9.5 18 20 6" };
const ITSELF = { name: "is-open", path: "M4 9h16M4 15h16" };
const BROKEN = { name: "is-broken", path: "M5 5l14 14M19 5 5 19" };
const UNKNOWN = { name: "is-unknown", path: "M8 8a4 4 0 1 1 5.6 3.7c-1 .5-1.6 1.2-1.6 2.3v.5M12 18.5v.5" };
const NO_KEY = [
  "The key inside a bundle proves no more: anybody can make a key and a bundle.",
  "Get the newsroom’s key from a place that you trust, put it in above, and check again.",
];

/** Fill the section with what came of checking this file. */
export function draw(section, result, file) {
  const kind = kindOf(result);
  section.className = kind.name;
  const told = [...sentences(result), ...faults(result), ...proved(result)];
  section.replaceChildren(heading(result, kind), ...told, about(file));
  section.hidden = false;
  section.querySelector("h2").focus();
}

function kindOf({ status, trusted }) {
  if (status === 0) return trusted ? HOLDS : ITSELF;
  return status === 1 ? BROKEN : UNKNOWN;
}

function heading({ status, verdict }, { path }) {
  const made = element("h2", status === 2 ? "It cannot be judged" : verdict);
  made.id = "verdict";
  made.tabIndex = -1;
  const sign = document.createElementNS(SVG, "svg");
  sign.setAttribute("viewBox", "0 0 24 24");
  sign.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  sign.append(line);
  made.prepend(sign);
  return made;
}

function sentences({ status, verdict, trusted }) {
  if (status === 2) return [element("p", verdict)];
  if (status === 1) return [element("p", "What is wrong, and where:")];
  return trusted ? [] : NO_KEY.map((sentence) => element("p", sentence));
}

function faults({ faults: all }) {
  if (!all.length) return [];
  const rows = all.slice(0, MOST_FAULTS).map(({ where, what }) => {
    const row = element("li", `: ${what}`);
    row.prepend(element("b", where));
    return row;
  });
  const more = all.length - rows.length;
  return [listOf("ol", rows), ...(more ? [element("p", `And ${grouped(more)} more.`)] : [])];
}

function proved({ status, facts, notes }) {
  if (status !== 0) return [];
  const unproved = listOf("ul", notes.map((note) => element("li", note)));
  unproved.className = "unproved";
  return [
    element("h3", "What holds"),
    listOf("ul", facts.map((fact) => element("li", fact))),
    element("h3", "Not proved by this bundle"),
    unproved,
  ];
}

function about({ name, size, hash }) {
  const made = element("p", `${name}, ${grouped(size)} bytes, fingerprint (SHA-256) `);
  made.className = "file";
  made.append(element("code", hash));
  return made;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  if (name === "li" || name === "b") made.dir = "auto";
  return made;
}

function listOf(name, rows) {
  const made = document.createElement(name);
  made.append(...rows);
  return made;
}
