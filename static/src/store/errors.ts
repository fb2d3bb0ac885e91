/** What can go wrong when the phone keeps something, in the three ways an officer can act upon. */

/** The browser gave no room: free some space, then save again. Nothing was half kept. */
export class StorageRefused extends Error {
  override name = "StorageRefused";
}

/** The database did not do what it said it did, even after it was opened again. */
export class StorageBroken extends Error {
  override name: string = "StorageBroken";
}

/** The kept bytes of one photo are missing or are not what was kept. */
export class PhotoDamaged extends StorageBroken {
  override name = "PhotoDamaged";

  constructor(readonly photo_id: string) {
    super(`the kept bytes of photo ${photo_id} are damaged`);
  }
}

/** The revision that a correction starts from is not on this phone as the server knows it. Nothing is lost here. */
export class EarlierMissing extends StorageBroken {
  override name = "EarlierMissing";

  constructor(inspectionId: string, rev: number) {
    super(`revision ${rev} of ${inspectionId} is not on this phone`);
  }
}

/** Errors of the caller, or already told apart: asking the database again would not change them. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof StorageRefused ||
    error instanceof StorageBroken ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    isQuota(error)
  );
}

/** `error` as one of ours; errors of the caller stay as they are. */
export function typed(error: unknown): unknown {
  if (isQuota(error)) return new StorageRefused("the browser has no room left", { cause: error });
  if (isFinal(error)) return error;
  return new StorageBroken(`the database failed: ${String(error)}`, { cause: error });
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
