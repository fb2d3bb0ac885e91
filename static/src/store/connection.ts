/**
 * One IndexedDB connection that survives being lost (sync.md A6: iOS drops connections, and they stay dead).
 * Each piece of work that fails is tried once more on a new connection; what fails twice is told.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, wrap } from "idb";
import { isFinal, typed } from "./errors";

export interface DatabaseSpec {
  name: string;
  indexedDB: IDBFactory;
  /** Makes version 1, the only version: these schemas are frozen. */
  create(database: IDBDatabase): void;
}

type Names<S extends DBSchema> = StoreNames<S>[];
type Tx<S extends DBSchema, M extends IDBTransactionMode> = IDBPTransaction<S, Names<S>, M>;

/** A write transaction's promise-wrapped form, handed to `Connection.write`. */
export type WriteTx<S extends DBSchema> = Tx<S, "readwrite">;
export type ReadTx<S extends DBSchema> = Tx<S, "readonly">;

export class Connection<S extends DBSchema> {
  #open: Promise<IDBPDatabase<S>> | undefined;

  constructor(private readonly spec: DatabaseSpec) {}

  /** Runs `work` in a transaction that is on the disk, not only in the system's cache, when this resolves. */
  write<T>(stores: Names<S>, work: (tx: WriteTx<S>) => Promise<T>): Promise<T> {
    return this.#twice((database) =>
      settle(database.transaction(stores, "readwrite", { durability: "strict" }), work),
    );
  }

  read<T>(stores: Names<S>, work: (tx: ReadTx<S>) => Promise<T>): Promise<T> {
    return this.#twice((database) => settle(database.transaction(stores, "readonly"), work));
  }

  /** Opens at once, so that a browser without a usable database is noticed at start. */
  async ready(): Promise<void> {
    await this.#twice(() => Promise.resolve());
  }

  /** Lets go of the database; the next piece of work opens it again. */
  close(): void {
    const opened = this.#open;
    this.#open = undefined;
    // A connection that never opened has nothing to close; whoever waits for it gets the error.
    opened?.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  async #twice<T>(work: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#database());
    } catch (error) {
      if (isFinal(error)) throw typed(error);
      this.close();
    }
    try {
      return await work(await this.#database());
    } catch (error) {
      this.close();
      throw typed(error);
    }
  }

  #database(): Promise<IDBPDatabase<S>> {
    this.#open ??= openDatabase(this.spec, () => this.close()).then(
      (database) => wrap(database) as unknown as IDBPDatabase<S>,
    );
    return this.#open;
  }
}

function openDatabase(spec: DatabaseSpec, lost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = spec.indexedDB.open(spec.name, 1);
    request.onupgradeneeded = () => spec.create(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = lost;
      request.result.onversionchange = lost;
      resolve(request.result);
    };
  });
}

async function settle<
  T,
  X extends { done: Promise<void>; error: DOMException | null; abort(): void },
>(tx: X, work: (tx: X) => Promise<T>): Promise<T> {
  const committed = tx.done;
  try {
    const result = await work(tx);
    await committed;
    return result;
  } catch (error) {
    abandon(tx, committed);
    // Running out of room aborts the transaction; the request's own error then says only "aborted".
    throw tx.error ?? error;
  }
}

function abandon(tx: { abort(): void }, committed: Promise<void>): void {
  // The caller is told the first error; the transaction's own rejection would repeat it unhandled.
  committed.catch(() => undefined);
  try {
    tx.abort();
  } catch (error) {
    // InvalidStateError: it is over already, which is all that was wanted.
    if (!(error instanceof Error && error.name === "InvalidStateError")) throw error;
  }
}
