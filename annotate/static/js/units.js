// Words and sentences of a text, one line at a time, so that a long article costs no more than a short one.
// Indexes are UTF-16 here, as Intl.Segmenter counts; callers convert at the border.

const made = new Map();

/**
 * @typedef {"word" | "sentence"} Grain
 * @typedef {[number, number]} Unit start and end, white space left out
 */

/** The unit that `index` is in, else the next one. @param {string} text @param {Grain} grain @param {number} index */
export function unitAt(text, grain, index, language) {
  const line = lineAt(text, index);
  return units(text, line, grain, language).find(([, end]) => end > index) ?? nextUnit(text, grain, index, language);
}

/** The first unit that begins at `index` or later; null at the end of the text. */
export function nextUnit(text, grain, index, language) {
  for (let line = lineAt(text, index); line; line = line[1] < text.length ? lineAt(text, line[1] + 1) : null) {
    const found = units(text, line, grain, language).find(([start]) => start >= index);
    if (found) return found;
  }
  return null;
}

/** The last unit that ends at `index` or earlier; null at the beginning of the text. */
export function previousUnit(text, grain, index, language) {
  for (let line = lineAt(text, index); line; line = line[0] > 0 ? lineAt(text, line[0] - 1) : null) {
    const found = units(text, line, grain, language).findLast(([, end]) => end <= index);
    if (found) return found;
  }
  return null;
}

function lineAt(text, index) {
  const at = Math.min(Math.max(index, 0), text.length);
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const stop = text.indexOf("\n", at);
  return [start, stop < 0 ? text.length : stop];
}

/** @returns {Unit[]} */
function units(text, [start, end], grain, language) {
  const line = text.slice(start, end);
  const found = [];
  for (const { index, segment, isWordLike } of segmenter(grain, language).segment(line)) {
    const trimmed = segment.trimEnd();
    if (grain === "word" ? isWordLike : trimmed) found.push([start + index, start + index + trimmed.length]);
  }
  return found;
}

function segmenter(grain, language) {
  const key = `${grain} ${language}`;
  if (!made.has(key)) made.set(key, make(grain, language));
  return made.get(key);
}

function make(granularity, language) {
  try {
    return new Intl.Segmenter(language || "und", { granularity });
  } catch {
    return new Intl.Segmenter("und", { granularity }); // the article's language is no language tag
  }
}
