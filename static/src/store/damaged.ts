/** Items whose bytes were called damaged: a phone's storage that failed for a while may read them whole again. */
import type { Op } from "../domain/model";
import { PhotoDamaged } from "./errors";
import { readPhoto, sha256 } from "./photos";
import { opsIn } from "./queue";
import type { Evidence } from "./schema";

/** See `EvidenceStore.requeueRefused`. */
export async function requeueWhole(evidence: Evidence, subtle: SubtleCrypto): Promise<void> {
  for (const { op_key, ...op } of await opsIn(evidence, ["damaged"])) {
    if (!(await isWhole(evidence, subtle, op))) continue;
    await evidence.write(["ops"], async (tx) => {
      const now = await tx.objectStore("ops").get(op_key);
      if (now?.state !== "damaged") return;
      await tx.objectStore("ops").put({ ...now, state: "saved", tries: 0, next_ms: 0 });
    });
  }
}

async function isWhole(
  evidence: Evidence,
  subtle: SubtleCrypto,
  op: Omit<Op, "op_key">,
): Promise<boolean> {
  try {
    const bytes = op.kind === "photo" ? await readPhoto(evidence, op.photo_id) : op.bytes;
    return (await sha256(subtle, bytes)) === op.sha256;
  } catch (error) {
    if (error instanceof PhotoDamaged) return false;
    throw error;
  }
}
