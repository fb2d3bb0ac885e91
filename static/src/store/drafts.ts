/**
 * What an officer has entered and not sealed. The words and choices lie in one row; the photos are their own
 * rows, written with their bytes, so that no kill can leave a photo that no draft names.
 */
import type { Draft, DraftPhoto } from "../domain/model";
import { revisionOf, revisionOpKey } from "../domain/revision";
import { deletePhoto } from "./photos";
import {
  type DraftRow,
  draftKeyOf,
  type Evidence,
  type EvidenceRead,
  metaKey,
  type PhotoRow,
  photoRowsOf,
} from "./schema";

interface Found {
  row: DraftRow | undefined;
  photos: PhotoRow[];
  /** The inspection of the photos, unless it is sealed already. */
  inspection_id: string | undefined;
}

/** See `EvidenceStore.draft`. */
export async function readDraft(
  evidence: Evidence,
  personId: string,
  newId: () => string,
): Promise<Draft | undefined> {
  const { row, photos, inspection_id } = await evidence.read(["ops", "meta"], (tx) =>
    find(tx, personId),
  );
  if (row === undefined && photos.length === 0) return undefined;
  const empty = { person_id: personId, type: "", outcome: "", note: "" };
  const { photo_ids, ...entered } = row ?? {
    ...empty,
    inspection_id: inspection_id ?? newId(),
    photo_ids: [],
  };
  return { ...entered, photos: ordered(photos, photo_ids) };
}

async function find(tx: EvidenceRead, personId: string): Promise<Found> {
  const meta = tx.objectStore("meta");
  const row = (await meta.get(metaKey.draft(personId))) as DraftRow | undefined;
  const photos = (await meta.getAll(photoRowsOf(personId))) as PhotoRow[];
  const named = photos[0]?.inspection_id;
  const sealed = named && (await tx.objectStore("ops").getKey(revisionOpKey(named, 1)));
  return { row, photos, inspection_id: sealed ? undefined : named };
}

/** In the order the draft names them; those it does not name yet come last, in the order they were taken. */
export function ordered(rows: PhotoRow[], ids: string[]): DraftPhoto[] {
  const place = (photo: DraftPhoto) => {
    const index = ids.indexOf(photo.id);
    return index === -1 ? ids.length : index;
  };
  return rows
    .map((row) => row.photo)
    .sort((a, b) => place(a) - place(b) || a.captured_ms - b.captured_ms || (a.id < b.id ? -1 : 1));
}

/** See `EvidenceStore.keepDraft`. */
export async function keepDraft(evidence: Evidence, draft: Draft): Promise<void> {
  const { photos, ...entered } = draft;
  const row: DraftRow = { ...entered, photo_ids: photos.map((photo) => photo.id) };
  const opKey = revisionOpKey(draft.inspection_id, revisionOf(draft));
  await evidence.write(["ops", "meta"], async (tx) => {
    // A late autosave must not bring back a draft that was sealed in the meantime.
    if (await tx.objectStore("ops").getKey(opKey)) return;
    await tx.objectStore("meta").put(row, draftKeyOf(draft));
  });
}

/** See `EvidenceStore.forgetDraft`. */
export async function forgetDraft(evidence: Evidence, personId: string): Promise<void> {
  await evidence.write(["ops", "chunks", "meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const rows = (await meta.getAll(photoRowsOf(personId))) as PhotoRow[];
    for (const row of rows) await deletePhoto(tx, personId, row.photo.id);
    await meta.delete(metaKey.draft(personId));
  });
}
