/**
 * The keeper looks after what the server has already: it tells it how this phone is, checks that its log has only
 * grown, asks whether it still has everything, and lets go of photos that are in a backup. A part of the app of its
 * own, loaded when the server first answers. Sending never waits for it to succeed.
 */
import { layBallast } from "../../store/ballast";
import { type EvidenceStore, StorageRefused } from "../../store/evidence";
import type { Credentials, KeyStore } from "../../store/keys";
import { keepServer } from "../../store/noting";
import type { Hold } from "../lock";
import { type SignatureCheck, signatureCheck } from "../signature";
import { type Hello, NetworkFailure, type Transport } from "../transport";
import { heartbeats } from "./heartbeat";
import { purge } from "./purge";
import { reconcile } from "./reconcile";

export interface KeeperPorts {
  store: Pick<EvidenceStore, "database">;
  keys: Pick<KeyStore, "everyone" | "current" | "device">;
  transport: Pick<Transport, "heartbeat" | "status">;
  clock: { wall(): number; mono(): number };
  subtle?: SubtleCrypto;
  /** Fills with bytes that nothing compresses. */
  random?(bytes: Uint8Array<ArrayBuffer>): unknown;
  /** What the browser says of its storage; what it does not say is left out. */
  storage(): Promise<StorageFacts>;
  /** Version of the app. */
  app: string;
  /** The office froze or revoked this phone for that person: what it shows of the server goes. */
  frozen?(personId: string): Promise<void>;
  /** Something a screen may show has changed. */
  changed?(): void;
}

export interface StorageFacts {
  persisted?: boolean;
  free_bytes?: number;
}

/** The ports with all that has a default. */
export interface KeeperTools extends KeeperPorts {
  subtle: SubtleCrypto;
  signatures: SignatureCheck;
  changed(): void;
}

/** One visit, while the server answers and this tab sends. */
export interface Visit {
  hello: Hello;
  hold: Hold;
}

export interface Keeper {
  /** At the start of a pass. */
  before(hello: Hello, hold: Hold): Promise<void>;
  /** When everything due was tried. */
  after(hello: Hello, hold: Hold): Promise<void>;
}

/** With less room than this, photos that are in a backup go as soon as they may. */
const SHORT_BYTES = 500 * 1024 * 1024;
/** How much is freed at once on a phone that does not say how full it is. */
const FREED_BYTES = 50 * 1024 * 1024;

export function createKeeper(given: KeeperPorts): Keeper {
  const subtle = given.subtle ?? globalThis.crypto.subtle;
  const tools: KeeperTools = {
    ...given,
    subtle,
    signatures: signatureCheck(subtle),
    changed: given.changed ?? (() => undefined),
  };
  const beat = heartbeats(tools);
  const clean = purge(tools);
  const ask = reconcile(tools);
  return {
    before: (hello, hold) =>
      untilOffline(async () => {
        await keepServer(tools.store.database, serverRow(hello, tools.clock.wall()));
        const people = await tools.keys.everyone();
        await beat(people, { hello, hold });
        await ask(people, { hello, hold });
      }),
    after: (hello, hold) =>
      untilOffline(async () => {
        const people = await tools.keys.everyone();
        await beat(people, { hello, hold });
        await clean(people, { hello, hold }, await lackingRoom(tools));
      }),
  };
}

function serverRow(hello: Hello, heard_ms: number) {
  const { epoch, backup_horizon, backup_age_s } = hello;
  const age = backup_age_s === undefined ? {} : { backup_age_s };
  return { epoch, backup_horizon, ...age, heard_ms };
}

async function untilOffline(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Whatever was not done is due again at the next visit.
    if (!(error instanceof NetworkFailure)) throw error;
  }
}

/**
 * Bytes that must become free on this phone; 0 or less when there is enough. Newer browsers tell everybody the same
 * free space: there it shows by what is kept in reserve, which does not fit on a full phone.
 */
async function lackingRoom({ store, storage, random }: KeeperTools): Promise<number> {
  const { free_bytes = SHORT_BYTES } = await storage();
  const lacking = SHORT_BYTES - free_bytes;
  if (lacking > 0) return lacking;
  try {
    await layBallast(store.database, random ?? ((bytes) => crypto.getRandomValues(bytes)));
    return 0;
  } catch (error) {
    if (error instanceof StorageRefused) return FREED_BYTES;
    throw error;
  }
}

export type People = readonly Credentials[];
