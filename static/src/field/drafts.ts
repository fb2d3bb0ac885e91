/**
 * The record being made. Every change goes to disk in the order it was made; a photo is shown only
 * when its bytes were read back from disk, so what the officer sees survives a killed app.
 */
import type { CaptureMethod, Draft, DraftPhoto } from "../domain/model";
import type { DraftOwner } from "../store/evidence";
import type { Services } from "./services";
import { atHand, correction, draft, keeping, law, problem } from "./state";

export const MOST_PHOTOS = 9;
/** The server takes no more in one revision, and a correction names those of the earlier ones too. */
const MOST_OF_ALL = 30;

export interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string;
  method: CaptureMethod;
  thumbnail: ArrayBuffer;
  captured_ms: number;
  mono_ms: number;
}

export function blankDraft(personId: string, inspectionId: string, outcome: string): Draft {
  return {
    inspection_id: inspectionId,
    person_id: personId,
    photos: [],
    type: "",
    outcome,
    note: "",
  };
}

/** True when something would be lost by throwing it away. */
export function isOpen(made: Draft | undefined): boolean {
  return made !== undefined && (made.photos.length > 0 || made.type !== "" || made.note !== "");
}

/** What a record cannot do without and this draft lacks, in the order of the screen. */
export function missing(made: Draft): ("photo" | "type")[] {
  const lacks: ("photo" | "type")[] = [];
  if (made.photos.length === 0) lacks.push("photo");
  if (made.type === "") lacks.push("type");
  return lacks;
}

/** The first outcome is chosen beforehand: nearly all records end so (ux.md §1). */
function usualOutcome(): string {
  return law.value?.outcomes[0]?.code ?? "persuaded_corrected";
}

export function nextDraft({ newId }: Pick<Services, "newId">, personId: string): Draft {
  return blankDraft(personId, newId(), usualOutcome());
}

/** Brings back what this person had begun, or begins anew. */
export async function openDraft(services: Services, personId: string): Promise<void> {
  const kept = await inOrder(() => services.evidence.draft(personId));
  draft.value = kept
    ? { ...kept, outcome: kept.outcome || usualOutcome() }
    : nextDraft(services, personId);
  problem.value = "";
}

export function closeDraft(): void {
  draft.value = undefined;
  correction.value = undefined;
  problem.value = "";
}

let writes: Promise<unknown> = Promise.resolve();

/** Runs one write after the other; a failed one does not stop those behind it. */
export function inOrder<T>(write: () => Promise<T>): Promise<T> {
  const done = writes.then(write, write);
  writes = done;
  return done;
}

let takings: Promise<unknown> = Promise.resolve();

/** Follows a photo from the shutter to the disk, for those who must wait for it. */
export function follow<T>(taking: Promise<T>): Promise<T> {
  takings = Promise.allSettled([takings, taking]);
  return taking;
}

/** Resolves when every photo taken so far is kept or was refused. */
export async function settled(): Promise<void> {
  await takings;
}

type Change = Partial<Pick<Draft, "type" | "outcome" | "note" | "struck">>;

/** Shows a changed draft, if it is still on the screen or behind it. */
function show(inspectionId: string, changed: (made: Draft) => Draft): void {
  for (const held of [draft, correction]) {
    if (held.value?.inspection_id === inspectionId) held.value = changed(held.value);
  }
}

/** Shows a change at once and keeps it. Rejects with the store's error when the phone refuses. */
export async function change({ evidence }: Services, patch: Change): Promise<void> {
  const made = atHand.value;
  if (!made) return;
  const changed = { ...made, ...patch };
  show(made.inspection_id, () => changed);
  problem.value = "";
  await inOrder(() => evidence.keepDraft(changed));
}

function withPhoto(made: Draft, photo: DraftPhoto): Draft {
  return { ...made, photos: [...made.photos, photo] };
}

function ownerOf({ person_id, inspection_id, corrects }: DraftOwner): DraftOwner {
  return { person_id, inspection_id, ...(corrects && { corrects }) };
}

/** Keeps a photo, then shows it. `owner` is the draft at the shutter. */
export async function addPhoto(
  services: Services,
  owner: DraftOwner,
  picture: Picture,
): Promise<void> {
  const { bytes, thumbnail, ...facts } = picture;
  const fix = services.locator.fixAt(picture.captured_ms);
  const photo = await inOrder(() =>
    services.evidence.keepPhoto(
      ownerOf(owner),
      { id: services.newId(), ...facts, ...(fix && { fix }) },
      bytes,
      thumbnail,
    ),
  );
  show(owner.inspection_id, (now) => withPhoto(now, photo));
  problem.value = "";
}

export async function dropPhoto({ evidence }: Services, photoId: string): Promise<void> {
  const made = atHand.value;
  if (!made) return;
  await inOrder(() => evidence.dropPhoto(made.person_id, photoId));
  show(made.inspection_id, (now) => ({
    ...now,
    photos: now.photos.filter(({ id }) => id !== photoId),
  }));
}

/** How many more photos fit, counting those on their way to disk. `before`: photos of an earlier revision. */
export function room(before = 0): number {
  const most = Math.min(MOST_PHOTOS, MOST_OF_ALL - before);
  return most - (atHand.value?.photos.length ?? 0) - keeping.value;
}
