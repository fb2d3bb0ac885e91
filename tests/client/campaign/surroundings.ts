/** What all phones of a schedule share: time, the server, the faults the seed has drawn, and the list of violations. */
import { NETWORK_FAULTS, type NetworkFault, type Outage } from "./network";
import { Random } from "./random";
import { Server } from "./server";
import type { StorageFault } from "./storage";
import type { Tab } from "./tab";
import type { Request } from "./wire";
import { World } from "./world";

export type Invariant = "lost" | "duplicated" | "mismatched" | "gaps" | "untrue" | "stuck";

export interface Violation {
  invariant: Invariant;
  what: string;
}

const STORAGE_FAULTS: StorageFault[] = [
  "idb_throw",
  "idb_abort",
  "idb_lost",
  "idb_quota",
  "idb_glitch",
];

export class Surroundings {
  readonly world = new World();
  readonly random: Random;
  readonly server: Server;
  readonly outage: Outage = { until: 0 };
  readonly violations: Violation[] = [];
  readonly injected = new Map<string, number>();
  /** Whether faults strike at all; the end of a schedule is without. */
  faulty = true;
  requests = 0;
  /** Photo requests under way, with the tabs that made them. */
  readonly #uploading = new Map<Request, Tab>();
  /** Calls of storage for which it goes on reading wrongly. */
  #blind = 0;
  #network: NetworkFault[];
  #networkRate: number;
  #storage: StorageFault[];
  #storageRate: number;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.server = new Server(() => this.world.now);
    const { random } = this;
    // Swarm: a schedule has few kinds of faults, some of them often.
    this.#network = NETWORK_FAULTS.filter(() => random.chance(0.3));
    this.#networkRate = this.#network.length === 0 ? 0 : random.pick([0, 0.05, 0.2, 0.5, 0.8]);
    this.#storage = STORAGE_FAULTS.filter(() => random.chance(0.4));
    this.#storageRate = this.#storage.length === 0 ? 0 : random.pick([0, 0, 0.002, 0.01, 0.05]);
    this.world.install();
  }

  violate(invariant: Invariant, what: string): void {
    this.violations.push({ invariant, what });
  }

  count(kind: string): void {
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
  }

  readonly drawNetwork = (): NetworkFault | undefined => {
    if (!this.faulty || !this.random.chance(this.#networkRate)) return undefined;
    const kind = this.random.pick(this.#network);
    this.count(kind);
    return kind;
  };

  drawStorage(isWrite: boolean): StorageFault | undefined {
    if (this.faulty && this.#blind > 0) {
      this.#blind -= 1;
      return "idb_glitch";
    }
    if (!this.faulty || !this.random.chance(this.#storageRate)) return undefined;
    const kind = this.random.pick(this.#storage);
    if (kind === "idb_quota" && !isWrite) return undefined;
    // Storage that reads wrongly often does so for a while, over a fresh connection too.
    if (kind === "idb_glitch" && this.random.chance(0.2)) this.#blind = this.random.int(40);
    this.count(kind);
    return kind;
  }

  /** One photo request is under way per phone, unless a lock had to be passed over. */
  readonly leaving = (tab: Tab, request: Request): void => {
    this.requests += 1;
    if (!isPhotoBytes(request)) return;
    const { phone } = tab;
    phone.noteLock();
    const others = [...this.#uploading.values()].filter((each) => each.phone === phone);
    if (others.some((each) => !each.dead) && !phone.mayOverlap) {
      this.violate("untrue", "two photo requests at once");
    }
    this.#uploading.set(request, tab);
  };

  readonly left = (request: Request): void => void this.#uploading.delete(request);
}

function isPhotoBytes({ method, path }: Request): boolean {
  return path.startsWith("/uploads") && (method === "PATCH" || method === "POST");
}
