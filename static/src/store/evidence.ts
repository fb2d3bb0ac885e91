/**
 * The evidence store: everything an officer made on this phone until, and after, the server has it.
 *
 * Whatever resolves here is on the disk: every write is one transaction of strict durability, photos and sealed
 * bytes are read back and compared, and each piece of work is tried once more on a fresh connection.
 * Failures are `StorageRefused` (no room), `PhotoDamaged`, or `StorageBroken`.
 */

import type { FactInput } from "../domain/facts";
import { uuid7 } from "../domain/ids";
import type {
  Bytes,
  Draft,
  DraftPhoto,
  Op,
  Receipt,
  SealedRevision,
  ServerClock,
} from "../domain/model";
import type { SealInput } from "../domain/revision";
import { withRoom } from "./ballast";
import type { SealTools } from "./chain";
import { correctionsOf, readCorrection } from "./corrections";
import { requeueWhole } from "./damaged";
import { forgetDraft, keepDraft, readDraft } from "./drafts";
import { sealFact, undeclaredHoles } from "./facts";
import { dropPhoto, keepPhoto, type NewPhoto, readPhoto, readPhotoSlice } from "./photos";
import {
  countsOfOthers,
  keepReceipt,
  type OpPatch,
  opsBy,
  readOp,
  readReceipt,
  requeueRefused,
  update,
  waitingOps,
} from "./queue";
import { type DraftOwner, type Evidence, evidenceConnection, type ReceiptRow } from "./schema";
import { seal } from "./sealing";
import type { Sign } from "./signing";
import { keepServerClock, readServerClock, readStanding, type Standing } from "./standing";

export type { SealInput } from "../domain/revision";
export { EarlierMissing, PhotoDamaged, StorageBroken, StorageRefused } from "./errors";
export type { NewPhoto } from "./photos";
export type { OpPatch } from "./queue";
export type { DraftOwner } from "./schema";

export interface EvidenceOptions {
  name?: string;
  indexedDB?: IDBFactory;
  subtle?: SubtleCrypto;
  /** Signs what is sealed; without it nothing is signed. */
  sign?: Sign;
  newId?: () => string;
}

export interface EvidenceStore {
  /** The database itself, for work whose code is loaded only when it is needed. */
  readonly database: Evidence;
  /**
   * Keeps a photo in the draft of its officer: bytes and row in one transaction, then read back and hashed.
   * `bytes` is 1 B … 32 MiB, `thumbnail` at most 32 KiB (empty when the browser cannot show the format).
   */
  keepPhoto(
    owner: DraftOwner,
    photo: NewPhoto,
    bytes: Uint8Array,
    thumbnail: ArrayBuffer,
  ): Promise<DraftPhoto>;
  /** The officer takes a photo out of the draft; a sealed photo stays. */
  dropPhoto(personId: string, photoId: string): Promise<void>;
  readPhoto(photoId: string): Promise<Bytes>;
  readPhotoSlice(photoId: string, start: number, end: number): Promise<Bytes>;
  /**
   * The draft with every kept, unsealed photo of that person, also those that no `keepDraft` named yet.
   * Without a stored draft but with such photos, one is made up from them.
   */
  draft(personId: string): Promise<Draft | undefined>;
  /** Keeps the words, the choices and the order of the photos; the photos themselves come and go by `keepPhoto` and `dropPhoto`. */
  keepDraft(draft: Draft): Promise<void>;
  /** Throws the draft away with all unsealed photos of that person. */
  forgetDraft(personId: string): Promise<void>;
  /** The correction begun of that record with its new photos, or `blank` with those that no `keepDraft` named yet. */
  correction(blank: Draft): Promise<Draft>;
  /** Inspections of which that person has entered a correction. */
  corrections(personId: string): Promise<string[]>;
  /**
   * Seals the draft with the photos it names. A revision that is sealed already is answered as it is stored.
   * `PhotoDamaged` names a photo to drop and take again; `EarlierMissing`: what it corrects is not on this phone.
   */
  seal(input: SealInput): Promise<SealedRevision>;
  /** Seals a fact as the next link of the chain; the same one, or a second hole for one photo, is passed over. */
  sealFact(input: FactInput): Promise<void>;
  /** Damaged photos, of everybody, that no fact has told the server about. */
  undeclaredHoles(): Promise<Op[]>;
  op(opKey: string): Promise<Op | undefined>;
  /** Everything that person sealed on this phone, oldest first, each revision followed by its photos. */
  ops(personId: string): Promise<Op[]>;
  inspectionOps(inspectionId: string): Promise<Op[]>;
  /** What still needs a receipt, of everybody: revisions first, then photos, oldest first. */
  waitingOps(): Promise<Op[]>;
  /** How many inspections of other people on this phone are not wholly received. */
  countsOfOthers(personId: string): Promise<number>;
  update(opKey: string, patch: OpPatch): Promise<void>;
  /** What the server refused waits to be sent again, as if it had never been tried: somebody asks anew.
   * So does what was called damaged and reads whole now. */
  requeueRefused(): Promise<void>;
  /** The receipt and the op's state "received" in one transaction. `canonical` is the text the server signed. */
  keepReceipt(opKey: string, receipt: Receipt, canonical: string): Promise<void>;
  receipt(key: string): Promise<ReceiptRow | undefined>;
  /** Every receipt on this phone. */
  receipts(): Promise<ReceiptRow[]>;
  /** What the server said last of itself, and of this phone for that person. */
  standing(personId: string): Promise<Standing>;
  serverClock(): Promise<ServerClock | undefined>;
  keepServerClock(reading: ServerClock): Promise<void>;
  /** Lets go of the connection: what is asked next is read over a fresh one. */
  reopen(): void;
  close(): void;
}

