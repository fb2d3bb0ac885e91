/** What can happen in a schedule between two moments: officers at work, phones that suffer, servers that change. */
import { opsOn } from "./checker";
import type { Officers } from "./officer";
import { credentialsOf, type Phone } from "./phone";
import { erase, rowsOf } from "./storage";
import type { Surroundings } from "./surroundings";
import type { Tab } from "./tab";

export const PEOPLE = ["12", "15"] as const;
const DAY_MS = 86_400_000;
const DECADE_MS = 315_360_000_000;

export interface Stage {
  around: Surroundings;
  phone: Phone;
  officers: Officers;
}

type Step = (stage: Stage) => Promise<void> | void;

/** Starts something an officer does; how it ends is the ledger's business. */
function begin(stage: Stage, work: (tab: Tab) => Promise<void>): void {
  const tabs = stage.phone.alive();
  if (tabs.length === 0) return;
  const tab = stage.around.random.pick(tabs);
  work(tab).catch((error: unknown) => {
    // Storage failures are told to the officer, who tries again; a fault of ours is a fault.
    const isStorage = error instanceof Error && /^(Storage|Photo|Earlier|Killed)/.test(error.name);
    if (!isStorage && !tab.dead) stage.around.violate("stuck", `an officer was told ${error}`);
  });
}

/** Both officers get new tickets; the screens ask for a pass then, and a test may not want that. */
export async function signInAll(
  { around, phone }: Pick<Stage, "around" | "phone">,
  asks = true,
): Promise<void> {
  const tab = phone.alive()[0];
  if (tab === undefined) return;
  for (const person of PEOPLE) {
    const kept = tab.keys.keepCredentials(credentialsOf(person, around.server.enrol(person)));
    kept.catch(() => around.count("sign_in_not_kept"));
    await around.world.settle();
  }
  // As an enrolment does; it never fails, and never waits for long.
  void tab.keys.publicKey();
  const current = tab.keys.setCurrent(around.random.pick(PEOPLE));
  current.catch(() => around.count("sign_in_not_kept"));
  await around.world.settle();
  if (tab.dead) return;
  if (asks) tab.scheduler.tapped();
  else tab.scheduler.saved();
}

/** Chunks of photos that the phone still has to deliver or keeps. */
function someChunk({ around, phone }: Stage): [string, number] | undefined {
  const sealed = new Set(opsOn(phone).map((op) => op.photo_id));
  const keys = rowsOf(phone.factory, "evidence", "chunks").map(([key]) => key as [string, number]);
  const found = keys.filter(([photo]) => sealed.has(photo));
  return found.length === 0 ? undefined : around.random.pick(found);
}

