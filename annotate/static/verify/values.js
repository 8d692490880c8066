// Values of JSON, looked at without trust: whatever is not there, or of another kind, is an error and not `undefined`.

/** Is it an object with members (neither null nor a list)? */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The object itself; an error unless it is one that has all of these members. */
export function having(value, ...names) {
  if (!isObject(value)) throw new TypeError("what should have members has none");
  for (const name of names) {
    if (!Object.hasOwn(value, name)) throw new TypeError(`“${name}” is missing`);
  }
  return value;
}

/** A member of an object, or what stands for it where there is none. What objects inherit is none of theirs. */
export const member = (object, name, otherwise = null) => (Object.hasOwn(object, name) ? object[name] : otherwise);

/** The value itself; an error unless it is a list. */
export function list(value) {
  if (!Array.isArray(value)) throw new TypeError("what should be a list is none");
  return value;
}

/** The value itself; an error unless it is a whole number. */
export function whole(value) {
  if (!Number.isSafeInteger(value)) throw new TypeError("what should be a whole number is none");
  return value;
}

/** Neither empty nor nothing, as Python has it and so the rules that were first written in it. */
export const filled = (value) => Boolean(value) && (typeof value !== "object" || Object.keys(value).length > 0);

/** The value itself; an error unless it is a text. */
export function text(value) {
  if (typeof value !== "string") throw new TypeError("what should be a text is none");
  return value;
}

/** Has it exactly these members? */
export function hasOnly(value, names) {
  if (!isObject(value) || Object.keys(value).length !== names.length) return false;
  return names.every((name) => Object.hasOwn(value, name));
}

/** Do two values say the same, to the last member? */
export function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((value, at) => same(value, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return hasOnly(other, names) && names.every((name) => same(one[name], other[name]));
}

/** For sorting by several texts or numbers, the first that differs deciding. */
export function inOrder(one, other) {
  for (const [at, value] of one.entries()) {
    if (value < other[at]) return -1;
    if (value > other[at]) return 1;
  }
  return 0;
}

/** What may name a thing; an error for lists and objects, which would only ever be found by themselves. */
export function key(value) {
  if (typeof value === "object" && value !== null) throw new TypeError("what should name something does not");
  return value;
}

/** Those with the same key together, in their order. */
export function add(groups, name, value) {
  const group = groups.get(key(name));
  if (group) group.push(value);
  else groups.set(name, [value]);
}
