/**
 * Reconciliation: what this phone believes received is asked for after a restore of the server, and once a day.
 * What the server does not have goes back into the queue; the bytes are still here, for nothing is purged that a
 * restore could lose.
 */
import { heldItems } from "../../store/held";
import type { Credentials } from "../../store/keys";
import { keepPerson } from "../../store/noting";
import { type PersonRow, readStanding } from "../../store/standing";
import { ask } from "./asking";
import type { KeeperTools, People, Visit } from "./main";

const DAY_MS = 86_400_000;
/** After an answer that was none. */
const AGAIN_MS = 60_000;

export function reconcile(tools: KeeperTools): (people: People, visit: Visit) => Promise<void> {
  const failed = new Map<string, number>();
  return async (people, visit) => {
    for (const owner of people) {
      const { id } = owner.person;
      const { person } = await readStanding(tools.store.database, id);
      const isNewEpoch = person.epoch !== visit.hello.epoch;
      if (!isNewEpoch && !isDaily(person, tools.clock.wall())) continue;
      const since = tools.clock.mono() - (failed.get(id) ?? Number.NEGATIVE_INFINITY);
      if (since < AGAIN_MS) continue;
      if (await askAll(tools, owner, visit, isNewEpoch)) failed.delete(id);
      else failed.set(id, tools.clock.mono());
    }
  };
}

/** In either direction: a clock that was set back must not put the question off for years. */
function isDaily({ asked_ms = 0 }: PersonRow, now: number): boolean {
  return Math.abs(now - asked_ms) >= DAY_MS;
}

async function askAll(
  tools: KeeperTools,
  owner: Credentials,
  visit: Visit,
  isNewEpoch: boolean,
): Promise<boolean> {
  const { database } = tools.store;
  const { id } = owner.person;
  const { epoch } = visit.hello;
  const items = await heldItems(database, id, isNewEpoch ? undefined : epoch);
  if ((await ask(tools, owner, items, visit)) === undefined) return false;
  await keepPerson(database, id, { epoch, asked_ms: tools.clock.wall() });
  return true;
}
