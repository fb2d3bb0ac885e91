/**
 * The evidence database. The schema is frozen at version 1 for ever (sync.md D7): an old bundle must be able
 * to open what a new one wrote, and no migration may ever touch sealed bytes. Only plain data and
 * ArrayBuffers lie in it, each value small enough to stay inside the engine's own files (sync.md A3, A4).
 */
import type { DBSchema } from "idb";
import type { Draft, DraftPhoto, Op, Receipt, ServerClock } from "../domain/model";
import type { ChainLink } from "../domain/revision";
import { Connection, type ReadTx, type WriteTx } from "./connection";

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

type MetaValue = DraftRow | PhotoRow | ChainLink | ServerClock;

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
  chain: (deviceId: string): string[] => ["chain", deviceId],
  serverClock: ["server_clock"],
};

/** All photo rows of a person: an empty array sorts after every string. */
export function photoRowsOf(personId: string): IDBKeyRange {
  return IDBKeyRange.bound(["photo", personId], ["photo", personId, []]);
}

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