export async function openEvidence(options: EvidenceOptions = {}): Promise<EvidenceStore> {
  const evidence = evidenceConnection(
    options.name ?? "evidence",
    options.indexedDB ?? globalThis.indexedDB,
  );
  await evidence.ready();
  const tools = { subtle: options.subtle ?? globalThis.crypto.subtle, sign: options.sign };
  return storeOn(evidence, tools, options.newId ?? randomId);
}

function storeOn(evidence: Evidence, tools: SealTools, newId: () => string): EvidenceStore {
  return {
    database: evidence,
    keepPhoto: (owner, photo, bytes, thumbnail) =>
      keepPhoto(evidence, tools.subtle, owner, photo, { bytes, thumbnail }),
    dropPhoto: (personId, photoId) => dropPhoto(evidence, personId, photoId),
    readPhoto: (photoId) => readPhoto(evidence, photoId),
    readPhotoSlice: (photoId, start, end) => readPhotoSlice(evidence, photoId, start, end),
    draft: (personId) => readDraft(evidence, personId, newId),
    keepDraft: (draft) => withRoom(evidence, () => keepDraft(evidence, draft)),
    forgetDraft: (personId) => forgetDraft(evidence, personId),
    correction: (blank) => readCorrection(evidence, blank),
    corrections: (personId) => correctionsOf(evidence, personId),
    seal: (input) => withRoom(evidence, () => seal(evidence, tools, input)),
    sealFact: (input) => withRoom(evidence, () => sealFact(evidence, tools, input)),
    undeclaredHoles: () => undeclaredHoles(evidence),
    op: (opKey) => readOp(evidence, opKey),
    ops: (personId) => opsBy(evidence, "by_person", personId),
    inspectionOps: (inspectionId) => opsBy(evidence, "by_inspection", inspectionId),
    waitingOps: () => waitingOps(evidence),
    countsOfOthers: (personId) => countsOfOthers(evidence, personId),
    update: (opKey, patch) => withRoom(evidence, () => update(evidence, opKey, patch)),
    async requeueRefused() {
      await requeueRefused(evidence);
      await requeueWhole(evidence, tools.subtle);
    },
    keepReceipt: (opKey, receipt, canonical) =>
      withRoom(evidence, () => keepReceipt(evidence, opKey, receipt, canonical)),
    receipt: (key) => readReceipt(evidence, key),
    receipts: () => evidence.read(["receipts"], (tx) => tx.objectStore("receipts").getAll()),
    standing: (personId) => readStanding(evidence, personId),
    serverClock: () => readServerClock(evidence),
    keepServerClock: (reading) => keepServerClock(evidence, reading),
    reopen: () => evidence.close(),
    close: () => evidence.close(),
  };
}

export function randomId(): string {
  return uuid7(Date.now(), globalThis.crypto.getRandomValues(new Uint8Array(10)));
}
