/**
 * The record being made. Every change goes to disk in the order it was made; a photo is shown only
 * when its bytes were read back from disk, so what the officer sees survives a killed app.
 */
import { batch } from "@preact/signals";
import type { CaptureMethod, Draft, DraftPhoto } from "../domain/model";
import type { DraftOwner } from "../store/evidence";
import type { Services } from "./services";
import { atHand, correction, draft, keeping, law, leaving, problem } from "./state";

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
  await turned;
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

/** Resolved unless a record is on its way to its seal: what belongs to the next one reaches the disk after it. */
let turned: Promise<void> = Promise.resolve();
let turn: () => void = () => undefined;
/** The draft that took the place of the record on its way. */
let nextId = "";
/** Drafts that gave way again to the record before them, by the id of that record. */
const joined = new Map<string, string>();

function recordOf(inspectionId: string): string {
  return joined.get(inspectionId) ?? inspectionId;
}

function isLeaving(inspectionId: string): boolean {
  return leaving.value?.inspection_id === recordOf(inspectionId);
}

/** Takes the record off the screen to be sealed; whatever is tapped from here on belongs to the next one. */
export function takeAway(services: Services, made: Draft): void {
  const next = nextDraft(services, made.person_id);
  nextId = next.inspection_id;
  turned = new Promise((resolve) => {
    turn = resolve;
  });
  batch(() => {
    leaving.value = made;
    draft.value = next;
    keeping.value = 0;
    problem.value = "";
  });
}

/** The record is sealed with these photos; any other had come too late for it and goes to the next one. */
export function sealedAway(photoIds: string[]): void {
  const late = (leaving.value?.photos ?? []).filter(({ id }) => !photoIds.includes(id));
  const next = draft.value;
  leaving.value = undefined;
  if (next?.inspection_id === nextId) draft.value = { ...next, photos: [...next.photos, ...late] };
  turn();
}

/** The record could not be sealed: it is on the screen again as it was, and takes in what came since. */
export function putBack(): void {
  const made = leaving.value;
  const since = draft.value;
  if (!made) return;
  joined.set(nextId, made.inspection_id);
  leaving.value = undefined;
  if (since?.inspection_id === nextId) {
    const note = [made.note, since.note].filter((text) => text !== "").join("\n");
    draft.value = { ...made, note, photos: [...made.photos, ...since.photos] };
  }
  turn();
}

/** Shows a change of that record, on the screen or on its way to its seal. */
function show(inspectionId: string, changed: (made: Draft) => Draft): void {
  for (const held of [draft, correction, leaving]) {
    if (held.value?.inspection_id === inspectionId) held.value = changed(held.value);
  }
}

type Change = Partial<Pick<Draft, "type" | "outcome" | "note" | "struck">>;

/** Shows a change at once and keeps it. Rejects with the store's error when the phone refuses. */
export async function change({ evidence }: Services, patch: Change): Promise<void> {
  const made = atHand.value;
  if (!made) return;
  const changed = { ...made, ...patch };
  show(made.inspection_id, () => changed);
  problem.value = "";
  await turned;
  const isJoined = joined.has(changed.inspection_id);
  const kept = isJoined ? draft.value : changed;
  if (kept?.inspection_id !== recordOf(changed.inspection_id)) return;
  await inOrder(() => evidence.keepDraft(kept));
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
  if (!isLeaving(owner.inspection_id)) await turned;
  const inspection_id = recordOf(owner.inspection_id);
  const photo = await inOrder(() =>
    services.evidence.keepPhoto(
      { ...ownerOf(owner), inspection_id },
      { id: services.newId(), ...facts, ...(fix && { fix }) },
      bytes,
      thumbnail,
    ),
  );
  show(inspection_id, (now) => withPhoto(now, photo));
  // Why its record is back on the screen stays said.
  if (atHand.value?.inspection_id === owner.inspection_id) problem.value = "";
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

/** Counts photos on their way to disk, of the record on the screen alone. */
export function coming(owner: DraftOwner, more: 1 | -1): void {
  if (!isLeaving(owner.inspection_id)) keeping.value += more;
}

/** How many more photos fit in the record that they were taken for. `before`: as in `room`. */
export function roomFor(owner: DraftOwner, before = 0): number {
  const left = isLeaving(owner.inspection_id) ? leaving.value : undefined;
  return left ? MOST_PHOTOS - left.photos.length : room(before);
}

/** How many more photos fit, counting those on their way to disk. `before`: photos of an earlier revision. */
export function room(before = 0): number {
  const most = Math.min(MOST_PHOTOS, MOST_OF_ALL - before);
  return most - (atHand.value?.photos.length ?? 0) - keeping.value;
}
