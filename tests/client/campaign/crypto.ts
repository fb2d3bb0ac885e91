/**
 * WebCrypto for schedules: SHA-256 is the real one, signatures are a keyed hash under Ed25519's names and sizes
 * (the real ones have tests of their own). Each answer is a task of its own, as in a browser, so that code which
 * awaits it inside a transaction loses the transaction here too; the machine's threads have no say in the order.
 */
import { createHash } from "node:crypto";
import type { World } from "./world";

export const digestOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(bytes).digest());

export const hashOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

const KEY = new Uint8Array(32).fill(7);
export const SERVER_KEY = Buffer.from(KEY).toString("base64url");

export function signatureOf(message: Uint8Array, key: Uint8Array = KEY): Buffer {
  return createHash("sha512").update(key).update(message).digest();
}

function view(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

interface Key {
  raw: Uint8Array;
}

export function subtleOf(world: World): SubtleCrypto {
  const soon = <T>(make: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      world.task(() => {
        try {
          resolve(make());
        } catch (error) {
          reject(error);
        }
      });
    });
  const subtle = {
    digest: (_name: string, data: BufferSource) => {
      const hash = digestOf(view(data));
      return soon(() => hash.buffer);
    },
    importKey: (_format: string, raw: BufferSource) => soon(() => ({ raw: view(raw) })),
    verify: (_name: string, key: Key, signature: BufferSource, data: BufferSource) =>
      soon(() => signatureOf(view(data), key.raw).equals(view(signature))),
  };
  return subtle as unknown as SubtleCrypto;
}
