/** One pass over what waits: hello, then every due op in sending order, each once. */
import { isDue } from "../domain/backoff";
import type { Op } from "../domain/model";
import { parentKeyOf } from "../domain/revision";
import { greet } from "./greeting";
import { declareHoles } from "./holes";
import {
  aside,
  bestEffort,
  type DrainPorts,
  type DrainReport,
  inLane,
  kindOf,
  newPass,
  noteLoad,
  type Pass,
} from "./pass";
import { type Outcome, sendOp } from "./sending";
import { settle } from "./settling";

/** How long an op rests whose outcome the phone could not write down, in milliseconds. */
const STORAGE_PAUSE_MS = 30_000;

export async function drainOnce(ports: DrainPorts, force: boolean): Promise<DrainReport> {
  const pass = newPass(force);
  if (force) await bestEffort(pass, () => ports.store.requeueRefused());
  pass.hello = await greet(ports, pass);
  await visit(ports, pass, "before");
  while (isGoing(pass) && (await sweep(ports, pass))) {
    // Again until a sweep finds nothing new: receipts free photos, and the officer goes on saving.
  }
  await visit(ports, pass, "after");
  return report(ports, pass);
}

/** The keeper's turn, before and after sending. */
async function visit(ports: DrainPorts, pass: Pass, when: "before" | "after"): Promise<void> {
  const { hello } = pass;
  const { keeper, sending } = ports;
  if (hello === undefined || pass.yielded || keeper === undefined) return;
  await aside(pass, async () => (await keeper())[when](hello, sending.hold));
}

function isGoing({ hello, yielded }: Pass): boolean {
  return hello !== undefined && !yielded;
}

/** Tries everything that is ready; false when there was nothing. */
async function sweep(ports: DrainPorts, pass: Pass): Promise<boolean> {
  let found = false;
  if (pass.holes) await bestEffort(pass, () => declareHoles(ports));
  pass.holes = false;
  for (const op of await inTurn(ports)) {
    if (!isGoing(pass)) break;
    if (!(await inLane(pass, op, () => isReady(ports, pass, op)))) continue;
    found = true;
    pass.attempted.add(op.op_key);
    await inLane(pass, op, () => attempt(ports, pass, pass.force ? { ...op, tries: 0 } : op));
  }
  return found;
}

/** In sending order, but first those that the server had room for. */
async function inTurn({ store, late }: DrainPorts): Promise<Op[]> {
  const isLate = (op: Op) => Number(late.has(op.op_key));
  return (await store.waitingOps()).sort((a, b) => isLate(a) - isLate(b));
}

async function isReady(ports: DrainPorts, pass: Pass, op: Op): Promise<boolean> {
  if (pass.attempted.has(op.op_key) || pass.paused.has(op.person_id)) return false;
  if (pass.rests.has(kindOf(op))) return false;
  if (!pass.force && !isDue(op.next_ms, ports.clock.wall())) return false;
  return hasParent(ports, op);
}

async function hasParent({ store }: DrainPorts, op: Op): Promise<boolean> {
  const parentKey = parentKeyOf(op);
  if (parentKey === undefined) return true;
  return (await store.op(parentKey))?.state === "received";
}

async function attempt(ports: DrainPorts, pass: Pass, op: Op): Promise<void> {
  const owner = await ports.keys.credentials(op.person_id);
  if (owner === undefined) return pause(ports, pass, op, "login");
  await ports.progress.begin(op);
  try {
    const outcome = await sendOp(ports.sending, op, owner);
    await inLane(pass, op, () => settle({ ...ports, wall: ports.clock.wall }, op, outcome));
    noteLoad(ports, pass, op, outcome);
    await follow(ports, pass, op, outcome);
  } finally {
    ports.progress.end(op);
  }
}

/** Never judged by the server, so they say nothing about the ticket. */
const UNJUDGED = new Set<Outcome["class"]>(["fault", "damaged", "retry", "network", "yielded"]);

/** What the outcome means for the rest of the pass. */
async function follow(ports: DrainPorts, pass: Pass, op: Op, outcome: Outcome): Promise<void> {
  switch (outcome.class) {
    case "login":
    case "frozen":
      return pause(ports, pass, op, outcome.class);
    case "yielded":
      pass.yielded = true;
      break;
    case "network":
      count(pass, op, "failed");
      // One connection broke; whether there is any network at all decides about the others.
      pass.hello = await greet(ports, pass);
      break;
    case "ok":
    case "conflict":
      count(pass, op, "sent");
      break;
    default:
      pass.holes ||= outcome.class === "damaged";
      count(pass, op, "failed");
  }
  if (!UNJUDGED.has(outcome.class)) ports.standing.delete(op.person_id);
}

/** An op whose outcome could not be written down has been counted as failed. */
function count(pass: Pass, op: Op, as: "sent" | "failed"): void {
  if (!pass.stuck.has(op.op_key)) pass[as] += 1;
}

function pause(ports: DrainPorts, pass: Pass, op: Op, why: "login" | "frozen"): void {
  pass.paused.add(op.person_id);
  ports.standing.set(op.person_id, why);
  ports.changed();
}

async function report(ports: DrainPorts, pass: Pass): Promise<DrainReport> {
  const waiting = await ports.store.waitingOps();
  const people = new Set(waiting.map((op) => op.person_id));
  for (const personId of ports.standing.keys()) {
    if (!people.has(personId)) ports.standing.delete(personId);
  }
  const due: number[] = [];
  // A record is read once for all its photos: hundreds may wait.
  const ready = new Map<string | undefined, boolean>();
  for (const op of waiting) {
    if (pass.paused.has(op.person_id)) continue;
    const parent = parentKeyOf(op);
    if (!ready.has(parent)) ready.set(parent, await hasParent(ports, op));
    if (ready.get(parent)) due.push(dueAt(ports, pass, op));
  }
  return {
    online: pass.hello !== undefined,
    busy: pass.yielded,
    sent: pass.sent,
    failed: pass.failed,
    waiting: waiting.length,
    nextMs: due.length === 0 ? undefined : Math.min(...due),
    ...(pass.trouble !== undefined && { trouble: pass.trouble }),
  };
}

function dueAt({ clock }: DrainPorts, pass: Pass, op: Op): number {
  // Its due time could not be moved on the disk: without a rest it would be tried again at once, for ever.
  const rest = pass.stuck.has(op.op_key) ? clock.wall() + STORAGE_PAUSE_MS : 0;
  return Math.max(op.next_ms, rest, pass.rests.get(kindOf(op)) ?? 0);
}
