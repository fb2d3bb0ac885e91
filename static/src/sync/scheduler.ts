/**
 * When the outbox drains: at start, after a save, when the phone wakes or gets a network, when a person asks,
 * and by a timer. The page drives all of it; no browser's background sync is relied on (sync.md C1).
 */
import { backoffMs } from "../domain/backoff";
import type { Outbox } from "./outbox";
import type { DrainReport } from "./pass";

export interface TimerPort {
  set(work: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

export interface SchedulerPorts {
  drain: Outbox["drain"];
  /** Calls back when the page becomes visible or a network seems to be there; answers how to stop that. */
  wake(callback: () => void): () => void;
  clock: { wall(): number };
  /** Uniform in 0 … 1. */
  random(): number;
  timer?: TimerPort;
  /** Told after each pass: its report, or the storage error that ended it. */
  onReport?(report: DrainReport | undefined, error?: unknown): void;
}

export interface Scheduler {
  start(): void;
  /** Something was sealed, or somebody signed in. */
  saved(): void;
  /** A person asked: what backs off goes now as well. */
  tapped(): void;
  stop(): void;
}

/** Never at once again, whatever a clock or a server says. */
const SHORTEST_MS = 1_000;

/** A due time further away than any wait we set comes from a moved clock. */
const LONGEST_MS = 3_600_000;

const SYSTEM_TIMER: TimerPort = {
  set: (work, ms) => setTimeout(work, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

export function createScheduler(ports: SchedulerPorts): Scheduler {
  const passes = new Passes(ports);
  return {
    start: () => passes.start(),
    saved: () => passes.request("drain"),
    tapped: () => passes.request("force"),
    stop: () => passes.stop(),
  };
}

type How = "drain" | "force";

class Passes {
  readonly #timer: TimerPort;
  #isRunning = false;
  /** What was asked for during a pass, and may have come too late for it. */
  #asked: How | undefined;
  /** A person asked, and another tab was sending: it is still owed. */
  #owesForce = false;
  /** Passes in a row that did not reach the server. */
  #unreachable = 0;
  #handle: unknown;
  #forgetWake: (() => void) | undefined;

  constructor(private readonly ports: SchedulerPorts) {
    this.#timer = ports.timer ?? SYSTEM_TIMER;
  }

  start(): void {
    this.#forgetWake ??= this.ports.wake(() => this.request("drain"));
    this.request("drain");
  }

  stop(): void {
    this.#forgetWake?.();
    this.#forgetWake = undefined;
    this.#asked = undefined;
    this.#timer.clear(this.#handle);
  }

  request(how: How): void {
    if (!this.#isRunning) void this.#run(how);
    else if (this.#asked !== "force") this.#asked = how;
  }

  async #run(first: How): Promise<void> {
    this.#isRunning = true;
    let report: DrainReport | undefined;
    for (let how: How | undefined = first; how !== undefined; how = this.#asked) {
      this.#asked = undefined;
      report = await this.#pass(how === "force");
    }
    this.#isRunning = false;
    this.#plan(report);
  }

  async #pass(force: boolean): Promise<DrainReport | undefined> {
    this.#timer.clear(this.#handle);
    const owed = force || this.#owesForce;
    try {
      const report = await this.ports.drain({ force: owed });
      this.#owesForce = owed && report.busy;
      this.ports.onReport?.(report);
      return report;
    } catch (error) {
      this.ports.onReport?.(undefined, error);
      return undefined;
    }
  }

  #plan(report: DrainReport | undefined): void {
    if (this.#forgetWake === undefined) return;
    this.#unreachable = report?.online ? 0 : this.#unreachable + 1;
    const wait = waitAfter(report, this.#unreachable, this.ports);
    if (wait !== undefined) this.#handle = this.#timer.set(() => this.request("drain"), wait);
  }
}

/** Milliseconds until the next pass; undefined when only an event can help. */
function waitAfter(
  report: DrainReport | undefined,
  unreachable: number,
  { clock, random }: SchedulerPorts,
): number | undefined {
  if (report?.busy) return 15_000;
  if (report === undefined || !report.online) {
    if (report?.waiting === 0) return undefined;
    return Math.max(SHORTEST_MS, backoffMs(unreachable, random()));
  }
  if (report.nextMs === undefined) return undefined;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, report.nextMs - clock.wall()));
}
