/**
 * One tab sends at a time, where the browser has Web Locks. It saves data; nothing breaks without it, because
 * the server recognises what it has. So a lock that a frozen tab never gives back (sync.md D4) is passed over.
 */

/** The part of `navigator.locks` that is used. */
export interface LockPort {
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

const NAME = "wz-outbox";
const PATIENCE_MS = 60_000;

export interface TabLock {
  /** Runs `work`, or resolves to undefined while another tab seems to be sending. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export function tabLock(locks: LockPort | undefined, mono: () => number): TabLock {
  let busySince: number | undefined;
  const isPatient = () => {
    busySince ??= mono();
    return mono() - busySince < PATIENCE_MS;
  };
  return {
    run(work) {
      if (locks === undefined) return work();
      return locks.request(NAME, { ifAvailable: true }, async (lock) => {
        if (lock === null && isPatient()) return undefined;
        busySince = undefined;
        return work();
      });
    },
  };
}
