/**
 * The phone's signature on what it seals (docs/protocol.md §3.2): a grade that evidence may have, never something it
 * waits for. Some phones cannot keep such a key, some take too long: then the row says why there is none.
 */
import type { Bytes } from "../domain/model";

/** A phone's public key, as an enrolment names it. */
export interface PublicJwk {
  kty: "EC";
  crv: "P-256";
  x: string;
  y: string;
}

/** The phone's key pair; the private half cannot leave the browser. */
export interface SigningKey {
  private_key: CryptoKey;
  public_key: PublicJwk;
}

/** As kept with what is sealed: `sig` is what X-Sig says, `unsigned` why there is none. */
export type SealSignature = { sig: string } | { unsigned: string };

export type Sign = (bytes: Bytes) => Promise<SealSignature>;

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ALGORITHM = { name: "ECDSA", hash: "SHA-256" };

/** An officer who presses save waits for no signature longer than this. */
const LIMIT_MS = 300;

export async function makeSigningKey(subtle: SubtleCrypto): Promise<SigningKey> {
  const pair = await subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const { x = "", y = "" } = await subtle.exportKey("jwk", pair.publicKey);
  return { private_key: pair.privateKey, public_key: { kty: "EC", crv: "P-256", x, y } };
}

/** Signs with the key that `find` gives, within the limit. It never rejects. */
export function deviceSigner(
  subtle: SubtleCrypto,
  find: () => Promise<CryptoKey | undefined>,
  limitMs = LIMIT_MS,
): Sign {
  let isWorking = false;
  return async (bytes) => {
    // One that hangs must not cost each later seal its limit again.
    if (isWorking) return { unsigned: "slow" };
    isWorking = true;
    const signed = signWith(subtle, find, bytes).finally(() => {
      isWorking = false;
    });
    return within<SealSignature>(signed, limitMs, { unsigned: "timeout" });
  };
}

async function signWith(
  subtle: SubtleCrypto,
  find: () => Promise<CryptoKey | undefined>,
  bytes: Bytes,
): Promise<SealSignature> {
  try {
    const key = await find();
    if (key === undefined) return { unsigned: "no_key" };
    return { sig: `ES256 ${base64Url(await subtle.sign(ALGORITHM, key, bytes))}` };
  } catch (error) {
    return { unsigned: error instanceof Error ? error.name : "failed" };
  }
}

/** What `work` answers, or after the limit `otherwise`; the work is left to end by itself. */
export async function within<T>(work: Promise<T>, limitMs: number, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

function base64Url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
