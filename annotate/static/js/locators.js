// Places in files as text, the way domain/locators.py writes them: t=12.4,19&xywh=160,120,320,240. Whole numbers inside.

/** Seconds as canonical decimal text. @param {number} ms */
export function seconds(ms) {
  const whole = Math.round(ms);
  return String(Number(`${Math.floor(whole / 1000)}.${String(whole % 1000).padStart(3, "0")}`));
}

/** 04:12.4, 1:02:03. @param {number} ms */
export function clock(ms) {
  const whole = Math.max(0, Math.round(ms));
  const parts = [Math.floor(whole / 60000) % 60, Math.floor(whole / 1000) % 60].map((n) => String(n).padStart(2, "0"));
  const hours = Math.floor(whole / 3600000);
  const rest = whole % 1000;
  const fraction = rest ? `.${String(rest).padStart(3, "0").replace(/0+$/, "")}` : "";
  return (hours ? `${hours}:` : "") + parts.join(":") + fraction;
}

/**
 * @typedef {{start: number | null, end: number | null, region: string, rest: string[]}} Place milliseconds; region: what
 *   follows `xywh=`
 * @param {string} text @returns {Place} what cannot be read is left out
 */
export function read(text) {
  const place = { start: null, end: null, region: "", rest: [] };
  for (const part of text.replace(/^#/, "").split("&")) {
    const [name, value = ""] = part.split("=");
    if (name === "t" && /^[\d.]*(,[\d.]+)?$/.test(value) && value) {
      const [start, end] = value.split(",");
      place.start = Math.round(Number(start || 0) * 1000);
      place.end = end === undefined ? null : Math.round(Number(end) * 1000);
    } else if (name === "xywh") place.region = value;
    else if (part) place.rest.push(part);
  }
  return place;
}

/** @param {Place} place @returns {string} */
export function write({ start, end, region, rest }) {
  const parts = [...rest];
  if (region) parts.unshift(`xywh=${region}`);
  if (start !== null) parts.unshift(`t=${seconds(start)}${end === null ? "" : `,${seconds(end)}`}`);
  return parts.join("&");
}
