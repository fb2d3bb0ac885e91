/**
 * The outbox: sends what is sealed, one request at a time, revisions first, and keeps every fact until its
 * receipt is here. One lane per record: nothing that happens to one record stops another, and one officer's
 * missing sign-in stops only that officer's queue.
 */
import { type EvidenceStore, randomId } from "../store/evidence";
import type { KeyStore } from "../store/keys";
import { chunkSizer } from "./chunks";
import { drainOnce } from "./drain";
import type { Keeper } from "./keeper/main";
import { type LockPort, tabLock } from "./lock";
import type { DrainPorts, DrainReport } from "./pass";
import { type Progress, progressBoard } from "./progress";
import { signatureCheck } from "./signature";
import type { Transport } from "./transport";

export type { LockPort } from "./lock";
export type { DrainReport } from "./pass";
export type { Progress } from "./progress";

export interface OutboxPorts {
  store: EvidenceStore;
  keys: Pick<KeyStore, "credentials">;
  transport: Transport;
  clock: { wall(): number; mono(): number; boot_id: string };
  /** Uniform in 0 … 1. */
  random(): number;
  /** UUIDv7 for facts that the outbox itself states. */
  newId?(): string;
  subtle?: SubtleCrypto;
  locks?: LockPort | undefined;
  /** Loads what looks after received evidence (keeper/main.ts). */
  keeper?(): Promise<Keeper>;
  /** Something a screen may show has changed. */
  onChange?(): void;
}

export interface Outbox {
  /** Sends what is due; with `force` (a person asked) also what still backs off. Rejects for storage reasons only. */
  drain(options?: { force?: boolean }): Promise<DrainReport>;
  /** Inspections being sent just now. */
  progress: ReadonlyMap<string, Progress>;
  /** Whether that officer's upload ticket is missing or was refused. */
  needsLogin(personId: string): boolean;
  /** Whether the server has frozen or revoked this device for that officer. */
  isFrozen(personId: string): boolean;
}

const BUSY: DrainReport = {
  online: true,
  busy: true,
  sent: 0,
  failed: 0,
  waiting: 0,
  nextMs: undefined,
};

export function createOutbox(given: OutboxPorts): Outbox {
  const ports = drainPorts(given);
  const lock = tabLock({
    database: given.store.database,
    locks: given.locks,
    clock: given.clock,
    owner: ports.newId(),
  });
  let running: { forced: boolean; report: Promise<DrainReport> } | undefined;

  const start = (force: boolean): Promise<DrainReport> => {
    const report = lock
      .run((hold) => drainOnce({ ...ports, sending: { ...ports.sending, hold } }, force))
      .then((done) => done ?? BUSY)
      .finally(() => {
        running = undefined;
      });
    running = { forced: force, report };
    return report;
  };

  return {
    drain({ force = false } = {}) {
      if (running === undefined) return start(force);
      if (!force || running.forced) return running.report;
      // The pass under way skips what backs off; a person who asks gets one that does not.
      const again = () => (running === undefined ? start(true) : running.report);
      return running.report.then(again, again);
    },
    progress: ports.progress.shown,
    needsLogin: (personId) => ports.standing.get(personId) === "login",
    isFrozen: (personId) => ports.standing.get(personId) === "frozen",
  };
}

/** One keeper for all passes; one that could not be loaded is tried again. */
function loadedOnce(load: () => Promise<Keeper>): () => Promise<Keeper> {
  let loading: Promise<Keeper> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

function drainPorts(given: OutboxPorts): DrainPorts {
  const subtle = given.subtle ?? globalThis.crypto.subtle;
  const changed = given.onChange ?? (() => undefined);
  const progress = progressBoard(given.store, changed);
  return {
    store: given.store,
    keys: given.keys,
    transport: given.transport,
    clock: given.clock,
    random: given.random,
    newId: given.newId ?? randomId,
    changed,
    progress,
    standing: new Map(),
    late: new Set(),
    ...(given.keeper && { keeper: loadedOnce(given.keeper) }),
    sending: {
      store: given.store,
      transport: given.transport,
      subtle,
      signatures: signatureCheck(subtle),
      chunks: chunkSizer(),
      mono: given.clock.mono,
      progress: progress.moved,
      hold: async () => true,
    },
  };
}
