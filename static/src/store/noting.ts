/** Keeps what the server said of itself and of this phone (standing.ts). */
import { type Checkpoint, readCheckpoint } from "../domain/checkpoint";
import { type Evidence, type EvidenceWrite, metaKey } from "./schema";
import type { AlarmRow, CheckpointRow, PersonRow, RestoredRow, ServerRow } from "./standing";

/** Keeps what the server said, and notes a restore: an epoch later than the one that was known. */
export async function keepServer(evidence: Evidence, heard: ServerRow): Promise<void> {
  await evidence.write(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const before = (await meta.get(metaKey.server)) as ServerRow | undefined;
    if (before !== undefined && before.epoch < heard.epoch) {
      const restored: RestoredRow = {
        from_epoch: before.epoch,
        to_epoch: heard.epoch,
        heard_ms: heard.heard_ms,
      };
      await meta.put(restored, metaKey.restored);
    }
    await meta.put(heard, metaKey.server);
  });
}

export async function keepPerson(
  evidence: Evidence,
  personId: string,
  changes: PersonRow,
): Promise<void> {
  await evidence.write(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const key = metaKey.person(personId);
    await meta.put({ ...((await meta.get(key)) as PersonRow | undefined), ...changes }, key);
  });
}

export async function readNotes(
  evidence: Evidence,
): Promise<{ checkpoint?: string; alarm?: AlarmRow }> {
  return evidence.read(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const kept = (await meta.get(metaKey.checkpoint)) as CheckpointRow | undefined;
    const alarm = (await meta.get(metaKey.alarm)) as AlarmRow | undefined;
    return { ...(kept && { checkpoint: kept.note }), ...(alarm && { alarm }) };
  });
}

/** Keeps a verified note, unless another tab keeps a newer one by now. */
export async function keepCheckpoint(
  evidence: Evidence,
  note: string,
  checkpoint: Checkpoint,
): Promise<void> {
  await evidence.write(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const kept = (await meta.get(metaKey.checkpoint)) as CheckpointRow | undefined;
    const known = kept && readCheckpoint(kept.note);
    if (known !== undefined && !isNewer(checkpoint, known)) return;
    await meta.put({ note }, metaKey.checkpoint);
  });
}

function isNewer(one: Checkpoint, other: Checkpoint): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.size > other.size);
}

/** Keeps the first contradiction for ever; what follows from it adds nothing. */
export async function raiseAlarm(evidence: Evidence, alarm: AlarmRow): Promise<void> {
  await changeAlarm(evidence, (before) => before ?? alarm);
}

/** The server has taken note of the alarm. */
export async function noteTold(evidence: Evidence, told_ms: number): Promise<void> {
  await changeAlarm(evidence, (before) => before && { ...before, told_ms });
}

async function changeAlarm(
  evidence: Evidence,
  change: (before: AlarmRow | undefined) => AlarmRow | undefined,
): Promise<void> {
  await evidence.write(["meta"], async (tx: EvidenceWrite) => {
    const meta = tx.objectStore("meta");
    const after = change((await meta.get(metaKey.alarm)) as AlarmRow | undefined);
    if (after !== undefined) await meta.put(after, metaKey.alarm);
  });
}
