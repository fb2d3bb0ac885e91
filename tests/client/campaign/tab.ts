/** A tab of a phone: the real store, outbox, keeper and scheduler, until it is killed. */
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { type KeyStore, openKeys } from "../../../static/src/store/keys";
import { deviceSigner } from "../../../static/src/store/signing";
import { createKeeper, type Keeper } from "../../../static/src/sync/keeper/main";
import type { LockPort } from "../../../static/src/sync/lock";
import { createOutbox, type DrainReport } from "../../../static/src/sync/outbox";
import { createScheduler, type Scheduler } from "../../../static/src/sync/scheduler";
import { createTransport } from "../../../static/src/sync/transport";
import { subtleOf } from "./crypto";
import { fetchOf } from "./network";
import type { Phone } from "./phone";
import { Killed, TabStorage } from "./storage";
import type { Owner } from "./world";

export class Tab implements Owner {
  dead = false;
  frozen = false;
  /** Calls of storage and network until the tab is killed; undefined: lives on. */
  callsLeft: number | undefined;
  storage: TabStorage;
  store!: EvidenceStore;
  keys!: KeyStore;
  scheduler!: Scheduler;
  wake: () => void = () => undefined;
  last: DrainReport | undefined;
  passes = 0;

  constructor(readonly phone: Phone) {
    const { around } = phone;
    this.storage = new TabStorage(phone.factory, {
      strike: (isWrite) => {
        this.#step();
        const fault = around.drawStorage(isWrite);
        if (fault !== undefined || phone.full) phone.mayOverlap = true;
        return fault;
      },
      full: () => phone.full,
      relaxed: (name) => around.violate("untrue", `a transaction of ${name} is not strict`),
      random: around.random,
    });
  }

  async start(): Promise<void> {
    const { phone, storage } = this;
    const subtle = subtleOf(phone.around.world, phone.signing);
    const options = { indexedDB: storage.port, newId: phone.newId, subtle };
    this.keys = await openKeys(options);
    const sign = deviceSigner(subtle, () => this.keys.signingKey());
    this.store = await openEvidence({ ...options, sign });
    this.scheduler = this.#scheduler();
    this.scheduler.start();
  }

  #scheduler(): Scheduler {
    const { world, random } = this.phone.around;
    const mono = () => world.now - 1_789_999_000_000;
    const wall = () => world.now + this.phone.skew;
    const outbox = createOutbox({
      store: this.store,
      keys: this.keys,
      transport: this.#transport(),
      clock: { wall, mono, boot_id: "boot" },
      random: () => random.next(),
      newId: this.phone.newId,
      subtle: subtleOf(world),
      locks: this.#locks(),
      keeper: async () => this.#keeper({ wall, mono }),
    });
    return createScheduler({
      drain: outbox.drain,
      wake: (callback) => {
        this.wake = callback;
        return () => undefined;
      },
      clock: { wall },
      random: () => random.next(),
      timer: {
        set: (work, ms) => world.later(ms, work, this),
        clear: (timer) => world.clear(timer),
      },
      onReport: (report, error) => this.#reported(report, error),
    });
  }

  #keeper(clock: { wall(): number; mono(): number }): Keeper {
    const { phone, store, keys } = this;
    return createKeeper({
      store,
      keys,
      transport: this.#transport(),
      clock,
      subtle: subtleOf(phone.around.world),
      random: () => undefined,
      storage: async () => ({ persisted: true, ...phone.room }),
      app: "0.1.0",
    });
  }

  #transport() {
    const { outage } = this.phone.around;
    return createTransport({ fetch: fetchOf(this.#network(), this, outage) });
  }

  #reported(report: DrainReport | undefined, error: unknown): void {
    this.last = report;
    this.passes += 1;
    const isOfPhone = error instanceof Error && error.name.startsWith("Storage");
    if (report === undefined && !isOfPhone && !this.dead) {
      this.phone.around.violate("stuck", `a pass ended with ${String(error)}`);
    }
  }

  #network() {
    const { world, server, random, drawNetwork, leaving, left } = this.phone.around;
    return {
      world,
      server,
      random,
      draw: drawNetwork,
      leaving: (request: Parameters<typeof leaving>[1]) => {
        this.#step();
        leaving(this, request);
      },
      left,
    };
  }

  /** One call to the outside; the tab may die instead of making it. */
  #step(): void {
    if (!this.dead && this.callsLeft !== undefined) {
      this.callsLeft -= 1;
      if (this.callsLeft < 0) this.kill();
    }
    if (this.dead) throw new Killed();
  }

  /** The process is gone: nothing of it has any effect from here on. */
  kill(): void {
    if (this.dead) return;
    this.dead = true;
    this.storage.abortAll();
    this.phone.release(this);
  }

  /** Web Locks as a browser gives them: a tab that is frozen keeps its lock, a killed one loses it. */
  #locks(): LockPort {
    const { phone } = this;
    return {
      request: async (_name, _options, work) => {
        if (phone.holder !== undefined) return work(null);
        phone.take(this);
        try {
          return await work({});
        } finally {
          phone.release(this);
        }
      },
    };
  }
}
