// Passkeys as the browser knows them (WebAuthn): make one, sign with one. What is sent is JSON with base64url in it.

/** Can this browser do it, at this address? */
export const able = Boolean(window.PublicKeyCredential && navigator.credentials);

/**
 * Make a passkey.
 * @param {object} options PublicKeyCredentialCreationOptionsJSON, as the server gave it
 * @returns {Promise<string>} RegistrationResponseJSON
 */
export async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((known) => ({ ...known, id: bytes(known.id) })),
  };
  const made = await navigator.credentials.create({ publicKey });
  const id = text(made.rawId);
  const response = { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) };
  return JSON.stringify({ id, rawId: id, type: made.type, response });
}

/**
 * Have a passkey sign.
 * @param {ArrayBuffer} challenge @param {string} rpId @param {string[]} ids credential ids, one of which is asked for
 * @returns {Promise<string>} the assertion, as the server keeps it
 */
export async function sign(challenge, rpId, ids) {
  const allowCredentials = ids.map((id) => ({ type: "public-key", id: bytes(id) }));
  const publicKey = { challenge, rpId, allowCredentials, userVerification: "required" };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  return JSON.stringify({
    authenticator_data: text(response.authenticatorData),
    client_data_json: text(response.clientDataJSON),
    credential_id: text(rawId),
    signature: text(response.signature),
  });
}

/** Why the browser did not do it, and what to do. @param {Error} error @returns {string} */
export function explain(error) {
  const known = {
    NotAllowedError: "It was cancelled, took too long, or the passkey is not on this device.",
    InvalidStateError: "This device keeps a passkey of yours already.",
    SecurityError: "The browser takes no passkey of this desk at this address.",
    NotSupportedError: "This device can make no passkey of a kind that the desk takes.",
  };
  return known[error?.name] ?? `The browser says: ${error?.message ?? error}`;
}

/** Say what went wrong, in the place that is kept for it; "" takes it away. @param {string} id @param {string} sentence */
export function say(id, sentence) {
  const place = document.getElementById(id);
  place.hidden = !sentence;
  place.querySelector("span").textContent = sentence;
}

function bytes(encoded) {
  const plain = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
