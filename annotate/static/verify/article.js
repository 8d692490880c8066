// The report’s article, text and terms against what the open events add up to.

import { hex, sha256, utf8 } from "./bytes.js";
import { unopened } from "./commitments.js";
import { Broken } from "./findings.js";
import { now } from "./replay.js";
import { having, list, member, same, text } from "./values.js";
import { quoted } from "./words.js";

const FIELDS = ["slug", "title", "byline", "publisher", "url", "language", "direction", "dated"];

/** A fault for every member of these names in which the report and an image differ. */
export function compare(found, where, said, image, names) {
  for (const name of names) {
    const [one, other] = [member(said, name), member(image, name)];
    if (unopened(other)) found.note(`${where}: ${name}; the personal text of the event was erased, or is not shown`);
    else if (!same(one, other)) found.fault(where, `the report says ${name} ${quoted(one)}, its events ${quoted(other)}`);
  }
}

/** Article and frozen text. Broken if their events are not shown. */
export async function compareArticle({ report, replay, words, found }) {
  const { article, trail } = report;
  const { revision } = having(article, "revision", "blocks");
  const row = replay.get("article", having(trail, "log").log);
  const frozen = row && replay.get("revision", now(row, "revision_id"));
  if (!frozen) throw new Broken("report.json", "the events of its article and of its text are not shown");
  compare(found, "the article", article, row.image, FIELDS);
  compare(found, "the article", report, row.image, ["example"]);
  compare(found, "the text", revision, frozen.image, ["number", "sha256", "length"]);
  having(revision, "sha256", "length");
  if (hex(await sha256(utf8(article.text))) !== revision.sha256 || words.length !== revision.length) {
    found.fault("the text", "it is not the text that was frozen: its fingerprint or length is another");
  }
  if (!same(article.blocks, blocks(article.text, list(JSON.parse(text(now(frozen, "headings"))))))) {
    found.fault("the text", "its headings and paragraphs are not those that were frozen");
  }
}

/** Headings, paragraphs and blank lines, with their places in code points. */
function blocks(whole, headings) {
  let start = 0;
  return whole.split("\n").map((line, index) => {
    const kind = line === "" ? "blank" : headings.includes(index) ? "heading" : "paragraph";
    const block = { kind, start, end: start + codePoints(line).length };
    start = block.end + 1;
    return block;
  });
}

/** A text that is counted and cut in code points, as offsets in reports are; JavaScript itself counts UTF-16 units. */
export function codePoints(whole) {
  const points = /[\ud800-\udfff]/.test(text(whole)) ? [...whole] : null;
  return {
    length: points?.length ?? whole.length,
    cut: (start, end) => (points ? points.slice(start, end).join("") : whole.slice(start, end)),
  };
}

/** The terms that the report defines are those that it uses. */
export function compareTerms({ report, found }) {
  const used = [
    ["claim_types", report.claims.map((claim) => having(claim, "type").type)],
    ["statuses", report.claims.map((claim) => having(claim, "status").status)],
    ["source_kinds", report.sources.map((source) => having(source, "kind").kind)],
  ];
  for (const [name, codes] of used) {
    const terms = list(having(report.terms, name)[name]).map((term) => having(term, "code").code);
    if (!same([...new Set(codes)].sort(), terms.toSorted())) {
      found.fault("report.json", `its ${name} are not those that its claims and sources have`);
    }
  }
}
