/**
 * Two megabytes that lie on the phone for nothing but their room: when the browser gives none, they go, and what
 * an officer wrote still fits. Photos never take it.
 */
import { StorageRefused } from "./errors";
import { CHUNK_BYTES, chunksOf, type Evidence } from "./schema";

/** Beside photo ids, which are UUIDs. */
const BALLAST = "ballast";
const BALLAST_BYTES = 2 * 1024 * 1024;

/** Lays the ballast where it is missing. `fill` makes bytes that no database can make smaller. */
export async function layBallast(
  evidence: Evidence,
  fill: (bytes: Uint8Array<ArrayBuffer>) => unknown,
): Promise<void> {
  const last = Math.ceil(BALLAST_BYTES / CHUNK_BYTES) - 1;
  const isLaid = await evidence.read(["chunks"], (tx) =>
    tx.objectStore("chunks").getKey([BALLAST, last]),
  );
  if (isLaid !== undefined) return;
  await evidence.write(["chunks"], async (tx) => {
    for (let n = 0; n <= last; n++) {
      const bytes = new Uint8Array(CHUNK_BYTES);
      fill(bytes);
      await tx.objectStore("chunks").put(bytes.buffer, [BALLAST, n]);
    }
  });
}

/** Writes of text: once more without the ballast when there is no room. */
export async function withRoom<T>(evidence: Evidence, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StorageRefused) || !(await dropBallast(evidence))) throw error;
    return write();
  }
}

/** False when there was none. */
async function dropBallast(evidence: Evidence): Promise<boolean> {
  return evidence.write(["chunks"], async (tx) => {
    const chunks = tx.objectStore("chunks");
    if ((await chunks.getKey([BALLAST, 0])) === undefined) return false;
    await chunks.delete(chunksOf(BALLAST));
    return true;
  });
}
