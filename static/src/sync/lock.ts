/**
 * One tab sends at a time: by a lease in the database, and by a Web Lock where the browser has them, which goes
 * with its tab and so frees the lease of one that was closed. It saves data; nothing breaks without it, because
 * the server recognises what it has.
 */
import { StorageBroken, StorageRefused } from "../store/errors";
import type { Lease } from "../store/lease";
import { dropLease, leaseState, readLease, takeLease } from "../store/lease";
import type { Evidence } from "../store/schema";

/** The part of `navigator.locks` that is used. */
export interface LockPort {
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

export interface LockPorts {
  database: Evidence;
  locks: LockPort | undefined;
  clock: { wall(): number; mono(): number };
  /** Names this tab. */
  owner: string;
}

const NAME = "wz-outbox";
/** How long a lock without a lease is respected: an older build of the app knows no lease. */
const PATIENCE_MS = 60_000;
/** A lease is not written anew more often than this. */
const RENEW_MS = 15_000;

/** Before each request: whether this tab may go on. */
export type Hold = () => Promise<boolean>;

export interface TabLock {
  /** Runs `work`, or resolves to undefined while another tab seems to be sending. */
  run<T>(work: (hold: Hold) => Promise<T>): Promise<T | undefined>;
}

export function tabLock(ports: LockPorts): TabLock {
  let busySince: number | undefined;
  const isPatient = () => {
    busySince ??= ports.clock.mono();
    return ports.clock.mono() - busySince < PATIENCE_MS;
  };
  return {
    async run(work) {
      if (ports.locks === undefined) return leased(ports, false, work);
      return ports.locks.request(NAME, { ifAvailable: true }, async (lock) => {
        if (lock === null) {
          const lease = await bestEffort(() => readLease(ports.database), undefined);
          const state = leaseState(lease as Lease | undefined, ports.owner, ports.clock.wall());
          if (state === "held" || (state === "none" && isPatient())) return undefined;
        } else {
          // Only now: a tab that froze for good is waited for once, not before each pass.
          busySince = undefined;
        }
        return leased(ports, lock !== null, work);
      });
    },
  };
}

async function leased<T>(
  { database, owner, clock }: LockPorts,
  force: boolean,
  work: (hold: Hold) => Promise<T>,
): Promise<T | undefined> {
  let renewed = clock.wall();
  if (!(await bestEffort(() => takeLease(database, owner, renewed, force), true))) return undefined;
  const hold = async () => {
    const now = clock.wall();
    if (now >= renewed && now - renewed < RENEW_MS) return true;
    renewed = now;
    return bestEffort(() => takeLease(database, owner, now, false), true);
  };
  try {
    return await work(hold);
  } finally {
    await bestEffort(() => dropLease(database, owner), undefined);
  }
}

/** A phone that cannot note who sends must send all the same: nothing but the lease itself depends on it. */
async function bestEffort<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageBroken || error instanceof StorageRefused) return otherwise;
    throw error;
  }
}
