/** The end of a schedule: faults are over, and everything must arrive; what is refused for good delays nothing else. */
import {
  alarmOn,
  checkDelivered,
  checkPromises,
  checkTruth,
  keyOf,
  type OpRow,
  opsOn,
} from "./checker";
import type { Phone } from "./phone";
import { PEOPLE, type Stage, signInAll } from "./steps";
import type { Surroundings } from "./surroundings";
import type { Tab } from "./tab";

const HOUR_MS = 3_600_000;

export async function quietPart(stage: Stage): Promise<void> {
  const { around, phone } = stage;
  if (around.violations.length > 0) return;
  await endFaults(stage);
  const tab = await phone.open();
  if (tab === undefined) return around.violate("stuck", "no tab opens on a healthy phone");
  const asks = around.random.chance(0.5);
  await signInAll(stage, asks);
  if (asks) await somebodyAsks(stage, tab);
  else await around.world.advance(4 * HOUR_MS, () => tab.passes > 0 && isDone(phone, around));
  for (const op of opsOn(phone)) {
    if (isLeftOver(op, around)) around.violate("stuck", `${op.op_key} waits behind another lane`);
  }
  around.server.poison.clear();
  for (let round = 0; round < 6 && isWaiting(phone); round++) {
    await onePass(stage, tab);
    await around.world.advance(400_000);
  }
  await everybodySaves(stage, tab);
  checkTruth(around, phone);
  checkDelivered(around, phone);
  checkPromises(around, stage.officers);
  if (around.violations.length === 0 && around.random.chance(0.1)) await checkWitness(stage, tab);
}

/** Whatever went wrong before, a healthy phone takes the next record, and sends it. */
async function everybodySaves(stage: Stage, tab: Tab): Promise<void> {
  const { around, officers } = stage;
  for (const person of PEOPLE) {
    const before = officers.promised.length;
    let told = "nothing";
    officers.record(tab, person, 1).catch((error: unknown) => {
      told = String(error);
    });
    await around.world.advance(5_000);
    if (officers.promised.length === before) around.violate("stuck", `${person} was told ${told}`);
  }
  await onePass(stage, tab);
}

async function endFaults({ around, phone }: Stage): Promise<void> {
  around.faulty = false;
  around.outage.until = 0;
  phone.full = false;
  around.server.device = "active";
  // A tab that is frozen for good may stay so, with whatever it holds.
  for (const tab of phone.tabs) if (!tab.frozen) tab.kill();
  // Ghosts of the bad time have come by then.
  await around.world.advance(700_000);
}

/** A person who asks gets it done at once; a server that forgot records needs more passes. */
async function somebodyAsks(stage: Stage, tab: Tab): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await onePass(stage, tab);
    if (isDone(stage.phone, stage.around)) return;
  }
}

/** A person asks; a lock that a frozen tab keeps is waited for. */
async function onePass({ around }: Stage, tab: Tab): Promise<void> {
  const before = tab.passes;
  tab.scheduler.tapped();
  await around.world.advance(120_000, () => tab.passes > before && tab.last?.busy === false);
}

/** Whether a person who asks could still get something sent; what was really damaged cannot be. */
function isWaiting(phone: Phone): boolean {
  return opsOn(phone).some(
    ({ state, photo_id }) =>
      state !== "received" && !(state === "damaged" && phone.damaged.has(photo_id)),
  );
}

function isDone(phone: Phone, around: Surroundings): boolean {
  return !opsOn(phone).some((op) => isLeftOver(op, around));
}

/** Still to be sent, though neither it nor what must go before it is refused. */
function isLeftOver(op: OpRow, { server }: Surroundings): boolean {
  if (op.state !== "saved") return false;
  const revisions = Array.from({ length: op.rev }, (_, n) => n + 1);
  const before = revisions.map((rev) => `inspections/${op.inspection_id}/revs/${rev}`);
  return ![keyOf(op), ...before].some((key) => server.poison.has(key));
}

/** A log that is rewritten after the phone has seen it raises the alarm, and the server is told. */
async function checkWitness(stage: Stage, tab: Tab): Promise<void> {
  const { around, phone } = stage;
  const { server } = around;
  if (server.records.leaves.length === 0) return;
  await around.world.advance(180_000);
  await onePass(stage, tab);
  server.tamper();
  for (let round = 0; round < 3; round++) {
    await around.world.advance(180_000);
    await onePass(stage, tab);
  }
  if (!alarmOn(phone)) around.violate("untrue", "a rewritten log raised no alarm");
  if (!server.alarmed) around.violate("untrue", "the server was not told of the alarm");
}
