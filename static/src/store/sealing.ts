/**
 * Sealing: the draft becomes a revision with its place in the device's chain, in one durable transaction,
 * and counts as saved only when the sealed bytes were read back and are the same.
 */
import { canonicalBytes } from "../domain/jcs";
import type { Bytes, DraftPhoto, Op, SealedRevision } from "../domain/model";
import {
  buildRevision,
  CHAIN_START,
  type ChainLink,
  photoOpKey,
  revisionOpKey,
  type SealInput,
} from "../domain/revision";
import { PhotoDamaged, StorageBroken } from "./errors";
import { assertBuffer, readPhoto, sha256 } from "./photos";
import { CHUNK_BYTES, type DraftRow, type Evidence, type EvidenceWrite, metaKey } from "./schema";

interface Sealed {
  last: ChainLink;
  revision: SealedRevision;
  bytes: Bytes;
  sha256: string;
}

/** See `EvidenceStore.seal`. */
export async function seal(
  evidence: Evidence,
  subtle: SubtleCrypto,
  input: SealInput,
): Promise<SealedRevision> {
  const opKey = revisionOpKey(input.draft.inspection_id, 1);
  const before = await readOp(evidence, opKey);
  if (before === undefined) {
    await checkPhotos(evidence, subtle, input);
    await sealInTurn(evidence, subtle, input);
  }
  const op = await readOp(evidence, opKey);
  if (op === undefined || (await sha256(subtle, op.bytes)) !== op.sha256) {
    throw new StorageBroken(`${opKey} did not read back as it was sealed`);
  }
  return JSON.parse(new TextDecoder().decode(op.bytes)) as SealedRevision;
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

/** Hashing cannot happen inside an IndexedDB transaction, so the chain is read, used, and checked again when writing. */
async function sealInTurn(
  evidence: Evidence,
  subtle: SubtleCrypto,
  input: SealInput,
): Promise<void> {
  const chainKey = metaKey.chain(input.device_id);
  for (;;) {
    const last = await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(chainKey));
    const sealed = await sealedAfter((last as ChainLink | undefined) ?? CHAIN_START, input, subtle);
    const done = await evidence.write(["ops", "meta"], (tx) => putSealed(tx, input, sealed));
    if (done) return;
  }
}

async function sealedAfter(
  last: ChainLink,
  input: SealInput,
  subtle: SubtleCrypto,
): Promise<Sealed> {
  const revision = buildRevision(input, last);
  const bytes = canonicalBytes(revision);
  assertBuffer(bytes.buffer, CHUNK_BYTES);
  return { last, revision, bytes, sha256: await sha256(subtle, bytes) };
}

/** False when another tab sealed something in between, so that the chain must be read again. */
async function putSealed(tx: EvidenceWrite, input: SealInput, sealed: Sealed): Promise<boolean> {
  const meta = tx.objectStore("meta");
  const ops = tx.objectStore("ops");
  const { draft, device_id } = input;
  if (await ops.getKey(revisionOpKey(draft.inspection_id, 1))) return true;
  const chainKey = metaKey.chain(device_id);
  const last = ((await meta.get(chainKey)) as ChainLink | undefined) ?? CHAIN_START;
  if (last.sha256 !== sealed.last.sha256) return false;
  for (const photo of draft.photos) {
    const rowKey = metaKey.photo(draft.person_id, photo.id);
    if (!(await meta.getKey(rowKey))) {
      throw new StorageBroken(`photo ${photo.id} is no longer in the draft`);
    }
    await meta.delete(rowKey);
  }
  for (const op of opsOf(input, sealed)) await ops.add(op);
  await meta.put({ seq: sealed.revision.seq, sha256: sealed.sha256 }, chainKey);
  const row = (await meta.get(metaKey.draft(draft.person_id))) as DraftRow | undefined;
  if (row?.inspection_id === draft.inspection_id) {
    await meta.delete(metaKey.draft(draft.person_id));
  }
  return true;
}

function opsOf(input: SealInput, sealed: Sealed): Op[] {
  const { draft, device_id } = input;
  const { id, rev, seq } = sealed.revision;
  const common = {
    person_id: draft.person_id,
    device_id,
    inspection_id: id,
    rev,
    fmt: 1,
    seq,
    state: "saved",
    tries: 0,
    next_ms: 0,
    last_error: "",
    refusal: "",
    refusals: 0,
  } as const;
  return [
    { ...common, ...recordPart(sealed) },
    ...draft.photos.map((photo, position) => ({ ...common, ...photoPart(photo, position) })),
  ];
}

function recordPart({ revision, bytes, sha256: hash }: Sealed) {
  return {
    op_key: revisionOpKey(revision.id, revision.rev),
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
