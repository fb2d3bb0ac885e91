/** A small inspection for store and sync tests: bytes that are no picture, which nothing here looks into. */
import { createHash } from "node:crypto";
import type { Draft } from "../../../static/src/domain/model";
import type { SealInput } from "../../../static/src/domain/revision";
import type { EvidenceStore, NewPhoto } from "../../../static/src/store/evidence";

export const OFFICER = "12";
export const DEVICE = "01990000-0000-7000-8000-0000000000d1";
export const NO_THUMBNAIL = new ArrayBuffer(0);

/** Bytes that differ everywhere, so that a swapped or missing chunk shows. */
export function noise(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let word = seed * 2_654_435_761;
  for (let index = 0; index < size; index++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = word >>> 24;
  }
  return bytes;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function newPhoto(id: string, at = 1_790_000_000_000): NewPhoto {
  return { id, mime: "image/jpeg", captured_ms: at, mono_ms: 10, method: "viewfinder" };
}

export function draftOf(inspection_id: string, changes: Partial<Draft> = {}): Draft {
  return {
    inspection_id,
    person_id: OFFICER,
    photos: [],
    type: "zone_rule_breach",
    outcome: "persuaded_corrected",
    note: "",
    ...changes,
  };
}

export function sealInput(draft: Draft): SealInput {
  return {
    draft,
    device_id: DEVICE,
    officers: [draft.person_id],
    law_version: "a".repeat(64),
    verdict: { engine: 1, zones_version: "b".repeat(64), place: "unknown" },
    clock: { wall_ms: 1_790_000_004_000, mono_ms: 81_234, boot_id: "boot" },
    sealed_ms: 1_790_000_004_000,
    app: "0.1.0",
  };
}

/** Takes photos of the given sizes and seals them; the photo ids are `<inspection>-p0`, `-p1` … */
export async function sealed(
  store: EvidenceStore,
  inspection_id: string,
  sizes: number[],
  person_id = OFFICER,
): Promise<void> {
  const owner = { person_id, inspection_id };
  const photos = [];
  for (const [index, size] of sizes.entries()) {
    const photo = newPhoto(`${inspection_id}-p${index}`, 1_790_000_000_000 + index);
    photos.push(await store.keepPhoto(owner, photo, noise(size, index + 1), NO_THUMBNAIL));
  }
  await store.seal(sealInput(draftOf(inspection_id, { person_id, photos })));
}

/** A correction of the revision of `inspection_id` that is sealed last, with new photos of the given sizes. */
export async function correctionOf(
  store: EvidenceStore,
  inspection_id: string,
  sizes: number[],
  changes: Partial<Draft> = {},
): Promise<Draft> {
  const revisions = (await store.inspectionOps(inspection_id)).filter((op) => op.kind === "rev");
  const last = revisions[revisions.length - 1];
  if (last === undefined) throw new Error(`${inspection_id} is not sealed`);
  const corrects = { rev: last.rev, sha256: last.sha256 };
  const blank = draftOf(inspection_id, { person_id: last.person_id, corrects, struck: [] });
  for (const [index, size] of sizes.entries()) {
    const photo = newPhoto(
      `${inspection_id}-r${last.rev + 1}-p${index}`,
      1_790_000_900_000 + index,
    );
    await store.keepPhoto(blank, photo, noise(size, 50 + index), NO_THUMBNAIL);
  }
  return { ...(await store.correction(blank)), ...changes };
}

export async function sealCorrection(
  store: EvidenceStore,
  inspection_id: string,
  sizes: number[],
  changes: Partial<Draft> = {},
): Promise<void> {
  await store.seal(sealInput(await correctionOf(store, inspection_id, sizes, changes)));
}
