/**
 * Correcting a record that came back: a draft of its own beside the draft of a new record. The photos of the
 * earlier revision stay; they can be struck out with a reason, and restored.
 */
import { computed } from "@preact/signals";
import type { Draft, Op } from "../domain/model";
import { isCorrectable } from "../domain/review";
import { change, inOrder } from "./drafts";
import { readNews } from "./news";
import type { RevisionEntry } from "./records";
import { nameOf, reviewFor } from "./reviews";
import type { Services } from "./services";
import { atHand, correction, corrections, problem, records } from "./state";

/** The revision on this phone that the correction on the screen starts from. */
export const corrected = computed<RevisionEntry | undefined>(() => {
  const made = correction.value;
  return made && revisionsOf(made.inspection_id).find(({ op }) => op.rev === made.corrects?.rev);
});

function revisionsOf(inspectionId: string): RevisionEntry[] {
  return records.value.find((row) => row.inspection_id === inspectionId)?.revisions ?? [];
}

/** How many photos come before the new ones: none in a new record. */
export function correctedPhotos(): number {
  return corrected.value?.revision.photos.length ?? 0;
}

/** Photos of the earlier revision in their order, as far as they are on this phone. */
export function earlierPhotos(): Op[] {
  const row = records.value.find((one) => one.inspection_id === correction.value?.inspection_id);
  const named = corrected.value?.revision.photos.map(({ id }) => id) ?? [];
  return (row?.photos ?? []).filter((op) => named.includes(op.photo_id));
}

/** The revision that can be corrected here: the returned one, or that of a correction already begun. */
function startOf(inspectionId: string): RevisionEntry | undefined {
  const row = records.value.find((one) => one.inspection_id === inspectionId);
  if (!row) return undefined;
  const { returned } = reviewFor(row);
  const mayStart = returned && isCorrectable(nameOf(row), returned);
  return mayStart || corrections.value.includes(inspectionId) ? row.revisions[0] : undefined;
}

export function canCorrect(inspectionId: string): boolean {
  return startOf(inspectionId) !== undefined;
}

/** Brings back the correction that was begun, or begins one with what the earlier revision says. */
export async function openCorrection(services: Services, inspectionId: string): Promise<void> {
  const start = startOf(inspectionId);
  if (!start) return;
  const { op, revision } = start;
  const blank: Draft = {
    inspection_id: inspectionId,
    person_id: op.person_id,
    photos: [],
    type: revision.type,
    outcome: revision.outcome,
    note: revision.note,
    corrects: { rev: op.rev, sha256: op.sha256 },
    struck: revision.struck ?? [],
  };
  correction.value = await inOrder(() => services.evidence.correction(blank));
  problem.value = "";
}

/** Leaves the screen; what was entered stays on the phone. */
export async function closeCorrection(services: Services): Promise<void> {
  correction.value = undefined;
  problem.value = "";
  await inOrder(() => readNews(services));
}

/** Whether anything differs from the revision that came back. */
export function isCorrected(made: Draft): boolean {
  const before = corrected.value?.revision;
  if (!before) return true;
  const isSame =
    made.type === before.type &&
    made.outcome === before.outcome &&
    made.note === before.note &&
    JSON.stringify(made.struck ?? []) === JSON.stringify(before.struck ?? []);
  return !isSame || made.photos.length > 0;
}

export async function strike(services: Services, photoId: string, reason: string): Promise<void> {
  const others = (atHand.value?.struck ?? []).filter(({ id }) => id !== photoId);
  await change(services, { struck: [...others, { id: photoId, reason }] });
}

export async function restore(services: Services, photoId: string): Promise<void> {
  const struck = (atHand.value?.struck ?? []).filter(({ id }) => id !== photoId);
  await change(services, { struck });
}
