/** A phone: one set of databases that survives its tabs, a clock of its own, and tabs that run the real outbox. */
import { IDBFactory } from "fake-indexeddb";
import { uuid7 } from "../../../static/src/domain/ids";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { type KeyStore, openKeys } from "../../../static/src/store/keys";
import type { LockPort } from "../../../static/src/sync/lock";
import { createOutbox, type DrainReport } from "../../../static/src/sync/outbox";
import { createScheduler, type Scheduler } from "../../../static/src/sync/scheduler";
import { createTransport } from "../../../static/src/sync/transport";
import { SERVER_KEY, subtleOf } from "./crypto";
import { fetchOf } from "./network";
import type { Random } from "./random";
import { Killed, TabStorage } from "./storage";
import type { Surroundings } from "./surroundings";
import type { Owner } from "./world";

/** A lease that was not renewed for about that long is passed over. */
const LOCK_PATIENCE_MS = 40_000;

export class Phone {
  factory = new IDBFactory();
  /** Counts how often its storage was wiped; each life is a device of its own. */
  life = 1;
  /** Photos of which the schedule took or changed bytes. */
  readonly damaged = new Set<string>();
  /** Phone wall clock − true time. */
  skew = 0;
  full = false;
  tabs: Tab[] = [];
  /** Which tab holds the Web Lock, and since when. */
  holder: Tab | undefined;
  #heldSince = 0;
  /** The lock was held long, the clock moved or the storage failed: two tabs may send at once from here on. */
  mayOverlap = false;
  readonly random: Random;

  constructor(readonly around: Surroundings) {
    this.random = around.random.fork();
  }

  get device(): string {
    return `01990000-0000-7000-8000-0000000000d${this.life}`;
  }

  /** Everything the browser kept is gone; what runs is closed with it. */
  wipe(): void {
    for (const tab of this.tabs) tab.kill();
    this.factory = new IDBFactory();
    this.life += 1;
  }

  take(tab: Tab): void {
    this.holder = tab;
    this.#heldSince = this.around.world.now;
  }

  release(tab: Tab): void {
    if (this.holder !== tab) return;
    this.noteLock();
    this.holder = undefined;
  }

  noteLock(): void {
    const held = this.around.world.now - this.#heldSince;
    if (this.holder !== undefined && held >= LOCK_PATIENCE_MS) this.mayOverlap = true;
  }

  newId = (): string => {
    const bytes = Uint8Array.from({ length: 10 }, () => this.random.int(256));
    return uuid7(this.around.world.now, bytes);
  };

  async open(): Promise<Tab | undefined> {
    const tab = new Tab(this);
    this.tabs.push(tab);
    const opening = tab.start();
    let isOpen = false;
    opening.then(
      () => {
        isOpen = true;
      },
      () => tab.kill(),
    );
    await this.around.world.settle();
    if (isOpen) return tab;
    tab.kill();
    return undefined;
  }

  alive(): Tab[] {
    this.tabs = this.tabs.filter((tab) => !tab.dead);
    return this.tabs.filter((tab) => !tab.frozen);
  }
}

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
    const options = { indexedDB: storage.port, newId: phone.newId };
    this.store = await openEvidence({ ...options, subtle: subtleOf(phone.around.world) });
    this.keys = await openKeys(options);
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
      transport: createTransport({
        fetch: fetchOf(this.#network(), this, this.phone.around.outage),
      }),
      clock: { wall, mono, boot_id: "boot" },
      random: () => random.next(),
      newId: this.phone.newId,
      subtle: subtleOf(world),
      locks: this.#locks(),
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

export const credentialsOf = (id: string, ticket: string) => ({
  person: {
    id,
    name: id,
    role: "officer",
    certified: true,
    squadron: { id: "1", name: "One" },
  },
  ticket,
  ticket_expires_ms: 0,
  server_key: SERVER_KEY,
});
