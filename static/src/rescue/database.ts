/**
 * What lies on this phone, read as it lies there. This page never writes into a database: whatever happens here,
 * the app finds what it left. It takes any version of the databases, and makes none that is missing.
 */
import type { Draft, DraftPhoto, Op } from "../domain/model";

export type Kind = Op["kind"];

/** One sealed item without its bytes: a phone may hold hundreds of photos. */
export type Item = Pick<
  Op,
  "op_key" | "kind" | "person_id" | "device_id" | "inspection_id" | "rev" | "photo_id" | "fact_id"
> &
  Pick<Op, "sha256" | "size" | "mime" | "seq" | "position" | "state" | "sig">;

export interface DraftItem {
  person_id: string;
  inspection_id: string;
  photo: DraftPhoto;
}

export interface Held {
  items: Item[];
  drafts: DraftItem[];
  /** What was entered beside the photos of the drafts. */
  entered: Omit<Draft, "photos">[];
}

export interface Owner {
  name: string;
  ticket: string;
}

export interface Keys {
  device: string;
  /** By person. */
  owners: Map<string, Owner>;
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The database of that name, in whatever version it lies there; undefined when there is none. */
export function openExisting(
  name: string,
  indexedDB: IDBFactory = globalThis.indexedDB,
): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let missing = false;
    request.onupgradeneeded = () => {
      missing = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => (missing ? resolve(undefined) : reject(request.error));
  });
}

function itemOf(op: Op): Item {
  const { bytes: _bytes, thumbnail: _thumbnail, ...item } = op;
  return item;
}

/** Calls back for each row of a store with its key, one row in memory at a time. */
function each(
  store: IDBObjectStore,
  visit: (value: unknown, key: IDBValidKey) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = store.openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve();
      visit(cursor.value, cursor.key);
      cursor.continue();
    };
  });
}

const RANK: Record<Kind, number> = { rev: 0, fact: 1, photo: 2 };

/** Records before photos, each oldest first: the order in which a server takes them. */
function inSendingOrder(a: Item, b: Item): number {
  return RANK[a.kind] - RANK[b.kind] || a.seq - b.seq || a.position - b.position;
}

const PHOTO_ROWS = ["photo", "correction_photo"];
const DRAFT_ROWS = ["draft", "correction"];

export async function readHeld(evidence: IDBDatabase): Promise<Held> {
  const held: Held = { items: [], drafts: [], entered: [] };
  const tx = evidence.transaction(["ops", "meta"], "readonly");
  await each(tx.objectStore("ops"), (op) => held.items.push(itemOf(op as Op)));
  await each(tx.objectStore("meta"), (value, key) => {
    const [name = "", person_id = ""] = key as string[];
    if (PHOTO_ROWS.includes(name)) held.drafts.push({ ...(value as DraftItem), person_id });
    if (DRAFT_ROWS.includes(name)) held.entered.push(value as Omit<Draft, "photos">);
  });
  held.items.sort(inSendingOrder);
  return held;
}

/** Names and tickets; with a broken database of keys there is still everything to export. */
export async function readKeys(keys: IDBDatabase | undefined): Promise<Keys> {
  const found: Keys = { device: "", owners: new Map() };
  if (keys === undefined) return found;
  await each(keys.transaction(["keys"], "readonly").objectStore("keys"), (value, key) => {
    const [name = "", personId = ""] = key as string[];
    if (name === "device") found.device = (value as { device_id: string }).device_id;
    if (name !== "credentials") return;
    const { person, ticket } = value as { person: { name: string }; ticket: string };
    found.owners.set(personId, { name: person.name, ticket });
  });
  return found;
}

/** The bytes of a photo as they lie there; empty when they are gone. */
export async function photoBytes(
  evidence: IDBDatabase,
  photoId: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: ArrayBuffer[] = await answered(
    evidence
      .transaction(["chunks"], "readonly")
      .objectStore("chunks")
      .getAll(IDBKeyRange.bound([photoId], [photoId, []])),
  );
  const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(new Uint8Array(chunk), offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

export async function bytesOf(evidence: IDBDatabase, item: Item): Promise<Uint8Array<ArrayBuffer>> {
  if (item.kind === "photo") return photoBytes(evidence, item.photo_id);
  const store = evidence.transaction(["ops"], "readonly").objectStore("ops");
  const op: Op | undefined = await answered(store.get(item.op_key));
  return new Uint8Array(op?.bytes ?? new ArrayBuffer(0));
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The name of an item in receipts (docs/protocol.md). */
export function keyOf(item: Item): string {
  if (item.kind === "photo") return `photos/${item.photo_id}`;
  if (item.kind === "fact") return `facts/${item.fact_id}`;
  return `inspections/${item.inspection_id}/revs/${item.rev}`;
}
