/**
 * The evidence database. The schema is frozen at version 1 for ever (sync.md D7): an old bundle must be able
 * to open what a new one wrote, and no migration may ever touch sealed bytes. Only plain data and
 * ArrayBuffers lie in it, each value small enough to stay inside the engine's own files (sync.md A3, A4).
 */
import type { DBSchema } from "idb";
import type { Draft, DraftPhoto, Op, Receipt, RevisionName, ServerClock } from "../domain/model";
import type { ChainLink } from "../domain/revision";
import { Connection, type ReadTx, type WriteTx } from "./connection";
import type { Lease } from "./lease";
import type { StandingRow } from "./standing";

/** Largest value of the chunks store, and largest sealed revision. */
export const CHUNK_BYTES = 49_152;
export const THUMBNAIL_BYTES = 32_768;
export const PHOTO_BYTES = 32 * 1024 * 1024;

/** A draft without its photos; `photo_ids` is their order. */
export interface DraftRow extends Omit<Draft, "photos"> {
  photo_ids: string[];
}

/** An unsealed photo and the inspection it was taken for. */
export interface PhotoRow {
  inspection_id: string;
  photo: DraftPhoto;
}

export interface ReceiptRow {
  key: string;
  receipt: Receipt;
  /** The exact canonical text the server signed. */
  canonical: string;
}

type MetaValue = DraftRow | PhotoRow | ChainLink | ServerClock | Lease | StandingRow;

export interface EvidenceSchema extends DBSchema {
  ops: {
    key: string;
    value: Op;
    indexes: { by_person: string; by_inspection: string; by_state: string };
  };
  chunks: { key: [string, number]; value: ArrayBuffer };
  receipts: { key: string; value: ReceiptRow };
  meta: { key: string[]; value: MetaValue };
}

export type Evidence = Connection<EvidenceSchema>;
export type EvidenceRead = ReadTx<EvidenceSchema>;
export type EvidenceWrite = WriteTx<EvidenceSchema>;

/** Keys of the meta store. */
export const metaKey = {
  draft: (personId: string): string[] => ["draft", personId],
  photo: (personId: string, photoId: string): string[] => ["photo", personId, photoId],
  correction: (personId: string, id: string): string[] => ["correction", personId, id],
  correctionPhoto: (personId: string, photoId: string): string[] => [
    "correction_photo",
    personId,
    photoId,
  ],
  chain: (deviceId: string): string[] => ["chain", deviceId],
  serverClock: ["server_clock"],
  lease: ["lease"],
  checkpoint: ["checkpoint"],
  alarm: ["alarm"],
  server: ["server"],
  restored: ["restored"],
  person: (personId: string): string[] => ["person", personId],
};

/** The draft a photo belongs to: of a new record, or of the correction of one. */
export interface DraftOwner {
  person_id: string;
  inspection_id: string;
  corrects?: RevisionName;
}

export function draftKeyOf({ person_id, inspection_id, corrects }: DraftOwner): string[] {
  return corrects ? metaKey.correction(person_id, inspection_id) : metaKey.draft(person_id);
}

export function photoKeyOf({ person_id, corrects }: DraftOwner, photoId: string): string[] {
  return corrects ? metaKey.correctionPhoto(person_id, photoId) : metaKey.photo(person_id, photoId);
}

/** All rows of that name and person: an empty array sorts after every string. */
function rowsOf(name: string, personId: string): IDBKeyRange {
  return IDBKeyRange.bound([name, personId], [name, personId, []]);
}

export const photoRowsOf = (personId: string) => rowsOf("photo", personId);
export const correctionRowsOf = (personId: string) => rowsOf("correction", personId);
export const correctionPhotoRowsOf = (personId: string) => rowsOf("correction_photo", personId);

export function chunksOf(photoId: string): IDBKeyRange {
  return IDBKeyRange.bound([photoId], [photoId, []]);
}

export function evidenceConnection(name: string, indexedDB: IDBFactory): Evidence {
  return new Connection<EvidenceSchema>({
    name,
    indexedDB,
    create(database) {
      const ops = database.createObjectStore("ops", { keyPath: "op_key" });
      ops.createIndex("by_person", "person_id");
      ops.createIndex("by_inspection", "inspection_id");
      ops.createIndex("by_state", "state");
      database.createObjectStore("chunks");
      database.createObjectStore("receipts", { keyPath: "key" });
      database.createObjectStore("meta");
    },
  });
}
