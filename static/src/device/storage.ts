/** What the browser promises about storage: all of it hints, shown to people and never relied on (sync.md A2, A8, A9). */

export interface Estimate {
  usage: number;
  quota: number;
  /** Bytes that may still be written. */
  free: number;
}

export type StorageProblem = "no_indexeddb" | "indexeddb_fails" | "no_storage_manager";

export interface Probe {
  /** Whether evidence can be kept at all; false in some private modes. */
  usable: boolean;
  /** Whether the browser promised not to evict. */
  persisted: boolean;
  problems: StorageProblem[];
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

/** Below this a photo may not fit any more, and nobody should learn that after the shutter. */
export const LEAST_FREE_BYTES = 50_000_000;
export const LOW_FREE_BYTES = 300_000_000;

export type Room = "enough" | "low" | "none" | "unknown";

export function roomIn(freeBytes: number | undefined): Room {
  if (freeBytes === undefined) return "unknown";
  if (freeBytes < LEAST_FREE_BYTES) return "none";
  return freeBytes < LOW_FREE_BYTES ? "low" : "enough";
}

export interface ProbePorts {
  indexedDB: IDBFactory | undefined;
  manager: Manager | undefined;
}

/** Tries at start whether this browser, in this mode, keeps what it is given. */
export async function probe(ports?: ProbePorts): Promise<Probe> {
  const { indexedDB, manager } = ports ?? {
    indexedDB: globalThis.indexedDB,
    manager: systemManager(),
  };
  const problems: StorageProblem[] = [];
  if (indexedDB === undefined) problems.push("no_indexeddb");
  else if (!(await keepsBytes(indexedDB))) problems.push("indexeddb_fails");
  const usable = problems.length === 0;
  if (manager === undefined) problems.push("no_storage_manager");
  return { usable, persisted: (await manager?.persisted?.()) ?? false, problems };
}

const PROBE_DATABASE = "probe";

async function keepsBytes(indexedDB: IDBFactory): Promise<boolean> {
  try {
    const request = indexedDB.open(PROBE_DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("probe");
    const database = await answered(request);
    try {
      const store = database.transaction("probe", "readwrite").objectStore("probe");
      await answered(store.put(new Uint8Array([1, 2, 3]).buffer, "bytes"));
      const back: unknown = await answered(store.get("bytes"));
      return back instanceof ArrayBuffer && back.byteLength === 3;
    } finally {
      database.close();
      await answered(indexedDB.deleteDatabase(PROBE_DATABASE));
    }
  } catch {
    // Every reason means the same: this browser, in this mode, does not keep evidence.
    return false;
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
