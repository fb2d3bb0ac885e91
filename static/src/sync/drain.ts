/** One pass over what waits: hello, then every due op in sending order, each once. */
import { isDue } from "../domain/backoff";
import type { Op } from "../domain/model";
import { parentKeyOf } from "../domain/revision";
import type { EvidenceStore } from "../store/evidence";
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
}

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
}

export async function drainOnce(ports: DrainPorts, force: boolean): Promise<DrainReport> {
  const pass: Pass = {
    force,
    online: await greet(ports),
    sent: 0,
    failed: 0,
    attempted: new Set(),
    paused: new Set(),
    holes: true,
  };
  while (pass.online && (await sweep(ports, pass))) {
    // Again until a sweep finds nothing new: receipts free photos, and the officer goes on saving.
  }
  return report(ports, pass);
}

/** hello: whether our server is there at all, and how far its clock is from ours. No try is counted. */
async function greet({ transport, clock, store }: DrainPorts): Promise<boolean> {
  const sent = { wall: clock.wall(), mono: clock.mono() };
  try {
    const { server_ms } = await transport.hello();
    const wall_ms = Math.round((sent.wall + clock.wall()) / 2);
    await store.keepServerClock({
      srv_offset_ms: Math.round(server_ms - wall_ms),
      wall_ms,
      mono_ms: Math.round((sent.mono + clock.mono()) / 2),
      boot_id: clock.boot_id,
    });
    return true;
  } catch (error) {
    if (error instanceof NetworkFailure) return false;
    throw error;
  }
}

/** Tries everything that is ready; false when there was nothing. */
async function sweep(ports: DrainPorts, pass: Pass): Promise<boolean> {
  let found = false;
  if (pass.holes) await declareHoles(ports);
  pass.holes = false;
  for (const op of await ports.store.waitingOps()) {
    if (!pass.online) break;
    if (!(await isReady(ports, pass, op))) continue;
    found = true;
    pass.attempted.add(op.op_key);
    await attempt(ports, pass, pass.force ? { ...op, tries: 0 } : op);
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
    await settle({ ...ports, wall: ports.clock.wall }, op, outcome);
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
      pass.failed += 1;
      // One connection broke; whether there is any network at all decides about the others.
      pass.online = await greet(ports);
      return;
    case "ok":
    case "conflict":
      pass.sent += 1;
      break;
    case "damaged":
      pass.holes = true;
      pass.failed += 1;
      break;
    default:
      pass.failed += 1;
  }
  // These never reached the server or were not judged by it, so they say nothing about the ticket.
  if (outcome.class !== "fault" && outcome.class !== "damaged" && outcome.class !== "retry") {
    ports.standing.delete(op.person_id);
  }
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
    if (!pass.paused.has(op.person_id) && (await hasParent(ports, op))) due.push(op.next_ms);
  }
  return {
    online: pass.online,
    busy: false,
    sent: pass.sent,
    failed: pass.failed,
    waiting: waiting.length,
    nextMs: due.length === 0 ? undefined : Math.min(...due),
  };
}
