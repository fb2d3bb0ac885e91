/**
 * Sealing: the draft becomes a revision with its place in the device's chain, in one durable transaction,
 * and counts as saved only when the sealed bytes were read back and are the same.
 */
import type { DraftPhoto, Op, SealedRevision } from "../domain/model";
import {
  buildRevision,
  photoOpKey,
  revisionIn,
  revisionOf,
  revisionOpKey,
  type SealInput,
} from "../domain/revision";
import { appendToChain, type Sealed, type SealTools } from "./chain";
import { EarlierMissing, PhotoDamaged, StorageBroken } from "./errors";
import { readPhoto, sha256 } from "./photos";
import { type DraftRow, draftKeyOf, type Evidence, type EvidenceWrite, photoKeyOf } from "./schema";

/** See `EvidenceStore.seal`. */
export async function seal(
  evidence: Evidence,
  tools: SealTools,
  input: SealInput,
): Promise<SealedRevision> {
  const { subtle } = tools;
  const opKey = opKeyOf(input);
  const before = await readOp(evidence, opKey);
  if (before === undefined) {
    await checkPhotos(evidence, subtle, input);
    const earlier = await earlierOf(evidence, subtle, input);
    await appendToChain(evidence, tools, {
      device_id: input.device_id,
      build: (last) => buildRevision(input, last, earlier),
      isDone: async (tx) => Boolean(await tx.objectStore("ops").getKey(opKey)),
      put: (tx, sealed) => putSealed(tx, input, sealed),
    });
  }
  const op = await readOp(evidence, opKey);
  if (op === undefined || (await sha256(subtle, op.bytes)) !== op.sha256) {
    throw new StorageBroken(`${opKey} did not read back as it was sealed`);
  }
  return revisionIn(op.bytes);
}

function opKeyOf({ draft }: SealInput): string {
  return revisionOpKey(draft.inspection_id, revisionOf(draft));
}

function readOp(evidence: Evidence, opKey: string): Promise<Op | undefined> {
  return evidence.read(["ops"], (tx) => tx.objectStore("ops").get(opKey));
}

/** A photo may have been damaged since it was kept; it can still be taken again now, and not after the seal. */
async function checkPhotos(
  evidence: Evidence,
  subtle: SubtleCrypto,
  { draft }: SealInput,
): Promise<void> {
  for (const photo of draft.photos) {
    if (await isKept(evidence, subtle, photo)) continue;
    // A read may glitch (sync.md A6): only a fresh connection's word makes the officer take the photo again.
    evidence.close();
    if (!(await isKept(evidence, subtle, photo))) throw new PhotoDamaged(photo.id);
  }
}

async function isKept(
  evidence: Evidence,
  subtle: SubtleCrypto,
  photo: DraftPhoto,
): Promise<boolean> {
  try {
    return (await sha256(subtle, await readPhoto(evidence, photo.id))) === photo.sha256;
  } catch (error) {
    if (error instanceof PhotoDamaged) return false;
    throw error;
  }
}

/** The revision that a correction starts from, exactly as it was sealed; undefined for a new record. */
async function earlierOf(
  evidence: Evidence,
  subtle: SubtleCrypto,
  { draft: { inspection_id, corrects } }: SealInput,
): Promise<SealedRevision | undefined> {
  if (corrects === undefined) return undefined;
  const op = await readOp(evidence, revisionOpKey(inspection_id, corrects.rev));
  if (op === undefined || (await sha256(subtle, op.bytes)) !== corrects.sha256) {
    throw new EarlierMissing(inspection_id, corrects.rev);
  }
  return revisionIn(op.bytes);
}

async function putSealed(
  tx: EvidenceWrite,
  input: SealInput,
  sealed: Sealed<SealedRevision>,
): Promise<void> {
  const meta = tx.objectStore("meta");
  const { draft } = input;
  for (const photo of draft.photos) {
    const rowKey = photoKeyOf(draft, photo.id);
    if (!(await meta.getKey(rowKey))) {
      throw new StorageBroken(`photo ${photo.id} is no longer in the draft`);
    }
    await meta.delete(rowKey);
  }
  for (const op of opsOf(input, sealed)) await tx.objectStore("ops").add(op);
  const row = (await meta.get(draftKeyOf(draft))) as DraftRow | undefined;
  if (row?.inspection_id === draft.inspection_id) await meta.delete(draftKeyOf(draft));
}

function opsOf(input: SealInput, sealed: Sealed<SealedRevision>): Op[] {
  const { draft, device_id } = input;
  const { id, rev, seq, photos } = sealed.value;
  const common = {
    ...FRESH,
    person_id: draft.person_id,
    device_id,
    inspection_id: id,
    rev,
    seq,
  };
  // Photos of the revision before have their ops already.
  const before = photos.length - draft.photos.length;
  return [
    { ...common, ...recordPart(sealed) },
    ...draft.photos.map((photo, index) => ({ ...common, ...photoPart(photo, before + index) })),
  ];
}

/** An op of which nothing was tried yet. */
export const FRESH = {
  fmt: 1,
  state: "saved",
  tries: 0,
  next_ms: 0,
  last_error: "",
  refusal: "",
  refusals: 0,
} as const;

function recordPart({ value, bytes, sha256: hash, signature }: Sealed<SealedRevision>) {
  return {
    ...signature,
    op_key: revisionOpKey(value.id, value.rev),
    kind: "rev",
    photo_id: "",
    bytes: bytes.buffer,
    sha256: hash,
    size: bytes.length,
    mime: "application/json",
    position: 0,
    thumbnail: new ArrayBuffer(0),
  } as const;
}

function photoPart({ id, sha256: hash, size, mime, thumbnail }: DraftPhoto, position: number) {
  return {
    op_key: photoOpKey(id),
    kind: "photo",
    photo_id: id,
    bytes: new ArrayBuffer(0),
    sha256: hash,
    size,
    mime,
    position,
    thumbnail,
  } as const;
}
