/**
 * Copies of what the server can give again (zones, law, roster, roads, its change feed) and the settings of this phone.
 * It may be dropped at any time, and is, when the browser cannot open it.
 */
import type { DBSchema } from "idb";
import type { ChangeRow } from "../domain/changes";
import { type ChangeStore, changesOn, type FeedPosition } from "./changes";
import { Connection } from "./connection";

export type Scope = "zones" | "law" | "roster" | "roads";

export interface Snapshot<T> {
  etag: string;
  data: T;
}

export interface CacheStore extends ChangeStore {
  snapshot<T>(scope: Scope, personId: string): Promise<Snapshot<T> | undefined>;
  keepSnapshot(scope: Scope, personId: string, etag: string, data: unknown): Promise<void>;
  /** A phone that was frozen shows nothing of the office: its words and its people's names go; what is needed to record stays. */
  forgetReads(personId: string): Promise<void>;
  setting<T>(name: string): Promise<T | undefined>;
  keepSetting(name: string, value: unknown): Promise<void>;
  close(): void;
}

export interface CacheSchema extends DBSchema {
  /** Snapshots by scope and person; rows of the change feed and its cursor by names of their own (changes.ts). */
  snapshots: { key: string[]; value: Snapshot<unknown> | ChangeRow | FeedPosition };
  settings: { key: string; value: unknown };
}

export interface CacheOptions {
  name?: string;
  indexedDB?: IDBFactory;
}

export async function openCache(options: CacheOptions = {}): Promise<CacheStore> {
  const name = options.name ?? "cache";
  const indexedDB = options.indexedDB ?? globalThis.indexedDB;
  const connection = new Connection<CacheSchema>({
    name,
    indexedDB,
    create(database) {
      database.createObjectStore("snapshots");
      database.createObjectStore("settings");
    },
  });
  try {
    await connection.ready();
  } catch {
    // Nothing in it is worth an error: it is fetched again. If the new one fails as well, that is told.
    await dropDatabase(indexedDB, name);
    await connection.ready();
  }
  return cacheOn(connection);
}

function cacheOn(connection: Connection<CacheSchema>): CacheStore {
  return {
    ...changesOn(connection),
    async snapshot<T>(scope: Scope, personId: string) {
      const found = await connection.read(["snapshots"], (tx) =>
        tx.objectStore("snapshots").get([scope, personId]),
      );
      return found as Snapshot<T> | undefined;
    },
    async keepSnapshot(scope, personId, etag, data) {
      await connection.write(["snapshots"], (tx) =>
        tx.objectStore("snapshots").put({ etag, data }, [scope, personId]),
      );
    },
    async forgetReads(personId) {
      await changesOn(connection).forgetChanges(personId);
      await connection.write(["snapshots"], (tx) =>
        tx.objectStore("snapshots").delete(["roster", personId]),
      );
    },
    async setting<T>(name: string) {
      const value = await connection.read(["settings"], (tx) =>
        tx.objectStore("settings").get(name),
      );
      return value as T | undefined;
    },
    async keepSetting(name, value) {
      await connection.write(["settings"], (tx) => tx.objectStore("settings").put(value, name));
    },
    close: () => connection.close(),
  };
}

function dropDatabase(indexedDB: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error(`${name} is open elsewhere`));
  });
}
