/**
 * The chain of everything sealed on this device: each new link names the one before it. Hashing cannot happen
 * inside an IndexedDB transaction, so the chain is read, used, and checked again when writing.
 */
import { canonicalBytes } from "../domain/jcs";
import type { Bytes } from "../domain/model";
import { CHAIN_START, type ChainLink } from "../domain/revision";
import { assertBuffer, sha256 } from "./photos";
import { CHUNK_BYTES, type Evidence, type EvidenceWrite, metaKey } from "./schema";
import type { SealSignature, Sign } from "./signing";

export interface Sealed<T> {
  value: T;
  bytes: Bytes;
  sha256: string;
  signature: SealSignature | undefined;
}

/** What sealing needs beside the database. */
export interface SealTools {
  subtle: SubtleCrypto;
  /** Signs for this phone; without it nothing is signed. */
  sign?: Sign | undefined;
}

export interface Sealing<T extends { seq: number }> {
  device_id: string;
  /** What is sealed as the link after `last`. */
  build(last: ChainLink): T;
  /** Whether another tab, or an earlier try, has sealed it already. */
  isDone(tx: EvidenceWrite): Promise<boolean>;
  put(tx: EvidenceWrite, sealed: Sealed<T>): Promise<void>;
}

/** Seals as the next link, in one durable transaction with whatever `put` writes. */
export async function appendToChain<T extends { seq: number }>(
  evidence: Evidence,
  { subtle, sign }: SealTools,
  sealing: Sealing<T>,
): Promise<void> {
  const key = metaKey.chain(sealing.device_id);
  for (;;) {
    const found = await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(key));
    const last = (found as ChainLink | undefined) ?? CHAIN_START;
    const value = sealing.build(last);
    const bytes = canonicalBytes(value);
    assertBuffer(bytes.buffer, CHUNK_BYTES);
    const signature = await sign?.(bytes);
    const sealed = { value, bytes, sha256: await sha256(subtle, bytes), signature };
    if (await evidence.write(["ops", "meta"], (tx) => append(tx, sealing, last, sealed))) return;
  }
}

/** False when another tab sealed something in between, so that the chain must be read again. */
async function append<T extends { seq: number }>(
  tx: EvidenceWrite,
  sealing: Sealing<T>,
  last: ChainLink,
  sealed: Sealed<T>,
): Promise<boolean> {
  if (await sealing.isDone(tx)) return true;
  const meta = tx.objectStore("meta");
  const key = metaKey.chain(sealing.device_id);
  const now = ((await meta.get(key)) as ChainLink | undefined) ?? CHAIN_START;
  if (now.sha256 !== last.sha256) return false;
  await sealing.put(tx, sealed);
  await meta.put({ seq: sealed.value.seq, sha256: sealed.sha256 }, key);
  return true;
}
