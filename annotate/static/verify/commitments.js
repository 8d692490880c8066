// Personal texts: an event of version 2 has a commitment in the place of each, which an opening in the bundle may open.

import { hashOf, hex } from "./bytes.js";
import { hasOnly } from "./values.js";

/** Columns of personal text, with their type: only there a commitment may stand. */
export const PERSONAL = new Set([
  "comment body", "reply channel", "reply question", "reply answer", "party note", "attachment origin",
  "attachment note", "inspection found", "user email", "user name", "passkey name",
  "complaint complainant", "complaint contact", "complaint words", "complaint answer",
]);

/** A personal text that is not shown: only what commits to it stands in the event. */
export class Unopened {
  constructor(commitment) {
    this.commitment = commitment;
  }
}

/** Is it a text that is not shown? */
export const unopened = (value) => value instanceof Unopened;

/** The commitment that stands in the place of a text, "" for whatever else stands there; an error for a bad one. */
export const commitmentOf = (value) => (hasOnly(value, ["commitment"]) ? hex(hashOf(value.commitment)) : "");

/** Who did it, in words. */
export const nameOf = (event) =>
  unopened(event.actor.name) ? "somebody whose name is not shown" : event.actor.name;
