/** A phone: one set of databases that survives its tabs, a clock of its own, and the officers who sign in on it. */
import { IDBFactory } from "fake-indexeddb";
import { uuid7 } from "../../../static/src/domain/ids";
import { SERVER_KEY, type Signing } from "./crypto";
import type { Random } from "./random";
import type { Surroundings } from "./surroundings";
import { Tab } from "./tab";

/** A lease that was not renewed for about that long is passed over. */
const LOCK_PATIENCE_MS = 40_000;

export class Phone {
  factory = new IDBFactory();
  /** One more with each wipe of its storage; each life is a device of its own. */
  life = 1;
  /** Photos of which the schedule took or changed bytes. */
  readonly damaged = new Set<string>();
  /** Phone wall clock − true time. */
  skew = 0;
  full = false;
  /** What the browser says of free space: nothing, plenty, or little, so that photos go as soon as they may. */
  readonly room: { free_bytes?: number };
  tabs: Tab[] = [];
  /** Which tab holds the Web Lock, and since when. */
  holder: Tab | undefined;
  #heldSince = 0;
  /** The lock was held long, the clock moved or the storage failed: two tabs may send at once from here on. */
  mayOverlap = false;
  readonly random: Random;
  readonly signing: Signing;

  constructor(readonly around: Surroundings) {
    this.random = around.random.fork();
    this.signing = this.random.pick<Signing>(["works", "works", "fails", "hangs"]);
    this.room = this.random.pick([{}, { free_bytes: 9e9 }, { free_bytes: 1e6 }]);
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
