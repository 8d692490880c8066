// How values of a file are said to people: never longer than a line, and without characters that steer a screen.

const STEERING = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
const LONGEST = 60;

/** The text without what steers a terminal or turns its direction. */
export const shown = (text) => text.replace(STEERING, "?");

/** The same, cut to 60 characters. */
export function short(text) {
  const points = [...shown(text.slice(0, 4 * LONGEST))];
  return points.length > LONGEST ? `${points.slice(0, LONGEST - 1).join("")}…` : points.join("");
}

/** A text as it is, anything else as JSON. */
export const plainly = (value) => short(typeof value === "string" ? value : JSON.stringify(value ?? null));

/** The same between quotation marks. */
export const quoted = (value) => `“${plainly(value)}”`;

/** 5,939 */
export const grouped = (number) => String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
