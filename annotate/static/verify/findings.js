// What a check comes to, and the two ways in which it ends early.

import { short } from "./words.js";

/** What is wrong, and where: a file of the bundle, an event, a claim. After it the rest cannot be looked at. */
export class Broken extends Error {
  constructor(where, what) {
    super(`${where}: ${what}`);
    this.where = where;
    this.what = what;
  }
}

/** There is nothing to judge: no bundle, no key, a version that this verifier does not know, an old browser. */
export class Unreadable extends Error {}

/** One fault was found, and more are not asked for. */
export class Enough extends Error {}

/** Faults; facts that the bundle proves, in plain words; notes on what it cannot prove, each once. */
export class Findings {
  faults = [];
  facts = [];
  notes = new Set();

  /** `first`: whether the first fault ends it. */
  constructor(first = false) {
    this.first = first;
  }

  fault(where, what) {
    this.faults.push({ where, what });
    if (this.first) throw new Enough();
  }

  note(what) {
    this.notes.add(what);
  }

  /** Do one step; what does not have the form that it should have is a fault of `where`, and never passes. */
  async guarded(where, step) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Unreadable || error instanceof Enough) throw error;
      if (error instanceof Broken) this.fault(error.where, error.what);
      else this.fault(where, `it does not have the form that it should have (${short(String(error?.message))})`);
      return undefined;
    }
  }
}
