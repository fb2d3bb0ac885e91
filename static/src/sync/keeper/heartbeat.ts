/** Heartbeats: how this phone is, and what it still holds of each person (docs/protocol.md §3.7). */
import { readCheckpoint } from "../../domain/checkpoint";
import { countUnsent, lastSeq, type Unsent } from "../../store/held";
import type { Credentials } from "../../store/keys";
import { keepPerson, noteTold, readNotes } from "../../store/noting";
import type { DeviceState } from "../../store/standing";
import type { Answer } from "../transport";
import type { KeeperTools, People, Visit } from "./main";
import { judge } from "./witness";

/** Not more often than this, unless something changed that the office should know. */
const EVERY_MS = 120_000;

interface Beat {
  mono: number;
  unsent: number;
  max_seq: number;
}

export function heartbeats(tools: KeeperTools): (people: People, visit: Visit) => Promise<void> {
  const last = new Map<string, Beat>();
  return async (people, visit) => {
    const { database } = tools.store;
    const [{ device_id }, current] = await Promise.all([tools.keys.device(), tools.keys.current()]);
    const max_seq = await lastSeq(database, device_id);
    for (const owner of people) {
      const { id } = owner.person;
      const before = last.get(id);
      const mono = tools.clock.mono();
      // Counting costs a walk over the queue: not for somebody who left nothing and made nothing since.
      if (before && isQuiet(before, { mono, unsent: 0, max_seq })) continue;
      const unsent = await countUnsent(database, id);
      const now = { mono, unsent: total(unsent), max_seq };
      if (before && !isDue(before, now, id === current?.id)) continue;
      if (await tell(tools, visit, owner, { ...unsent, max_seq })) last.set(id, now);
    }
  };
}

function total({ pending: { revs, photos, facts } }: Unsent): number {
  return revs + photos + facts;
}

function isQuiet(before: Beat, now: Beat): boolean {
  return before.unsent === 0 && before.max_seq === now.max_seq && now.mono - before.mono < EVERY_MS;
}

/** Who works here is heard of in any case; of others only what they left behind, and its end. */
function isDue(before: Beat, now: Beat, isCurrent: boolean): boolean {
  const isEmptied = now.unsent === 0 && (before.unsent > 0 || (isCurrent && !isQuiet(before, now)));
  return isEmptied || ((isCurrent || now.unsent > 0) && now.mono - before.mono >= EVERY_MS);
}

/** False when the server did not hear it. */
async function tell(
  tools: KeeperTools,
  visit: Visit,
  owner: Credentials,
  unsent: Unsent & { max_seq: number },
): Promise<boolean> {
  if (!(await visit.hold())) return false;
  const { store, storage, transport, app } = tools;
  const { checkpoint, alarm } = await readNotes(store.database);
  const answer = await transport.heartbeat(owner.ticket, {
    app,
    ...unsent,
    ...(await storage()),
    ...(checkpoint !== undefined && { checkpoint, epoch: readCheckpoint(checkpoint)?.epoch }),
    ...(alarm &&
      alarm.told_ms === undefined && { alarm: { kept: alarm.kept, offered: alarm.offered } }),
  });
  const state = stateIn(answer);
  if (state === undefined) return false;
  await stand(tools, owner.person.id, state);
  if (state === "revoked") return true;
  if (alarm && alarm.told_ms === undefined) await noteTold(store.database, tools.clock.wall());
  await judge(tools, owner, checkpoint, answer.json);
  return true;
}

/** How the server calls this phone; undefined when that was no answer of ours. */
function stateIn(answer: Answer): DeviceState | undefined {
  if (!answer.isOurs || !answer.isJson) return undefined;
  if (answer.status === 403 && answer.code === "device_revoked") return "revoked";
  const { device_state } = (answer.json ?? {}) as { device_state?: unknown };
  if (answer.status !== 200) return undefined;
  return device_state === "frozen" ? "frozen" : "active";
}

async function stand(tools: KeeperTools, personId: string, device_state: DeviceState) {
  await keepPerson(tools.store.database, personId, { device_state });
  if (device_state !== "active") await tools.frozen?.(personId);
  tools.changed();
}
