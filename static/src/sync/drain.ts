/** One pass over what waits: hello, then every due op in sending order, each once. */
import { isDue } from "../domain/backoff";
import type { Op } from "../domain/model";
import { parentKeyOf } from "../domain/revision";
import { type EvidenceStore, StorageBroken, StorageRefused } from "../store/evidence";
import type { KeyStore } from "../store/keys";
import { declareHoles } from "./holes";
import type { ProgressBoard } from "./progress";
import { type Outcome, type SendPorts, sendOp } from "./sending";
import { settle } from "./settling";
import { NetworkFailure, type Transport } from "./transport";

export interface DrainReport {
  /** Whether our server answered, at the start and to the end. */
  online: boolean;
  /** Another tab is sending; the counts say nothing then. */
  busy: boolean;
  sent: number;
  failed: number;
  /** Facts that still have no receipt. */
  waiting: number;
  /** Wall time at which the next of them is due; undefined when waiting alone will not help. */
  nextMs: number | undefined;
  /** What the phone's storage refused meanwhile; the ops it did not concern went on. */
  trouble?: unknown;
}

/** How long an op rests whose outcome the phone could not write down, in milliseconds. */
const STORAGE_PAUSE_MS = 30_000;

export interface DrainPorts {
  store: EvidenceStore;
  keys: Pick<KeyStore, "credentials">;
  transport: Transport;
  clock: { wall(): number; mono(): number; boot_id: string };
  random(): number;
  newId(): string;
  changed(): void;
  progress: ProgressBoard;
  sending: SendPorts;
  /** Why an officer's queue stands still, as the server last said; it outlives the pass for the screens. */
  standing: Map<string, "login" | "frozen">;
}

interface Pass {
  force: boolean;
  online: boolean;
  sent: number;
  failed: number;
  attempted: Set<string>;
  /** Officers whose queue waits for the rest of this pass. */
  paused: Set<string>;
  /** A photo may be damaged here that the server has not been told about. */
  holes: boolean;
  /** Ops whose outcome the phone's storage refused. */
  stuck: Set<string>;
  trouble: unknown;
}

export async function drainOnce(ports: DrainPorts, force: boolean): Promise<DrainReport> {
  const pass: Pass = {
    force,
    online: false,
    sent: 0,
    failed: 0,
    attempted: new Set(),
    paused: new Set(),
    holes: true,
    stuck: new Set(),
    trouble: undefined,
  };
  if (force) await bestEffort(pass, () => ports.store.requeueRefused());
  pass.online = await greet(ports, pass);
  while (pass.online && (await sweep(ports, pass))) {
    // Again until a sweep finds nothing new: receipts free photos, and the officer goes on saving.
  }
  return report(ports, pass);
}

/** hello: whether our server is there at all, and how far its clock is from ours. No try is counted. */
async function greet({ transport, clock, store }: DrainPorts, pass: Pass): Promise<boolean> {
  const sent = { wall: clock.wall(), mono: clock.mono() };
  try {
    const { server_ms } = await transport.hello();
    const wall_ms = Math.round((sent.wall + clock.wall()) / 2);
    const reading = {
      srv_offset_ms: Math.round(server_ms - wall_ms),
      wall_ms,
      mono_ms: Math.round((sent.mono + clock.mono()) / 2),
      boot_id: clock.boot_id,
    };
    await bestEffort(pass, () => store.keepServerClock(reading));
    return true;
  } catch (error) {
    if (error instanceof NetworkFailure) return false;
    throw error;
  }
}

/** Storage errors are reported with the pass; anything else is a fault of ours and ends it. */
function note(pass: Pass, error: unknown): void {
  if (!(error instanceof StorageBroken || error instanceof StorageRefused)) throw error;
  pass.trouble = error;
}

/** Work without which sending goes on all the same. */
async function bestEffort(pass: Pass, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    note(pass, error);
  }
}

/** Work on one op: what the storage refuses is that op's failure and nobody else's. */
async function inLane<T>(pass: Pass, op: Op, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    note(pass, error);
    pass.failed += 1;
    pass.stuck.add(op.op_key);
    pass.attempted.add(op.op_key);
    return undefined;
  }
}

/** Tries everything that is ready; false when there was nothing. */
async function sweep(ports: DrainPorts, pass: Pass): Promise<boolean> {
  let found = false;
  if (pass.holes) await bestEffort(pass, () => declareHoles(ports));
  pass.holes = false;
  for (const op of await ports.store.waitingOps()) {
    if (!pass.online) break;
    if (!(await inLane(pass, op, () => isReady(ports, pass, op)))) continue;
    found = true;
    pass.attempted.add(op.op_key);
    await inLane(pass, op, () => attempt(ports, pass, pass.force ? { ...op, tries: 0 } : op));
  }
  return found;
}

async function isReady(ports: DrainPorts, pass: Pass, op: Op): Promise<boolean> {
  if (pass.attempted.has(op.op_key) || pass.paused.has(op.person_id)) return false;
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
    await follow(ports, pass, op, outcome);
  } finally {
    ports.progress.end(op);
  }
}

/** What the outcome means for the rest of the pass. */
async function follow(ports: DrainPorts, pass: Pass, op: Op, outcome: Outcome): Promise<void> {
  switch (outcome.class) {
    case "login":
    case "frozen":
      return pause(ports, pass, op, outcome.class);
    case "network":
      count(pass, op, "failed");
      // One connection broke; whether there is any network at all decides about the others.
      pass.online = await greet(ports, pass);
      return;
    case "ok":
    case "conflict":
      count(pass, op, "sent");
      break;
    case "damaged":
      pass.holes = true;
      count(pass, op, "failed");
      break;
    default:
      count(pass, op, "failed");
  }
  // These never reached the server or were not judged by it, so they say nothing about the ticket.
  if (outcome.class !== "fault" && outcome.class !== "damaged" && outcome.class !== "retry") {
    ports.standing.delete(op.person_id);
  }
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
  for (const op of waiting) {
    if (pass.paused.has(op.person_id) || !(await hasParent(ports, op))) continue;
    // Its due time could not be moved on the disk: without a rest it would be tried again at once, for ever.
    const rest = pass.stuck.has(op.op_key) ? ports.clock.wall() + STORAGE_PAUSE_MS : 0;
    due.push(Math.max(op.next_ms, rest));
  }
  return {
    online: pass.online,
    busy: false,
    sent: pass.sent,
    failed: pass.failed,
    waiting: waiting.length,
    nextMs: due.length === 0 ? undefined : Math.min(...due),
    ...(pass.trouble !== undefined && { trouble: pass.trouble }),
  };
}
