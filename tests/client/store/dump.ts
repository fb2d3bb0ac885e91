/** A database as text and back: what a released version of the app wrote must open in every later one. */
import { IDBFactory } from "fake-indexeddb";

/** Rows by store, each `[key, value]`; an ArrayBuffer is `{"$bytes": base64}`. */
export interface Dump {
  version: number;
  stores: Record<
    string,
    { keyPath: string | null; indexes: [string, string][]; rows: [unknown, unknown][] }
  >;
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function dumpOf(indexedDB: IDBFactory, name: string): Promise<Dump> {
  const database = await answered(indexedDB.open(name));
  const dump: Dump = { version: database.version, stores: {} };
  for (const storeName of database.objectStoreNames) {
    const store = database.transaction(storeName).objectStore(storeName);
    const [keys, values] = [await answered(store.getAllKeys()), await answered(store.getAll())];
    dump.stores[storeName] = {
      keyPath: store.keyPath as string | null,
      indexes: Array.from(store.indexNames, (index) => [index, String(store.index(index).keyPath)]),
      rows: keys.map((key, at) => [key, asText(values[at])]),
    };
  }
  database.close();
  return dump;
}

/** A fresh browser that holds exactly that database. */
export async function browserWith(dump: Dump, name: string): Promise<IDBFactory> {
  const indexedDB = new IDBFactory();
  const request = indexedDB.open(name, dump.version);
  request.onupgradeneeded = () => {
    for (const [storeName, { keyPath, indexes }] of Object.entries(dump.stores)) {
      const store = request.result.createObjectStore(storeName, keyPath ? { keyPath } : {});
      for (const [index, path] of indexes) store.createIndex(index, path);
    }
  };
  const database = await answered(request);
  for (const [storeName, { keyPath, rows }] of Object.entries(dump.stores)) {
    const store = database.transaction(storeName, "readwrite").objectStore(storeName);
    for (const [key, value] of rows) {
      await answered(keyPath ? store.put(fromText(value)) : store.put(fromText(value), key as []));
    }
  }
  database.close();
  return indexedDB;
}

function asText(value: unknown): unknown {
  // fake-indexeddb clones into another realm's ArrayBuffer, which instanceof does not know.
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") {
    return { $bytes: Buffer.from(value as ArrayBuffer).toString("base64") };
  }
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asText(each)]));
}

function fromText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromText);
  if (typeof value !== "object" || value === null) return value;
  if ("$bytes" in value) return new Uint8Array(Buffer.from(String(value.$bytes), "base64")).buffer;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromText(each)]));
}
