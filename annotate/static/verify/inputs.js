// What a reader hands in: the bundle, keys, an older checkpoint; dropped all together, chosen one by one, or pasted.

/** Bytes of a file with a key or a checkpoint. */
const MOST_TEXT = 1_000_000;
const PUBLIC_KEY = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/u;
/** How the base64 of a witness’s key begins: six bits of its type, which is 4. */
const OF_WITNESS = /^[^\s+]+\+[0-9a-f]{8}\+B/u;

/** Take each file for what it is: {bundle, key, witnesses, since, problem}, as far as they are there. */
export async function sorted(files) {
  const taken = {};
  for (const file of files) {
    if (/\.zip$/i.test(file.name)) {
      taken.bundle = file;
      continue;
    }
    const text = await textOf(file);
    if (PUBLIC_KEY.test(text)) put(taken, text);
    else if (text.includes("\n\n— ")) taken.since = text;
    else if (files.length === 1) taken.bundle = file;
    else taken.problem = `${file.name} is no bundle, no key and no checkpoint.`;
  }
  return taken;
}

function put(taken, line) {
  if (OF_WITNESS.test(line)) taken.witnesses = [...(taken.witnesses ?? []), line];
  else taken.key = line;
}

/** What a file with a key or a checkpoint says; empty for what is none. A key is given without its line’s end. */
export async function textOf(file) {
  if (file.size > MOST_TEXT) return "";
  const text = await file.text();
  return PUBLIC_KEY.test(text.trim()) ? text.trim() : text;
}
