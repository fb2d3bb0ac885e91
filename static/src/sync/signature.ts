/**
 * The server's signature on receipts and checkpoints, where the browser knows Ed25519 (Chrome 137, Safari 17).
 * Elsewhere the echo of our hash decides alone, and the receipt is kept for whoever can check it later.
 */
import type { Checkpoint } from "../domain/checkpoint";
import { canonicalBytes } from "../domain/jcs";
import type { Bytes, Receipt } from "../domain/model";
import { fromBase64Url } from "./encoding";

/** The base point of the curve: a valid public key, used only to ask whether the browser takes one. */
const PROBE_KEY = new Uint8Array(32).fill(0x66).fill(0x58, 0, 1);

export interface SignatureCheck {
  /** False only for a signature that is certainly wrong. `serverKey` is base64url; "" when none is known. */
  isGood(receipt: Receipt, serverKey: string): Promise<boolean>;
  /** The same of a checkpoint. */
  signsCheckpoint(checkpoint: Checkpoint, serverKey: string): Promise<boolean>;
}

export function signatureCheck(subtle: SubtleCrypto): SignatureCheck {
  let supported: Promise<boolean> | undefined;
  async function cannotCheck(serverKey: string): Promise<boolean> {
    if (serverKey === "") return true;
    supported ??= knowsEd25519(subtle);
    return !(await supported);
  }
  return {
    async isGood({ server_sig, ...signed }, serverKey) {
      if (await cannotCheck(serverKey)) return true;
      return verifies(subtle, canonicalBytes(signed), fromBase64Url(server_sig), serverKey);
    },
    async signsCheckpoint({ signed, signatures }, serverKey) {
      if (await cannotCheck(serverKey)) return true;
      for (const signature of signatures) {
        if (await verifies(subtle, signed, signature, serverKey)) return true;
      }
      return false;
    },
  };
}

async function knowsEd25519(subtle: SubtleCrypto): Promise<boolean> {
  try {
    await subtle.importKey("raw", PROBE_KEY, "Ed25519", false, ["verify"]);
    return true;
  } catch {
    // Whatever the browser's reason is, it cannot check; a known key cannot be the reason.
    return false;
  }
}

async function verifies(
  subtle: SubtleCrypto,
  signed: Bytes,
  signature: Bytes | undefined,
  serverKey: string,
): Promise<boolean> {
  const raw = fromBase64Url(serverKey);
  if (raw?.length !== 32 || signature?.length !== 64) return false;
  const key = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", key, signature, signed);
}
