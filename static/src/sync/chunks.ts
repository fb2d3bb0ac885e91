/**
 * How much of a photo goes into one request. A cut connection costs at most one chunk, so a chunk should take
 * a few seconds of the link as it is: small on a weak one, large on a good one.
 */

export const SMALLEST_CHUNK = 64 * 1024;
export const LARGEST_CHUNK = 1024 * 1024;
/** A photo of at most this size goes in one request. */
export const ONE_REQUEST = 256 * 1024;

const AIM_MS = 3_500;
const STEP = 16 * 1024;

export interface ChunkSizer {
  /** Bytes of the next PATCH. */
  size(): number;
  /** Bytes of the creating POST for a photo of `total` bytes. */
  first(total: number): number;
  /** A chunk of `bytes` was acknowledged after `ms`. */
  took(bytes: number, ms: number): void;
  /** A chunk was lost with its connection. */
  lost(): void;
}

export function chunkSizer(): ChunkSizer {
  let size = ONE_REQUEST;
  let isLossy = false;
  const set = (wanted: number) => {
    const stepped = Math.floor(wanted / STEP) * STEP;
    size = Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, stepped));
  };
  return {
    size: () => size,
    // A link that lost a request must be able to carry even a small photo in parts, or it never would.
    first: (total) => (total <= ONE_REQUEST && !isLossy ? total : Math.min(total, size)),
    took(bytes, ms) {
      isLossy = false;
      const wanted = (bytes / Math.max(1, ms)) * AIM_MS;
      // One lucky chunk must not send the next one into a time-out.
      set(Math.min(wanted, size * 2));
    },
    lost() {
      isLossy = true;
      set(size / 2);
    },
  };
}
