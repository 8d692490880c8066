// What the open events add up to: each thing as the last of them left it, and whether each starts where the one before
// it ended.

import { unopened } from "./commitments.js";
import { opened } from "./trail.js";
import { add, filled, having, key, member, same } from "./values.js";
import { plainly } from "./words.js";

/** What may change on a claim in an event that is not shown, without anybody having worked on it. */
const ORGANISING = new Set([
  "rev", "state", "digest", "stale_digest", "submitted_at", "updated_at", "assignee_id", "worthiness",
]);

/** All things that open events speak of. A thing is {kind, image, rev, entry, events, spans, spansRev}. */
export class Replay {
  #found;
  /** Type → id → thing; claim or source → things that belong to it. */
  #things = new Map();
  #parts = new Map();
  /** Claim → its entries; claim or source → entries that others stand against. */
  told = new Map();
  bearing = new Map();

  constructor(trail, found) {
    this.#found = found;
    for (const entry of opened(trail)) {
      if (entry.event.target.rev !== null) this.#apply(entry);
      this.#file(entry);
    }
    for (const things of this.#things.values()) {
      for (const thing of things.values()) {
        add(this.#parts, member(thing.image, thing.kind === "attachment" ? "source_id" : "claim_id"), thing);
      }
    }
  }

  /** The thing of this type and id, null if no event of it is open. */
  get(kind, id) {
    return this.#things.get(kind)?.get(key(id)) ?? null;
  }

  /** Every thing of this type. */
  all(kind) {
    return [...(this.#things.get(kind)?.values() ?? [])];
  }

  /** The things of this type that belong to a claim or source and were not taken back. */
  of(kind, whole) {
    const parts = this.#parts.get(whole) ?? [];
    return parts.filter((thing) => thing.kind === kind && !filled(member(thing.image, "withdrawn")));
  }

  /** Where people will look for it. */
  #file(entry) {
    const { claim, target, after } = entry.event;
    if (claim !== null) add(this.told, claim, entry);
    if (target.type === "relation") add(this.bearing, member(after, "other_id"), entry);
    else if (target.type === "source" && target.rev > 1) add(this.bearing, member(after, "id"), entry);
    else if (["attachment", "answer"].includes(target.type)) add(this.bearing, member(after, "source_id"), entry);
  }

  #apply(entry) {
    const { target, after } = entry.event;
    const { spans, ...image } = after;
    if (member(image, "id") !== target.id || member(image, "rev") !== target.rev) {
      this.#found.fault(entry.where, "what it leaves is not what it says that it is about");
    }
    const known = this.get(target.type, target.id);
    const thing = known ?? { kind: target.type, events: [], spans: null, spansRev: 0 };
    if (known) this.#step(known, entry, image);
    else if (target.rev > 1) {
      this.#found.note(`how ${named(image, target)} came to be before ${entry.where}: not shown`);
    }
    Object.assign(thing, { image, rev: target.rev, entry });
    thing.events.push(entry);
    if (Object.hasOwn(after, "spans")) Object.assign(thing, { spans, spansRev: target.rev });
    if (!this.#things.has(target.type)) this.#things.set(target.type, new Map());
    this.#things.get(target.type).set(target.id, thing);
  }

  /** From one event of a thing to its next. */
  #step(thing, entry, image) {
    const { target, changes } = entry.event;
    if (target.rev <= thing.rev) {
      this.#found.fault(entry.where, `its revision does not come after that of ${thing.entry.where}`);
    }
    const pairs = Object.entries(changes).filter(([name]) => name !== "spans");
    const wrong = pairs.filter(([name, [, after]]) => !same(member(image, name), after)).map(([name]) => name);
    const before = { ...image, ...Object.fromEntries(pairs.map(([name, [was]]) => [name, was])), rev: thing.rev };
    const differ = differing(before, thing.image);
    if (target.rev === thing.rev + 1) {
      const first = wrong[0] ?? differ[0];
      if (first !== undefined) this.#found.fault(entry.where, `${first} is not what ${thing.entry.where} left`);
      return;
    }
    const unseen = differ.filter((name) => !ORGANISING.has(name));
    if (unseen.length) {
      const what = `who changed ${unseen.join(", ")} of ${named(image, target)}`;
      this.#found.note(`${what} between ${thing.entry.where} and ${entry.where}: not shown`);
    }
  }
}

/** Names of the members in which two images differ, sorted. */
function differing(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => unlike(member(one, name), member(other, name))).sort();
}

/** Do they say different things? Nobody knows of a text that stands there itself, as in version 1, and one not shown. */
const unlike = (one, other) => unopened(one) === unopened(other) && !same(one, other);

const named = (image, target) =>
  target.type === "claim" ? `claim ${plainly(member(image, "number"))}` : `the ${target.type} ${target.id}`;

/** A member of what a thing is now; an error where it is not there. */
export const now = (thing, name) => having(thing.image, name)[name];
