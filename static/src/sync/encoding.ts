/** Base64 of headers and receipts. Evidence itself never travels or lies in base64. */
import type { Bytes } from "../domain/model";

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function base64OfText(text: string): string {
  return base64(new TextEncoder().encode(text));
}

/** Bytes of base64url without padding; undefined when it is not that. */
export function fromBase64Url(text: string): Bytes | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const standard = text.replace(/-/g, "+").replace(/_/g, "/");
    const binary = atob(standard);
    // Bits after the end that nothing reads would make two texts of one value: two texts of one receipt.
    if (btoa(binary).replace(/=+$/, "") !== standard) return undefined;
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    // atob throws on an impossible length: the caller treats it like any other text that is not base64.
    return undefined;
  }
}

/** JSON that a header carries in base64url; undefined when it is not that. */
export function jsonFromBase64Url(header: string | null): unknown {
  const bytes = header === null ? undefined : fromBase64Url(header);
  return bytes && parseJson(new TextDecoder().decode(bytes));
}

/** The value of a JSON text, undefined for anything else (a portal's page, a cut answer). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
