/** How long a failed request waits: exponential, capped, with full jitter so that phones do not return in step. */

const LONGEST_MS = 300_000;
/** No server may silence a phone for longer than this. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds until the next try after `tries` failures (at least 1): uniform in 0 … min(300, 2ⁿ) s.
 * `random` is in 0 … 1. A `Retry-After` of the server wins.
 */
export function backoffMs(tries: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return Math.round(Math.min(LONGEST_MS, 1000 * 2 ** Math.min(tries, 30)) * random);
}

/** The wait named by a `Retry-After` header (seconds or an HTTP date), in milliseconds; undefined without a usable one. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Whether a stored due time has come. One further away than any wait we set means the clock was moved: it counts as due. */
export function isDue(nextMs: number, nowMs: number): boolean {
  return nextMs <= nowMs || nextMs - nowMs > LONGEST_RETRY_AFTER_MS;
}
