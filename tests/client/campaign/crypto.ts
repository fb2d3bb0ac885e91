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

/** What every phone of a schedule signs with; the model server knows it too. */
const DEVICE_KEY = new Uint8Array(32).fill(9);
export const deviceSignatureOf = (sealed: Uint8Array): string =>
  `ES256 ${signatureOf(sealed, DEVICE_KEY).toString("base64url")}`;

/** How the phone's own key works: some browsers keep none, some hang. */
export type Signing = "works" | "fails" | "hangs";

export function subtleOf(world: World, signing: Signing = "works"): SubtleCrypto {
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
  const signed = <T>(make: () => T): Promise<T> => {
    if (signing === "hangs") return new Promise(() => undefined);
    return soon(() => {
      if (signing === "fails") throw new DOMException("no keys here", "NotSupportedError");
      return make();
    });
  };
  const subtle = {
    generateKey: () => signed(() => ({ privateKey: { raw: DEVICE_KEY }, publicKey: {} })),
    exportKey: () => signed(() => ({ kty: "EC", crv: "P-256", x: "x", y: "y" })),
    sign: (_name: unknown, key: Key, data: BufferSource) =>
      signed(() => new Uint8Array(signatureOf(view(data), key.raw)).buffer),
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
