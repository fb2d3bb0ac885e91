/**
 * Purging photos (docs/protocol.md §4.2): only what is received and backed up in the epoch of today, and only
 * after the server has said once more that it has it.
 */
import type { Credentials } from "../../store/keys";
import { type Purgeable, purgeable, purgePhoto } from "../../store/purging";
import { ask } from "./asking";
import type { KeeperTools, People, Visit } from "./main";

const EVERY_MS = 3_600_000;
/** Where room is short. */
const SHORT_EVERY_MS = 600_000;
/** How long photos stay for looking at them, where there is room. */
const KEEP_MS = 7 * 86_400_000;
/** Two questions about each fit into one call. */
const MOST = 250;

/** `lacking`: bytes that must become free. */
type Purge = (people: People, visit: Visit, lacking: number) => Promise<void>;

export function purge(tools: KeeperTools): Purge {
  let last = Number.NEGATIVE_INFINITY;
  return async (people, visit, lacking) => {
    if (tools.clock.mono() - last < (lacking > 0 ? SHORT_EVERY_MS : EVERY_MS)) return;
    last = tools.clock.mono();
    const photos = await mayGo(tools, lacking, visit);
    for (const owner of people) {
      const own = photos.filter(({ person_id }) => person_id === owner.person.id);
      if (own.length > 0) await purgeOf(tools, owner, own, visit);
    }
  };
}

async function purgeOf(
  tools: KeeperTools,
  owner: Credentials,
  own: Purgeable[],
  visit: Visit,
): Promise<void> {
  const confirmed = await ask(tools, owner, questions(own), visit);
  for (const { photo, revision } of own) {
    if (!confirmed?.has(photo.op_key) || !confirmed.has(revision.op_key)) continue;
    await purgePhoto(tools.store.database, photo.op_key, visit.hello, tools.clock.wall());
  }
  tools.changed();
}

/** By age, the oldest first; when room is short, as many as make it enough. */
async function mayGo(
  { store }: KeeperTools,
  short: number,
  { hello }: Visit,
): Promise<Purgeable[]> {
  let lacking = short;
  const chosen: Purgeable[] = [];
  for (const one of await purgeable(store.database, hello)) {
    // The server's clock on both sides: that of the phone may be years off.
    if (lacking <= 0 && hello.server_ms - one.received_ms < KEEP_MS) break;
    lacking -= one.photo.size;
    chosen.push(one);
  }
  return chosen.slice(0, MOST);
}

function questions(photos: Purgeable[]) {
  const items = photos.flatMap(({ photo, revision }) => [photo, revision]);
  return [...new Map(items.map((item) => [item.op_key, item])).values()];
}
