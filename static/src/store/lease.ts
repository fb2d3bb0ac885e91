/**
 * Which tab sends: a lease in the database that ends by itself, so that a tab which the browser froze holds up
 * nobody (sync.md D4). Two tabs that send at once waste data and harm nothing.
 */
import { type Evidence, metaKey } from "./schema";

export interface Lease {
  owner: string;
  until_ms: number;
}

/** Longer than any request may take: whoever sends renews it before each one. */
export const LEASE_MS = 45_000;

/** `held`: another tab sends · `lapsed`: another tab took it and has not renewed it · `none`: nobody sends */
export type LeaseState = "held" | "lapsed" | "none";

/** How the lease stands for anybody but `owner`. One that ends later than any we give comes from a moved clock. */
export function leaseState(lease: Lease | undefined, owner: string, now: number): LeaseState {
  if (lease === undefined || lease.owner === owner) return "none";
  const left = lease.until_ms - now;
  return left > 0 && left <= LEASE_MS ? "held" : "lapsed";
}

export async function readLease(evidence: Evidence): Promise<Lease | undefined> {
  const found = await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(metaKey.lease));
  return found as Lease | undefined;
}

/** Takes or renews the lease; false when another tab holds it. With `force` it is taken from whoever has it. */
export async function takeLease(
  evidence: Evidence,
  owner: string,
  now: number,
  force: boolean,
): Promise<boolean> {
  return evidence.write(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const lease = (await meta.get(metaKey.lease)) as Lease | undefined;
    if (!force && leaseState(lease, owner, now) === "held") return false;
    await meta.put({ owner, until_ms: now + LEASE_MS }, metaKey.lease);
    return true;
  });
}

/** Gives the lease back, if it is still `owner`'s. */
export async function dropLease(evidence: Evidence, owner: string): Promise<void> {
  await evidence.write(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const lease = (await meta.get(metaKey.lease)) as Lease | undefined;
    if (lease?.owner === owner) await meta.delete(metaKey.lease);
  });
}
