/** One pass of the outbox: what it needs, what it remembers, and what it tells at its end. */
import { LONGEST_RETRY_AFTER_MS, retryAfterMs } from "../domain/backoff";
import type { Op } from "../domain/model";
import { type EvidenceStore, StorageBroken, StorageRefused } from "../store/evidence";
import type { KeyStore } from "../store/keys";
import type { Keeper } from "./keeper/main";
import type { ProgressBoard } from "./progress";
import type { Outcome, SendPorts } from "./sending";
import type { Hello, Transport } from "./transport";

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
  /** Looks after what is received already; loaded when the server first answers. */
  keeper?: () => Promise<Keeper>;
  /** Ops for which the server had no room or no time: the next pass tries the others first. */
  late: Set<string>;
}

/** What of an op may be asked of the server for the rest of the pass. */
type Kind = "photo" | "sealed";

export interface Pass {
  force: boolean;
  /** What our server said at the start; undefined while it does not answer. */
  hello: Hello | undefined;
  sent: number;
  failed: number;
  attempted: Set<string>;
  /** Officers whose queue waits for the rest of this pass. */
  paused: Set<string>;
  /** A photo may be damaged here that the server has not been told about. */
  holes: boolean;
  /** Ops whose outcome the phone's storage refused. */
  stuck: Set<string>;
  /** Another tab sends by now. */
  yielded: boolean;
  /** How often in a row the server said of that kind that it has no room or no time. */
  overloads: Map<Kind, number>;
  /** Wall time until which the server asked to be left alone with that kind. */
  rests: Map<Kind, number>;
  trouble: unknown;
}

export function newPass(force: boolean): Pass {
  return {
    force,
    hello: undefined,
    sent: 0,
    failed: 0,
    attempted: new Set(),
    paused: new Set(),
    holes: true,
    stuck: new Set(),
    yielded: false,
    overloads: new Map(),
    rests: new Map(),
    trouble: undefined,
  };
}

export function kindOf(op: Op): Kind {
  return op.kind === "photo" ? "photo" : "sealed";
}

/** One answer may concern one op alone; that many in a row are about the server. */
const OVERLOADS = 3;
const OVERLOADED = new Set([429, 503, 507]);

/**
 * A server that is full or busy says so op after op: after three in a row the rest of that kind is left for when
 * it asked to be tried again. Any other answer shows that it was about those alone.
 */
export function noteLoad({ late, clock }: DrainPorts, pass: Pass, op: Op, outcome: Outcome): void {
  const kind = kindOf(op);
  if (outcome.class !== "retry" || !OVERLOADED.has(outcome.status)) {
    late.delete(op.op_key);
    pass.overloads.delete(kind);
    return;
  }
  late.add(op.op_key);
  const now = clock.wall();
  const inARow = (pass.overloads.get(kind) ?? 0) + 1;
  pass.overloads.set(kind, inARow);
  const wait = retryAfterMs(outcome.retryAfter, now) ?? 0;
  if (inARow >= OVERLOADS) pass.rests.set(kind, now + Math.min(wait, LONGEST_RETRY_AFTER_MS));
}

/** Storage errors are reported with the pass; anything else is a fault of ours and ends it. */
function note(pass: Pass, error: unknown): void {
  if (!(error instanceof StorageBroken || error instanceof StorageRefused)) throw error;
  pass.trouble = error;
}

/** Work without which sending goes on all the same. */
export async function bestEffort(pass: Pass, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    note(pass, error);
  }
}

/**
 * What looks after received evidence must never stop what is not received yet: whatever goes wrong there is told
 * with the pass, and sending goes on.
 */
export async function aside(pass: Pass, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    pass.trouble = error;
  }
}

/** Work on one op: what the storage refuses is that op's failure and nobody else's. */
export async function inLane<T>(
  pass: Pass,
  op: Op,
  work: () => Promise<T>,
): Promise<T | undefined> {
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
