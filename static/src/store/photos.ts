/**
 * Photo bytes: kept as small chunks in one durable transaction with the photo's row in the draft, then read
 * back and hashed. So a photo is either wholly in its officer's draft or was never there.
 */
import { hex } from "../domain/ids";
import type { Bytes, CaptureMethod, DraftPhoto, Fix } from "../domain/model";
import { photoOpKey } from "../domain/revision";
import { PhotoDamaged, StorageBroken } from "./errors";
import {
  CHUNK_BYTES,
  chunksOf,
  type DraftOwner,
  type Evidence,
  type EvidenceWrite,
  metaKey,
  PHOTO_BYTES,
  photoKeyOf,
  THUMBNAIL_BYTES,
} from "./schema";

export interface NewPhoto {
  id: string;
  mime: string;
  captured_ms: number;
  mono_ms: number;
  method: CaptureMethod;
  fix?: Fix;
}

/** Lower-case hex SHA-256. */
export async function sha256(subtle: SubtleCrypto, bytes: BufferSource): Promise<string> {
  return hex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
}

/** See `EvidenceStore.keepPhoto`. */
export async function keepPhoto(
  evidence: Evidence,
  subtle: SubtleCrypto,
  owner: DraftOwner,
  photo: NewPhoto,
  given: { bytes: Uint8Array; thumbnail: ArrayBuffer },
): Promise<DraftPhoto> {
  assertBytes(given.bytes);
  assertBuffer(given.thumbnail, THUMBNAIL_BYTES);
  // Hashed and cut from one copy, so that a caller that reuses its buffer cannot change what is kept.
  const bytes = new Uint8Array(given.bytes);
  const kept: DraftPhoto = {
    ...photo,
    sha256: await sha256(subtle, bytes),
    size: bytes.length,
    thumbnail: given.thumbnail,
  };
  await evidence.write(["ops", "chunks", "meta"], (tx) => putPhoto(tx, owner, kept, bytes));
  const back = await readPhoto(evidence, photo.id);
  if ((await sha256(subtle, back)) !== kept.sha256) {
    await dropPhoto(evidence, owner.person_id, photo.id);
    throw new StorageBroken(`photo ${photo.id} did not read back as it was written`);
  }
  return kept;
}

async function putPhoto(
  tx: EvidenceWrite,
  owner: DraftOwner,
  photo: DraftPhoto,
  bytes: Bytes,
): Promise<void> {
  if (await tx.objectStore("ops").getKey(photoOpKey(photo.id))) {
    throw new RangeError(`photo ${photo.id} is sealed`);
  }
  const chunks = tx.objectStore("chunks");
  await chunks.delete(chunksOf(photo.id));
  for (let n = 0; n * CHUNK_BYTES < bytes.length; n++) {
    const chunk = bytes.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES).buffer;
    assertBuffer(chunk, CHUNK_BYTES);
    await chunks.put(chunk, [photo.id, n]);
  }
  const row = { inspection_id: owner.inspection_id, photo };
  await tx.objectStore("meta").put(row, photoKeyOf(owner, photo.id));
}

/** Removes an unsealed photo; one that is sealed by now stays. */
export async function dropPhoto(
  evidence: Evidence,
  personId: string,
  photoId: string,
): Promise<void> {
  await evidence.write(["ops", "chunks", "meta"], (tx) => deletePhoto(tx, personId, photoId));
}

export async function deletePhoto(
  tx: EvidenceWrite,
  personId: string,
  photoId: string,
): Promise<void> {
  await tx.objectStore("meta").delete(metaKey.photo(personId, photoId));
  await tx.objectStore("meta").delete(metaKey.correctionPhoto(personId, photoId));
  if (await tx.objectStore("ops").getKey(photoOpKey(photoId))) return;
  await tx.objectStore("chunks").delete(chunksOf(photoId));
}

/** All bytes of a photo, as they lie there: whoever trusts them compares their hash first. */
export async function readPhoto(evidence: Evidence, photoId: string): Promise<Bytes> {
  const chunks = await evidence.read(["chunks"], (tx) =>
    tx.objectStore("chunks").getAll(chunksOf(photoId)),
  );
  if (chunks.length === 0) throw new PhotoDamaged(photoId);
  return joined(chunks);
}

/** The bytes from `start` up to but not including `end`, with no more of the photo in memory than they need. */
export async function readPhotoSlice(
  evidence: Evidence,
  photoId: string,
  start: number,
  end: number,
): Promise<Bytes> {
  const first = Math.floor(start / CHUNK_BYTES);
  const last = Math.floor((end - 1) / CHUNK_BYTES);
  const range = IDBKeyRange.bound([photoId, first], [photoId, last]);
  const chunks = await evidence.read(["chunks"], (tx) => tx.objectStore("chunks").getAll(range));
  const offset = first * CHUNK_BYTES;
  const bytes = joined(chunks);
  if (chunks.length !== last - first + 1 || bytes.length < end - offset) {
    throw new PhotoDamaged(photoId);
  }
  return bytes.slice(start - offset, end - offset);
}

function joined(chunks: ArrayBuffer[]): Bytes {
  const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(new Uint8Array(chunk), offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

// The types say the same, but a Blob that slips past them is lost on iPhones only when it is too late.
function assertBytes(value: unknown): void {
  if (tagOf(value) !== "[object Uint8Array]") throw new TypeError("photo bytes: not a Uint8Array");
  const { length } = value as Uint8Array;
  if (length === 0 || length > PHOTO_BYTES) throw new RangeError(`photo of ${length} bytes`);
}

export function assertBuffer(value: unknown, most: number): void {
  if (tagOf(value) !== "[object ArrayBuffer]") throw new TypeError("only an ArrayBuffer is kept");
  const { byteLength } = value as ArrayBuffer;
  if (byteLength > most) throw new RangeError(`value of ${byteLength} bytes, at most ${most}`);
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
