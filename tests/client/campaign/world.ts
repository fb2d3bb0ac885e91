/**
 * Time and order of one schedule. Every task and timer of the code under test runs here, one after the other, on
 * a clock that moves only when nothing is left to do: nothing depends on the machine or on its speed.
 */

type Work = () => void;

interface Timer {
  at: number;
  order: number;
  work: Work;
  /** Whose timer it is; those of a frozen or dead owner do not run. */
  owner: Owner | undefined;
}

export interface Owner {
  frozen: boolean;
  dead: boolean;
}

/** Work that never comes to rest is itself a fault. */
export class Restless extends Error {
  override name = "Restless";
}

const real = {
  immediate: globalThis.setImmediate,
  timeout: globalThis.setTimeout,
  clear: globalThis.clearTimeout,
};

/** Gives the process its own timers back. */
export function uninstall(): void {
  Object.assign(globalThis, {
    setImmediate: real.immediate,
    setTimeout: real.timeout,
    clearTimeout: real.clear,
  });
}

export class World {
  /** True time, which no phone knows. */
  now = 1_790_000_000_000;
  tasks = 0;
  /** A schedule never needs so many. */
  mostTasks = 400_000;
  #queue: Work[] = [];
  #timers = new Set<Timer>();
  #newest: Timer | undefined;
  #order = 0;

  /** Takes over the timers of the process; the schedule before has none left. */
  install(): void {
    const clear = (timer: unknown) => this.clear(timer);
    Object.assign(globalThis, {
      setImmediate: (work: Work) => void this.#queue.push(work),
      setTimeout: (work: Work, ms = 0) => this.later(ms, work),
      clearTimeout: clear,
    });
  }

  /** Runs as a task of its own, as the answer of a browser does. */
  task(work: Work): void {
    this.#queue.push(work);
  }

  later(ms: number, work: Work, owner?: Owner): Timer {
    this.#order += 1;
    const timer = { at: this.now + Math.max(0, ms), order: this.#order, work, owner };
    this.#timers.add(timer);
    this.#newest = timer;
    return timer;
  }

  clear(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  /** The time limit that was set just before a request belongs to the tab that makes it. */
  claimNewestTimer(owner: Owner): void {
    if (this.#newest !== undefined) this.#newest.owner ??= owner;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.later(ms, resolve));
  }

  /** Runs what is ready until nothing is. */
  settle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const pump = () => {
        const work = this.#queue.shift();
        if (work === undefined) return resolve();
        this.tasks += 1;
        if (this.tasks > this.mostTasks) return reject(new Restless(`${this.tasks} tasks`));
        try {
          work();
        } catch (error) {
          return reject(error);
        }
        real.immediate(pump);
      };
      // What was promised runs between two immediates.
      real.immediate(pump);
    });
  }

  /** Lets that much time pass, with everything that falls due in it; stops early when `until` says so. */
  async advance(ms: number, until: () => boolean = () => false): Promise<void> {
    const end = this.now + ms;
    await this.settle();
    while (!until()) {
      const next = this.#nextBefore(end);
      if (next === undefined) {
        this.now = end;
        return;
      }
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      this.task(next.work);
      await this.settle();
    }
  }

  #nextBefore(end: number): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.owner?.dead) this.#timers.delete(timer);
      else if (timer.at <= end && !timer.owner?.frozen && isBefore(timer, best)) best = timer;
    }
    return best;
  }
}

function isBefore(one: Timer, other: Timer | undefined): boolean {
  if (other === undefined) return true;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
