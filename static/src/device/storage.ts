/** What the browser promises about storage: all of it hints, shown to people and never relied on (sync.md A2, A8, A9). */

export interface Estimate {
  usage: number;
  quota: number;
  /** Bytes that may still be written. */
  free: number;
}

type Manager = Partial<Pick<StorageManager, "persist" | "persisted" | "estimate">>;

/** `navigator.storage` is missing in some WebKit sessions, whatever the types say. */
function systemManager(): Manager | undefined {
  return (navigator as { storage?: Manager }).storage;
}

/** Asks not to be evicted; false also when the browser cannot be asked. */
export async function persist(manager: Manager | undefined = systemManager()): Promise<boolean> {
  return (await manager?.persist?.()) ?? false;
}

export async function estimate(
  manager: Manager | undefined = systemManager(),
): Promise<Estimate | undefined> {
  const { usage, quota } = (await manager?.estimate?.()) ?? {};
  if (usage === undefined || quota === undefined) return undefined;
  return { usage, quota, free: Math.max(0, quota - usage) };
}

/** What the office hears of this phone's storage; what the browser does not say is left out. */
export async function storageFacts(
  manager: Manager | undefined = systemManager(),
): Promise<{ persisted?: boolean; free_bytes?: number }> {
  const persisted = await manager?.persisted?.();
  const room = await estimate(manager);
  return {
    ...(persisted !== undefined && { persisted }),
    ...(room && { free_bytes: Math.floor(room.free) }),
  };
}

/** Below this a photo may not fit any more, and nobody should learn that after the shutter. */
export const LEAST_FREE_BYTES = 50_000_000;
export const LOW_FREE_BYTES = 300_000_000;

export type Room = "enough" | "low" | "none" | "unknown";

export function roomIn(freeBytes: number | undefined): Room {
  if (freeBytes === undefined) return "unknown";
  if (freeBytes < LEAST_FREE_BYTES) return "none";
  return freeBytes < LOW_FREE_BYTES ? "low" : "enough";
}

const TRIAL = "room-trial";
/** As much as the browser makes up at a time. */
const PIECE_BYTES = 65_536;
const PIECES_OF_MIB = 16;

/**
 * Whether `mib` MiB still fit, by trying: newer browsers report the same free space whatever is left, so that nobody
 * is recognised by it. What fails for another reason than room is not answered here.
 */
export async function hasRoomFor(
  mib: number,
  indexedDB: IDBFactory = globalThis.indexedDB,
): Promise<boolean> {
  try {
    const request = indexedDB.open(TRIAL, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("trial");
    const database = await answered(request);
    try {
      await fill(database, mib);
    } finally {
      database.close();
      await answered(indexedDB.deleteDatabase(TRIAL));
    }
    return true;
  } catch (error) {
    return !(error instanceof Error && error.name === "QuotaExceededError");
  }
}

function fill(database: IDBDatabase, mib: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const tx = database.transaction("trial", "readwrite");
    tx.oncomplete = () => resolve();
    // Running out of room shows when the transaction ends, not at the write.
    tx.onabort = () => reject(tx.error);
    const store = tx.objectStore("trial");
    // Like photos, random bytes cannot be packed: zeros would always fit.
    for (let n = 0; n < mib * PIECES_OF_MIB; n++) {
      store.put(crypto.getRandomValues(new Uint8Array(PIECE_BYTES)).buffer, n);
    }
  });
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
