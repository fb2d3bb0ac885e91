/**
 * Corrections that an officer has begun: drafts of their own, one per returned record, beside the draft of a new
 * record. Their rows have names of their own, so that a bundle that knows none leaves them alone.
 */
import type { Draft } from "../domain/model";
import { ordered } from "./drafts";
import {
  correctionPhotoRowsOf,
  correctionRowsOf,
  type DraftRow,
  type Evidence,
  metaKey,
  type PhotoRow,
} from "./schema";

async function photosOf(evidence: Evidence, personId: string): Promise<PhotoRow[]> {
  const rows = await evidence.read(["meta"], (tx) =>
    tx.objectStore("meta").getAll(correctionPhotoRowsOf(personId)),
  );
  return rows as PhotoRow[];
}

/** See `EvidenceStore.correction`. */
export async function readCorrection(evidence: Evidence, blank: Draft): Promise<Draft> {
  const { person_id, inspection_id } = blank;
  const key = metaKey.correction(person_id, inspection_id);
  const row = (await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(key))) as
    | DraftRow
    | undefined;
  const photos = (await photosOf(evidence, person_id)).filter(
    (one) => one.inspection_id === inspection_id,
  );
  const { photo_ids = [], ...entered } = row ?? {};
  return { ...blank, ...entered, photos: ordered(photos, photo_ids) };
}

/** See `EvidenceStore.corrections`. */
export async function correctionsOf(evidence: Evidence, personId: string): Promise<string[]> {
  const rows = (await evidence.read(["meta"], (tx) =>
    tx.objectStore("meta").getAll(correctionRowsOf(personId)),
  )) as DraftRow[];
  return rows.map((row) => row.inspection_id);
}
