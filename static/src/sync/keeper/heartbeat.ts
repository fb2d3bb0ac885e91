/** Heartbeats: how this phone is, and what it still holds of each person (docs/protocol.md §3.7). */
import { readCheckpoint } from "../../domain/checkpoint";
import { countUnsent, type Unsent } from "../../store/held";
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
}

export function heartbeats(tools: KeeperTools): (people: People, visit: Visit) => Promise<void> {
  const last = new Map<string, Beat>();
  return async (people, visit) => {
    const [{ device_id }, current] = await Promise.all([tools.keys.device(), tools.keys.current()]);
    for (const owner of people) {
      const { id } = owner.person;
      const before = last.get(id);
      // Counting costs a walk over the queue: not for somebody who left nothing a moment ago.
      if (before?.unsent === 0 && tools.clock.mono() - before.mono < EVERY_MS) continue;
      const unsent = await countUnsent(tools.store.database, id, device_id);
      const now = { mono: tools.clock.mono(), unsent: total(unsent) };
      if (isDue(before, now, id === current?.id) && (await tell(tools, visit, owner, unsent))) {
        last.set(id, now);
      }
    }
  };
}

function total({ pending: { revs, photos, facts } }: Unsent): number {
  return revs + photos + facts;
}

/** Somebody who works here is heard of in any case; of others only what they left behind, and its end. */
function isDue(before: Beat | undefined, now: Beat, isCurrent: boolean): boolean {
  if (before === undefined) return true;
  if (before.unsent > 0 && now.unsent === 0) return true;
  return (isCurrent || now.unsent > 0) && now.mono - before.mono >= EVERY_MS;
}

/** False when the server did not hear it. */
async function tell(
  tools: KeeperTools,
  visit: Visit,
  owner: Credentials,
  unsent: Unsent,
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
