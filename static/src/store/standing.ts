/**
 * What the server said of itself and of this phone, as it was last heard: shown without a network, and compared
 * with what it says next. Rows of their own in `meta`, which builds that do not know them leave alone.
 */
import type { ServerClock } from "../domain/model";
import { type Evidence, metaKey } from "./schema";

export interface ServerRow {
  epoch: number;
  backup_horizon: number;
  /** Since the last verified backup; absent before the first. */
  backup_age_s?: number;
  /** Wall time of this phone. */
  heard_ms: number;
}

/** The newest signed note of the server's log that this phone has verified, exactly as it came. */
export interface CheckpointRow {
  note: string;
}

/** Two notes of the server that contradict each other. */
export interface AlarmRow {
  kept: string;
  offered: string;
  raised_ms: number;
  /** When the server took note of it. */
  told_ms?: number;
}

/** The server came back from a backup. */
export interface RestoredRow {
  from_epoch: number;
  to_epoch: number;
  heard_ms: number;
}

export type DeviceState = "active" | "frozen" | "revoked";

/** How this phone stands with the server, for one person. */
export interface PersonRow {
  device_state?: DeviceState;
  /** The epoch in which everything received was last asked for, and when. */
  epoch?: number;
  asked_ms?: number;
}

export type StandingRow = ServerRow | CheckpointRow | AlarmRow | RestoredRow | PersonRow;

export interface Standing {
  server?: ServerRow;
  alarm?: AlarmRow;
  restored?: RestoredRow;
  person: PersonRow;
}

export async function readServerClock(evidence: Evidence): Promise<ServerClock | undefined> {
  const key = metaKey.serverClock;
  const found = await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(key));
  return found as ServerClock | undefined;
}

export async function keepServerClock(evidence: Evidence, reading: ServerClock): Promise<void> {
  await evidence.write(["meta"], (tx) => tx.objectStore("meta").put(reading, metaKey.serverClock));
}

/** See `EvidenceStore.standing`. */
export async function readStanding(evidence: Evidence, personId: string): Promise<Standing> {
  return evidence.read(["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const [server, alarm, restored, person] = await Promise.all([
      meta.get(metaKey.server) as Promise<ServerRow | undefined>,
      meta.get(metaKey.alarm) as Promise<AlarmRow | undefined>,
      meta.get(metaKey.restored) as Promise<RestoredRow | undefined>,
      meta.get(metaKey.person(personId)) as Promise<PersonRow | undefined>,
    ]);
    return {
      ...(server && { server }),
      ...(alarm && { alarm }),
      ...(restored && { restored }),
      person: person ?? {},
    };
  });
}
