// The only module that knows UTF-16. Everywhere else an offset is a count of Unicode code points into the frozen
// text, half-open, as Python slices and the W3C TextPositionSelector count them.
//
// It relies on one promise of the server: article.textContent is the frozen text, character for character.

/** Code points kept on each side of a quote, so that it can be found again. */
export const CONTEXT = 32;

/** Translates between UTF-16 indexes and code points of one string. Text without astral characters costs nothing. */
export class CPMap {
  /** @param {string} text */
  constructor(text) {
    const astral = [];
    for (let i = 0; i + 1 < text.length; i++) {
      if (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) astral.push(i++);
    }
    /** UTF-16 index of every astral character, ascending. */
    this.astral = Uint32Array.from(astral);
    this.length = text.length - astral.length;
  }

  /** @param {number} index UTF-16, not inside a surrogate pair @returns {number} code points before it */
  toCP(index) {
    return index - this.#count((at) => at < index);
  }

  /** @param {number} point code points @returns {number} UTF-16 index */
  toU16(point) {
    return point + this.#count((at, k) => at - k < point);
  }

  /** How many astral characters, from the first, satisfy a test that turns false once and stays so. */
  #count(test) {
    let low = 0;
    let high = this.astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test(this.astral[middle], middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @type {WeakMap<Element, {text: string, map: CPMap}>} */
const known = new WeakMap();

/**
 * The article's text and its map. The map is made anew only when the text differs, which a swap of marks never does.
 * @param {Element} article
 */
export function textOf(article) {
  const text = article.textContent;
  let entry = known.get(article);
  if (!entry || entry.text !== text) {
    entry = { text, map: new CPMap(text) };
    known.set(article, entry);
  }
  return entry;
}

/**
 * What a range covers of the article, in UTF-16, clamped to it; null where they do not meet. Endpoints may be elements.
 * @param {Element} article @param {Range} range @returns {[number, number] | null}
 */
export function spanOf(article, range) {
  if (!range.intersectsNode(article)) return null;
  const whole = new Range();
  whole.selectNodeContents(article);
  const { text } = textOf(article);
  const early = range.compareBoundaryPoints(Range.START_TO_START, whole) < 0;
  const late = range.compareBoundaryPoints(Range.END_TO_END, whole) > 0;
  const start = early ? 0 : lengthBefore(article, range.startContainer, range.startOffset);
  const end = late ? text.length : lengthBefore(article, range.endContainer, range.endOffset);
  return [start, end];
}

/**
 * Widen a span to whole graphemes and drop the white space at its ends.
 * @param {string} text @param {number} start UTF-16 @param {number} end UTF-16
 * @returns {[number, number] | null} null if nothing but white space is left
 */
export function tidy(text, start, end) {
  let from = graphemeStart(text, start);
  let to = start < end ? graphemeEnd(text, end) : end;
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  if (from >= to) return null;
  // A mark that combines with a space keeps that space: trimming must not cut a grapheme.
  return [graphemeStart(text, from), graphemeEnd(text, to)];
}

/**
 * The quote under a range: code points, the words and what stands around them.
 * @param {Element} article @param {Range} range
 * @returns {{start: number, end: number, exact: string, prefix: string, suffix: string} | null}
 */
export function quoteOf(article, range) {
  const span = spanOf(article, range);
  const { text, map } = textOf(article);
  const tidied = span && tidy(text, ...span);
  if (!tidied) return null;
  return quoteAt(article, map.toCP(tidied[0]), map.toCP(tidied[1]));
}

/**
 * The quote at code points that are already known to be whole graphemes.
 * @param {Element} article @param {number} start @param {number} end
 */
export function quoteAt(article, start, end) {
  const { text, map } = textOf(article);
  checkSpan(start, end, map.length);
  const slice = (a, b) => text.slice(map.toU16(a), map.toU16(b));
  return {
    start,
    end,
    exact: slice(start, end),
    prefix: slice(Math.max(0, start - CONTEXT), start),
    suffix: slice(end, Math.min(map.length, end + CONTEXT)),
  };
}

/**
 * The range of a span, its ends inside text nodes.
 * @param {Element} article @param {number} start code points @param {number} end code points @returns {Range}
 */
export function rangeOf(article, start, end) {
  const { map } = textOf(article);
  checkSpan(start, end, map.length);
  const range = new Range();
  const from = map.toU16(start);
  const to = map.toU16(end);
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  let before = 0;
  let open = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const after = before + node.length;
    if (!open && from < after) {
      range.setStart(node, from - before);
      open = true;
    }
    if (open && to <= after) {
      range.setEnd(node, to - before);
      return range;
    }
    before = after;
  }
  throw new RangeError(`No text at ${start} to ${end}`);
}

/**
 * The selection in the article as code points, ends not tidied, with its direction; null where there is none.
 * @param {Element} article @returns {{start: number, end: number, backward: boolean} | null}
 */
export function selectionOf(article) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const span = spanOf(article, range);
  if (!span || span[0] >= span[1]) return null;
  const { map } = textOf(article);
  const backward = selection.anchorNode === range.endContainer && selection.anchorOffset === range.endOffset;
  return { start: map.toCP(span[0]), end: map.toCP(span[1]), backward };
}

/**
 * Select a span as a person would have.
 * @param {Element} article @param {{start: number, end: number, backward?: boolean}} span
 */
export function select(article, { start, end, backward = false }) {
  const { startContainer, startOffset, endContainer, endOffset } = rangeOf(article, start, end);
  const ends = [startContainer, startOffset, endContainer, endOffset];
  document.getSelection().setBaseAndExtent(...(backward ? [...ends.slice(2), ...ends.slice(0, 2)] : ends));
}

function lengthBefore(article, node, offset) {
  const before = new Range();
  before.setStart(article, 0);
  before.setEnd(node, offset);
  // Range.toString gives the text nodes as they are; Selection.toString and innerText rewrite white space.
  return before.toString().length;
}

function checkSpan(start, end, length) {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!whole || start < 0 || start >= end || end > length) {
    throw new RangeError(`Not a span of a text of ${length} code points: ${start} to ${end}`);
  }
}

const graphemes = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("und", { granularity: "grapheme" }) : null;

/** The grapheme that `index` is inside of, as [start, end]; null on a boundary. Looks at one line: LF always breaks. */
function around(text, index) {
  if (index <= 0 || index >= text.length) return null;
  const first = text.lastIndexOf("\n", index - 1) + 1;
  if (first === index || text[index] === "\n") return null;
  if (!graphemes) return isLow(text.charCodeAt(index)) ? [index - 1, index + 1] : null;
  const stop = text.indexOf("\n", index);
  const line = text.slice(first, stop < 0 ? text.length : stop);
  const { index: at, segment } = graphemes.segment(line).containing(index - first);
  return at === index - first ? null : [first + at, first + at + segment.length];
}

function graphemeStart(text, index) {
  return around(text, index)?.[0] ?? index;
}

function graphemeEnd(text, index) {
  return around(text, index)?.[1] ?? index;
}

function isSpace(char) {
  return /\s/u.test(char);
}

function isHigh(unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}
