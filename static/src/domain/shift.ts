/** How long a partner chosen for a shift stays chosen: over midnight, and until six o'clock of the next day. */

const DAY_MS = 86_400_000;
/** China has one zone and no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const NEXT_SHIFT_MS = 6 * 3_600_000;

/** China's calendar day at an instant (ms since 1970 UTC), "2026-11-23". */
export function chinaDay(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** Whether a choice made on that day of China still holds. One without a readable day does not. */
export function isOfThisShift(day: string | undefined, nowMs: number): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`) - CHINA_OFFSET_MS;
  return nowMs < midnight + DAY_MS + NEXT_SHIFT_MS;
}
