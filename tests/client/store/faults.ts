/** Makes IndexedDB fail: one chosen call of a run, in the ways browsers really do it (sync.md A6, A8, B1). */
import { IDBDatabase, IDBFactory, IDBIndex, IDBObjectStore } from "fake-indexeddb";

/**
 * throw: the call fails · abort: the transaction goes · lost: the connection is dead from here on ·
 * quota: no room, told at the abort · kill: the page is gone, nothing works until it is started again
 */
export type How = "throw" | "abort" | "lost" | "quota" | "kill";

export interface Fault {
  /** Number of the call that fails, from 1. */
  at: number;
  how: How;
  /** Every later call fails as well. */
  forEver?: boolean;
}

export class Killed extends Error {
  override name = "Killed";
}

interface Breakable {
  _abort(errName: string | null): void;
  _state: string;
}

interface State {
  calls: number;
  fault: Fault | undefined;
  dead: boolean;
  open: Set<Breakable>;
  lost: Set<unknown>;
}

const state: State = {
  calls: 0,
  fault: undefined,
  dead: false,
  open: new Set(),
  lost: new Set(),
};

/** Durability of every writing transaction since `begin`. */
export const durabilities: (string | undefined)[] = [];

/** From here on the calls are counted, and the one the fault names fails. */
export function begin(fault?: Fault): void {
  Object.assign(state, { calls: 0, fault, dead: false });
  state.open.clear();
  state.lost.clear();
  durabilities.length = 0;
}

/** How many IndexedDB calls were made since `begin`. */
export function calls(): number {
  return state.calls;
}

function abortTransactions(errName: string | null): void {
  for (const tx of state.open) if (tx._state !== "finished") tx._abort(errName);
  state.open.clear();
}

function strike(how: How, tx: Breakable | undefined, database: unknown): void {
  if (how === "kill") {
    state.dead = true;
    abortTransactions("AbortError");
    throw new Killed();
  }
  if (how === "lost") {
    state.lost.add(database);
    abortTransactions("UnknownError");
    throw new DOMException("connection lost", "InvalidStateError");
  }
  if (tx === undefined) throw new DOMException("cannot", "UnknownError");
  if (how === "throw") throw new DOMException("cannot", "UnknownError");
  if (tx._state !== "finished") tx._abort(how === "quota" ? "QuotaExceededError" : "AbortError");
}

function count(tx: Breakable | undefined, database: unknown): void {
  if (state.dead) throw new Killed();
  state.calls += 1;
  const { fault } = state;
  if (fault === undefined) return;
  if (state.calls === fault.at || (fault.forEver && state.calls > fault.at)) {
    strike(fault.how, tx, database);
  }
}

type Method = (this: object, ...args: unknown[]) => unknown;

function around(prototype: object, name: string, make: (original: Method) => Method): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (original === undefined) throw new Error(`no method ${name}`);
  methods[name] = make(original);
}

around(
  IDBFactory.prototype,
  "open",
  (original) =>
    function (...args) {
      count(undefined, undefined);
      return original.apply(this, args);
    },
);

around(
  IDBDatabase.prototype,
  "transaction",
  (original) =>
    function (...args) {
      // fake-indexeddb itself asks for this one when a database is made.
      if (args[1] === "versionchange") return original.apply(this, args);
      if (state.lost.has(this)) throw new DOMException("connection lost", "InvalidStateError");
      count(undefined, this);
      const tx = original.apply(this, args) as Breakable & { mode: string; durability: string };
      state.open.add(tx);
      if (tx.mode === "readwrite") durabilities.push(tx.durability);
      return tx;
    },
);

for (const name of ["put", "add", "get", "getKey", "getAll", "delete"]) {
  around(
    IDBObjectStore.prototype,
    name,
    (original) =>
      function (...args) {
        const { transaction } = this as { transaction: Breakable & { db: unknown } };
        count(transaction, transaction.db);
        return original.apply(this, args);
      },
  );
}

for (const name of ["getAll", "openCursor"]) {
  around(
    IDBIndex.prototype,
    name,
    (original) =>
      function (...args) {
        const { transaction } = (this as IDBIndex).objectStore as unknown as {
          transaction: Breakable & { db: unknown };
        };
        count(transaction, transaction.db);
        return original.apply(this, args);
      },
  );
}
