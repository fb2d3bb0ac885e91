/** A phone for outbox tests: a real evidence store, a model server, and clocks that the test moves. */
import assert from "node:assert/strict";
import { IDBFactory } from "fake-indexeddb";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import type { Credentials } from "../../../static/src/store/keys";
import { createKeeper, type Keeper, type StorageFacts } from "../../../static/src/sync/keeper/main";
import {
  createOutbox,
  type DrainReport,
  type Outbox,
  type OutboxPorts,
} from "../../../static/src/sync/outbox";
import { createTransport, type Hello } from "../../../static/src/sync/transport";
import { DEVICE } from "../store/sample";
import { SERVER_KEY } from "./model-answers";
import { ModelServer, type Trouble } from "./model-server";

export class Phone {
  readonly people = new Map<string, Credentials>([
    ["12", credentials("12")],
    ["15", credentials("15")],
  ]);
  readonly clock = { wall: () => this.wall, mono: () => this.mono, boot_id: "boot" };
  wall = 1_790_000_100_000;
  mono = 1_000;
  changes = 0;
  /** What the browser says of its storage. */
  storage: StorageFacts = {};
  frozen: string[] = [];
  readonly outbox: Outbox;

  private constructor(
    readonly store: EvidenceStore,
    readonly server: ModelServer,
    /** Short only where a test waits for it: a busy machine must not look like a slow network. */
    private readonly timeoutMs: number,
  ) {
    this.outbox = this.tab();
  }

  static async start(store?: EvidenceStore, trouble?: Trouble): Promise<Phone> {
    const kept = store ?? (await openEvidence({ indexedDB: new IDBFactory() }));
    return new Phone(kept, new ModelServer(), trouble === "slow" ? 250 : 10_000);
  }

  /** Another outbox on the same store, as a second tab has it. */
  tab(changes: Partial<OutboxPorts> = {}): Outbox {
    return createOutbox({
      store: this.store,
      keys: { credentials: async (personId) => this.people.get(personId) },
      transport: createTransport({ fetch: this.server.fetch, timeoutMs: this.timeoutMs }),
      clock: this.clock,
      random: () => 0.5,
      onChange: () => {
        this.changes += 1;
      },
      ...changes,
    });
  }

  /** The part that looks after received evidence, as a tab loads it. */
  keeper(): Keeper {
    return createKeeper({
      store: this.store,
      keys: {
        everyone: async () => [...this.people.values()],
        current: async () => this.people.get("12")?.person,
        device: async () => ({ device_id: DEVICE }),
      },
      transport: createTransport({ fetch: this.server.fetch, timeoutMs: this.timeoutMs }),
      clock: this.clock,
      storage: async () => this.storage,
      app: "0.1.0",
      frozen: async (personId) => void this.frozen.push(personId),
      changed: () => {
        this.changes += 1;
      },
    });
  }

  hello(): Promise<Hello> {
    return createTransport({ fetch: this.server.fetch, timeoutMs: this.timeoutMs }).hello();
  }

  /** An outbox with its keeper. */
  kept(): Outbox {
    const keeper = this.keeper();
    return this.tab({ keeper: async () => keeper });
  }

  /** Drains and moves the clock on to what is due next, until nothing waits or nothing would help. */
  async drainAll(most = 40): Promise<DrainReport> {
    let report = await this.outbox.drain();
    for (let round = 1; round < most && report.waiting > 0; round++) {
      this.wall = Math.max(this.wall + 1_000, report.nextMs ?? 0);
      report = await this.outbox.drain();
    }
    return report;
  }

  async states(): Promise<Record<string, string>> {
    const all = [...(await this.store.ops("12")), ...(await this.store.ops("15"))];
    return Object.fromEntries(all.map((op) => [op.op_key, op.state]));
  }
}

export function credentials(id: string, ticket = `ticket-${id}`): Credentials {
  const squadron = { id: "1", name: "One" };
  return {
    person: { id, name: id, role: "officer", certified: true, squadron },
    ticket,
    ticket_expires_ms: 0,
    server_key: SERVER_KEY,
  };
}

/** That trouble for the first request of the method, and none after. */
export function once(trouble: Trouble, method: string) {
  let left = 1;
  return (seen: { method: string }) => (seen.method === method && left-- > 0 ? trouble : undefined);
}

/** Everything sealed is received, and the server has the same bytes, sent one request at a time. */
export async function assertDelivered(phone: Phone, photos: number): Promise<void> {
  assert.deepEqual(new Set(Object.values(await phone.states())), new Set(["received"]));
  assert.equal(phone.server.uploads.size, photos);
  await assertSame(phone);
}

/** What the server has of photos is what the phone has, sent one request at a time. */
export async function assertSame(phone: Phone): Promise<void> {
  for (const [id, upload] of phone.server.uploads) {
    assert.deepEqual(new Uint8Array(upload.kept), await phone.store.readPhoto(id));
  }
  assert.equal(phone.server.mostAtOnce, 1);
}
