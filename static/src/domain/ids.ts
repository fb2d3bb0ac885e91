/**
 * Identifiers made by the phone: UUIDv7 (RFC 9562) in lower-case hyphenated text.
 * Their time helps people who read logs; nothing orders or trusts by it.
 */

/** `random` gives the 74 random bits and must hold at least 10 bytes; `nowMs` is the wall clock. */
export function uuid7(nowMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new RangeError("uuid7 needs 10 random bytes");
  const bytes = new Uint8Array(16);
  let time = Math.max(0, Math.floor(nowMs));
  for (let index = 5; index >= 0; index--) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return hyphenated(hex(bytes));
}

/** Lower-case hex, as hashes travel. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hyphenated(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
