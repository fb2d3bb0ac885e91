/**
 * IndexedDB as a phone really gives it: each call of a tab can fail, lose its connection, run out of room, read
 * wrongly once, or be the last one of a killed tab. What was committed stays; nothing else does.
 */
import { IDBDatabase, IDBIndex, IDBObjectStore } from "fake-indexeddb";
import type { Random } from "./random";

export type StorageFault = "idb_throw" | "idb_abort" | "idb_lost" | "idb_quota" | "idb_glitch";

export interface StorageEvents {
  /** Which fault strikes this call, if any. Throws `Killed` when the tab dies here. */
  strike(isWrite: boolean): StorageFault | undefined;
  /** Whether the phone has room for what a call would put. */
  full(): boolean;
  /** A transaction that writes evidence without waiting for the disk. */
  relaxed(name: string): void;
  random: Random;
}

export class Killed extends Error {
  override name = "Killed";
}

interface Transaction {
  _abort(name: string | null): void;
  _state: string;
  db: object;
  mode: string;
  durability: string;
}

const owners = new WeakMap<object, TabStorage>();

/** The IndexedDB of one tab; the databases are the phone's. */
export class TabStorage {
  #open = new Set<Transaction>();
  #lost = new WeakSet<object>();

  constructor(
    private readonly factory: IDBFactory,
    private readonly events: StorageEvents,
  ) {}

  /** What the code under test gets as its `indexedDB`. */
  readonly port = {
    open: (name: string, version: number) => {
      const fault = this.events.strike(false);
      if (fault === "idb_throw" || fault === "idb_lost") throw unknown();
      const request: IDBOpenDBRequest = this.factory.open(name, version);
      request.addEventListener("success", () => owners.set(request.result, this));
      return request;
    },
  } as unknown as globalThis.IDBFactory;

  /** Nothing that is under way is committed. */
  abortAll(): void {
    for (const tx of this.#open) if (tx._state !== "finished") tx._abort("AbortError");
    this.#open.clear();
  }

  began(database: object, tx: Transaction): void {
    for (const each of this.#open) if (each._state === "finished") this.#open.delete(each);
    this.#open.add(tx);
    const { name } = database as { name: string };
    if (tx.mode === "readwrite" && tx.durability !== "strict") this.events.relaxed(name);
  }

  beforeTransaction(database: object): void {
    if (this.#lost.has(database)) throw lost();
    const fault = this.events.strike(false);
    if (fault === "idb_lost") this.#lose(database);
    if (fault === "idb_throw") throw unknown();
  }

  /** Runs one call on a store; the answer may be spoilt. */
  call(name: string, tx: Transaction, run: () => unknown): unknown {
    const isWrite = name === "put" || name === "add";
    const fault = this.events.strike(isWrite);
    if (fault === "idb_lost") this.#lose(tx.db);
    if (fault === "idb_throw") throw unknown();
    const request = run();
    const noRoom = isWrite && this.events.full();
    if (noRoom || (fault === "idb_quota" && isWrite)) abort(tx, "QuotaExceededError");
    else if (fault === "idb_abort") abort(tx, "AbortError");
    else if (fault === "idb_glitch") spoil(request, this.events.random);
    return request;
  }

  #lose(database: object): never {
    this.#lost.add(database);
    for (const tx of this.#open) {
      if (tx.db === database && tx._state !== "finished") tx._abort("UnknownError");
    }
    throw lost();
  }
}

const unknown = () => new DOMException("cannot", "UnknownError");
const lost = () => new DOMException("connection lost", "InvalidStateError");

function abort(tx: Transaction, name: string): void {
  if (tx._state !== "finished") tx._abort(name);
}

/** One read that does not bring what lies there (sync.md A6); the next one does. */
function spoil(request: unknown, random: Random): void {
  const asked = request as {
    result: unknown;
    addEventListener(name: string, work: () => void): void;
  };
  asked.addEventListener("success", () => {
    const found = Array.isArray(asked.result) ? asked.result : [asked.result];
    const buffer = found.find((each) => each instanceof ArrayBuffer && each.byteLength > 0);
    if (buffer === undefined) return;
    const bytes = new Uint8Array(buffer as ArrayBuffer);
    const at = random.int(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  });
}

type Method = (this: object, ...args: unknown[]) => unknown;

function around(prototype: object, name: string, make: (original: Method) => Method): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (original === undefined) throw new Error(`no method ${name}`);
  methods[name] = make(original);
}

around(
  IDBDatabase.prototype,
  "transaction",
  (original) =>
    function (...args) {
      const tab = owners.get(this);
      // fake-indexeddb itself asks for this one when a database is made.
      if (tab === undefined || args[1] === "versionchange") return original.apply(this, args);
      tab.beforeTransaction(this);
      const tx = original.apply(this, args) as Transaction;
      tab.began(this, tx);
      return tx;
    },
);

for (const name of ["put", "add", "get", "getKey", "getAll", "delete"]) {
  around(
    IDBObjectStore.prototype,
    name,
    (original) =>
      function (...args) {
        const { transaction: tx } = this as { transaction: Transaction };
        const tab = owners.get(tx.db);
        if (tab === undefined) return original.apply(this, args);
        return tab.call(name, tx, () => original.apply(this, args));
      },
  );
}

around(
  IDBIndex.prototype,
  "getAll",
  (original) =>
    function (...args) {
      const { transaction: tx } = (this as { objectStore: { transaction: Transaction } })
        .objectStore;
      const run = () => original.apply(this, args);
      return owners.get(tx.db)?.call("getAll", tx, run) ?? run();
    },
);

interface RawFactory {
  _databases: Map<string, { rawObjectStores: Map<string, RawStore> }>;
}

interface RawStore {
  records: { values(): Iterable<{ key: unknown; value: unknown }>; delete(key: unknown): unknown };
}

/** What lies in a store of the phone, past all code under test: shared values, not to be changed by readers. */
export function rowsOf<T>(factory: IDBFactory, database: string, store: string): [unknown, T][] {
  const raw = (factory as unknown as RawFactory)._databases.get(database);
  const records = raw?.rawObjectStores.get(store)?.records.values() ?? [];
  return [...records].map(({ key, value }) => [key, value as T]);
}

/** Takes a row off the disk behind everybody's back. */
export function erase(factory: IDBFactory, database: string, store: string, key: unknown): void {
  const raw = (factory as unknown as RawFactory)._databases.get(database);
  raw?.rawObjectStores.get(store)?.records.delete(key);
}
