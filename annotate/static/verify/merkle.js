// The tree of RFC 6962: leaf SHA-256(0x00 ‖ body), node SHA-256(0x01 ‖ left ‖ right).

import { equal, joined, sha256 } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
/** Hashes that are computed at once. */
const AT_ONCE = 4_000;

/** The hash of a leaf. */
export const leafHash = (body) => sha256(joined(LEAF, body));
const nodeHash = (left, right) => sha256(joined(NODE, left, right));

/**
 * The root of a tree of `size` in which these leaves, [place, hash] by ascending place, stand; `nodes` are all that is
 * not above one, from left to right. Null unless every leaf has its place and every node is used.
 */
export async function rootOf(leaves, size, nodes) {
  if (!leaves.length || leaves[0][0] < 0 || leaves.at(-1)[0] >= size) return null;
  const levels = [];
  const rest = nodes.values();
  const root = climb({ leaves, rest, levels }, 0, size, 0, leaves.length);
  if (!root || !rest.next().done) return null;
  for (const level of levels) {
    for (let at = 0; at < level.length; at += AT_ONCE) await Promise.all(level.slice(at, at + AT_ONCE).map(compute));
  }
  return root.hash;
}

/** The node over the places from `start` to `end`, in which the leaves from `low` to `high` stand; null without one. */
function climb(tree, start, end, low, high) {
  if (low === high) {
    const { value: hash } = tree.rest.next();
    return hash ? { hash, level: 0 } : null;
  }
  if (end - start === 1) return { hash: tree.leaves[low][1], level: 0 };
  const middle = start + largestBelow(end - start);
  const cut = firstFrom(tree.leaves, middle, low, high);
  const left = climb(tree, start, middle, low, cut);
  const right = left && climb(tree, middle, end, cut, high);
  if (!right) return null;
  const made = { left, right, level: Math.max(left.level, right.level) + 1 };
  (tree.levels[made.level - 1] ??= []).push(made);
  return made;
}

async function compute(node) {
  node.hash = await nodeHash(node.left.hash, node.right.hash);
}

/** The largest power of two that is smaller. */
function largestBelow(number) {
  let power = 1;
  while (power * 2 < number) power *= 2;
  return power;
}

/** Index of the first leaf between `low` and `high` that stands at `place` or after it. */
function firstFrom(leaves, place, low, high) {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (leaves[middle][0] < place) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Is the tree of `old` leaves the beginning of that of `now`? (RFC 9162, section 2.1.4.2) */
export async function consistent(old, now, proof, oldRoot, newRoot) {
  if (old <= 0 || old > now) return false;
  if (old === now) return !proof.length && equal(oldRoot, newRoot);
  const steps = isPower(old) ? [oldRoot, ...proof] : [...proof];
  // Sizes may be larger than the 32 bits of JavaScript's shifts: halves are taken by division.
  let [here, last] = [old - 1, now - 1];
  while (here % 2) [here, last] = halves(here, last);
  let first = steps.shift();
  let second = first;
  if (!first) return false;
  for (const step of steps) {
    if (last === 0) return false;
    if (here % 2 || here === last) {
      [first, second] = await Promise.all([nodeHash(step, first), nodeHash(step, second)]);
      while (here % 2 === 0 && here) [here, last] = halves(here, last);
    } else {
      second = await nodeHash(second, step);
    }
    [here, last] = halves(here, last);
  }
  return last === 0 && equal(first, oldRoot) && equal(second, newRoot);
}

const halves = (one, other) => [Math.floor(one / 2), Math.floor(other / 2)];
const isPower = (number) => largestBelow(number + 1) === number;