export const STEPS: Record<string, Step> = {
  record: (stage) => {
    const { random } = stage.around;
    const person = random.pick(PEOPLE);
    const photos = random.pick([0, 1, 1, 2, 3]);
    begin(stage, (tab) => stage.officers.record(tab, person, photos));
  },
  two_save_at_once: (stage) => {
    const person = stage.around.random.pick(PEOPLE);
    begin(stage, (tab) => stage.officers.record(tab, person, 1));
    for (let n = 0; n < 2; n++) begin(stage, (tab) => stage.officers.suggest(tab, person));
  },
  correct: (stage) => {
    const { random } = stage.around;
    stage.around.server.returnOne((list) => random.pick(list));
    const { life } = stage.phone;
    const known = stage.officers.promised.filter((one) => one.life === life);
    if (known.length === 0) return;
    const one = random.pick(known);
    begin(stage, (tab) => stage.officers.correct(tab, one, random.int(2)));
  },
  suggest: (stage) => {
    const person = stage.around.random.pick(PEOPLE);
    begin(stage, (tab) => stage.officers.suggest(tab, person));
  },
  tap: ({ around, phone }) => {
    const tabs = phone.alive();
    if (tabs.length > 0) around.random.pick(tabs).scheduler.tapped();
  },
  wake: ({ phone }) => {
    for (const tab of phone.alive()) tab.wake();
  },
  wait: ({ around }) => around.world.advance(around.random.pick([500, 4_000, 30_000, 400_000])),
  kill_soon: ({ around, phone }) => {
    const tabs = phone.alive();
    if (tabs.length === 0) return;
    around.count("kill");
    around.random.pick(tabs).callsLeft = around.random.int(120);
  },
  open_tab: async ({ phone }) => {
    if (phone.alive().length < 2) await phone.open();
  },
  freeze: ({ around, phone }) => {
    const tabs = phone.alive();
    if (tabs.length < 2) return;
    around.count("freeze");
    (phone.holder ?? around.random.pick(tabs)).frozen = true;
  },
  thaw: ({ phone }) => {
    for (const tab of phone.tabs) tab.frozen = false;
  },
  clock: ({ around, phone }) => {
    around.count("clock");
    phone.mayOverlap = true;
    phone.skew = around.random.pick([0, 3_600_000, -3_600_000, DECADE_MS, -DECADE_MS]);
  },
  outage: ({ around }) => {
    around.count("outage");
    around.outage.until = around.world.now + around.random.between(5_000, 900_000);
  },
  backup: ({ around }) => around.server.takeBackup(),
  restore: ({ around }) => {
    if (around.server.restore()) around.count("restore");
  },
  week: async ({ around, phone }) => {
    // Switched off for so long that photos may go.
    const running = phone.alive();
    for (const tab of running) tab.frozen = true;
    await around.world.advance(8 * DAY_MS);
    for (const tab of running) tab.frozen = false;
    phone.mayOverlap = true;
  },
  device: ({ around }) => {
    around.server.device = around.random.pick(["active", "active", "frozen", "revoked"]);
    around.count(`device_${around.server.device}`);
  },
  revoke: ({ around }) => {
    around.count("revoke");
    around.server.revoke();
  },
  sign_in: (stage) => signInAll(stage),
  full: ({ around, phone }) => {
    around.count("full");
    phone.full = true;
  },
  room: ({ phone }) => {
    phone.full = false;
  },
  lose_chunk: (stage) => {
    const key = someChunk(stage);
    if (key === undefined) return;
    stage.around.count("chunk_lost");
    stage.phone.damaged.add(key[0]);
    erase(stage.phone.factory, "evidence", "chunks", key);
  },
  spoil_chunk: (stage) => {
    const key = someChunk(stage);
    if (key === undefined) return;
    stage.around.count("chunk_spoilt");
    stage.phone.damaged.add(key[0]);
    const rows = rowsOf<ArrayBuffer>(stage.phone.factory, "evidence", "chunks");
    const found = rows.find(([each]) => String(each) === String(key));
    const bytes = new Uint8Array(found?.[1] ?? new ArrayBuffer(0));
    if (bytes.length > 0) bytes[0] = (bytes[0] ?? 0) ^ 0xff;
  },
  poison: ({ around, phone }) => {
    const open = opsOn(phone).filter((op) => op.state === "saved" && op.kind !== "fact");
    if (open.length === 0 || around.server.poison.size > 0) return;
    const op = around.random.pick(open);
    around.count("poison");
    const isPhoto = op.kind === "photo";
    around.server.poison.add(
      isPhoto ? `photos/${op.photo_id}` : `inspections/${op.inspection_id}/revs/${op.rev}`,
    );
  },
  wipe: ({ around, phone }) => {
    around.count("wipe");
    phone.wipe();
  },
};

/** How often each step comes, before the seed takes some out. */
export const WEIGHTS: Record<string, number> = {
  record: 10,
  two_save_at_once: 3,
  correct: 4,
  suggest: 2,
  tap: 6,
  wake: 3,
  wait: 10,
  kill_soon: 3,
  open_tab: 4,
  freeze: 1,
  thaw: 1,
  clock: 1,
  outage: 1,
  backup: 4,
  restore: 2,
  week: 2,
  device: 1,
  revoke: 1,
  sign_in: 2,
  full: 1,
  room: 2,
  lose_chunk: 1,
  spoil_chunk: 1,
  poison: 2,
  wipe: 0.3,
};
