/** One schedule of the real outbox against the real server, through a proxy that does as each request asks. */
import { IDBFactory } from "fake-indexeddb";
import { uuid7 } from "../../../static/src/domain/ids";
import { clockBlock } from "../../../static/src/domain/revision";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { createKeeper } from "../../../static/src/sync/keeper/main";
import { createOutbox, type Outbox } from "../../../static/src/sync/outbox";
import { createTransport } from "../../../static/src/sync/transport";
import { keyOf, type OpRow } from "./checker";
import { hashOf } from "./crypto";
import { noise, Random } from "./random";
import { rowsOf } from "./storage";
import { type Conditions, faultyFetch, type Traffic } from "./wire-network";

export interface Plan extends Conditions {
  seed: number;
  device_id: string;
  person: { id: string; name: string; role: string; certified: boolean };
  ticket: string;
  server_key: string;
}

interface Item {
  key: string;
  kind: string;
  sha256: string;
  state: string;
  receipt: unknown;
}

export interface Ledger {
  seed: number;
  device_id: string;
  items: Item[];
  /** Photos by id with the hash of what was taken. */
  taken: Record<string, string>;
  /** Records that the store said were saved. */
  promised: string[];
  traffic: Traffic;
  problems: string[];
}

const SIZES = [1, 900, 20_000, 70_000, 200_000, 420_000];
/** Longer than a healthy server takes on a busy machine, shorter than the proxy's stall. */
const TIMEOUT_MS = 1_000;

class Desk {
  readonly random: Random;
  readonly factory = new IDBFactory();
  readonly taken: Record<string, string> = {};
  readonly promised: string[] = [];
  readonly problems: string[] = [];
  readonly traffic: Traffic = { faulty: true, requests: 0, parts: [] };
  skew = 0;

  constructor(
    readonly plan: Plan,
    readonly url: string,
  ) {
    this.random = new Random(plan.seed);
  }

  readonly newId = () =>
    uuid7(
      Date.now(),
      Uint8Array.from({ length: 10 }, () => this.random.int(256)),
    );

  wall = (): number => Date.now() + this.skew;

  async tab(): Promise<{ store: EvidenceStore; outbox: Outbox }> {
    const store = await openEvidence({ indexedDB: this.factory, newId: this.newId });
    const { person, ticket, server_key } = this.plan;
    const squadron = { id: "1", name: "One" };
    const credentials = {
      person: { ...person, squadron },
      ticket,
      server_key,
      ticket_expires_ms: 0,
    };
    const transport = createTransport({
      fetch: faultyFetch(this.random, this.traffic, this.plan),
      timeoutMs: TIMEOUT_MS,
      base: this.url,
    });
    const clock = { wall: this.wall, mono: () => performance.now() + this.skew, boot_id: "boot" };
    const outbox = createOutbox({
      store,
      keys: { credentials: async () => credentials },
      transport,
      clock,
      random: () => this.random.next(),
      newId: this.newId,
      keeper: async () =>
        createKeeper({
          store,
          keys: {
            everyone: async () => [credentials],
            current: async () => credentials.person,
            device: async () => ({ device_id: this.plan.device_id }),
          },
          transport,
          clock,
          random: () => undefined,
          storage: async () => ({ persisted: true, free_bytes: 9e9 }),
          app: "0.1.0",
        }),
    });
    return { store, outbox };
  }

  now() {
    const sealed_ms = this.wall();
    return { sealed_ms, clock: clockBlock({ wall_ms: sealed_ms, mono_ms: 10, boot_id: "boot" }) };
  }
}

export async function runWire(plan: Plan, url: string): Promise<Ledger> {
  const desk = new Desk(plan, url);
  const { random } = desk;
  let tabs = [await desk.tab()];
  const passes = random.between(4, 10);
  for (let pass = 0; pass < passes; pass++) {
    const [first] = tabs;
    if (first === undefined) throw new Error("no tab");
    if (pass === 0 || random.chance(0.5)) await work(desk, first.store);
    const force = random.chance(0.5);
    await Promise.all(tabs.map(({ outbox }) => outbox.drain({ force })));
    desk.skew += random.pick([0, 5_000, 300_000]);
    if (random.chance(0.4)) tabs = await Promise.all([desk.tab(), desk.tab()].slice(random.int(2)));
  }
  desk.traffic.faulty = false;
  await finish(desk);
  return ledgerOf(desk);
}

/** An officer saves a record, and now and then says something. */
async function work(desk: Desk, store: EvidenceStore): Promise<void> {
  const { random, plan } = desk;
  const owner = { person_id: plan.person.id, inspection_id: desk.newId() };
  const photos = [];
  for (let n = plan.cuts ? 1 : random.int(4); n > 0; n--) {
    const size = plan.cuts ? random.between(500_000, 1_800_000) : random.pick(SIZES);
    const bytes = noise(size, random.int(1e9));
    const id = desk.newId();
    desk.taken[id] = hashOf(bytes);
    const about = { id, mime: "image/jpeg", captured_ms: desk.wall(), mono_ms: 10 };
    const photo = { ...about, method: "viewfinder" as const };
    photos.push(await store.keepPhoto(owner, photo, bytes, new ArrayBuffer(0)));
  }
  const draft = { ...owner, photos, type: "zone_rule_breach", outcome: "persuaded_corrected" };
  await store.seal({
    draft: { ...draft, note: "" },
    device_id: plan.device_id,
    officers: [plan.person.id],
    law_version: "a".repeat(64),
    verdict: { engine: 1, zones_version: "b".repeat(64), place: "unknown" },
    app: "0.1.0",
    ...desk.now(),
  });
  desk.promised.push(`inspections/${owner.inspection_id}/revs/1`);
  if (!random.chance(0.3)) return;
  const body = { kind: "suggestion" as const, text: "more bins" };
  const fact = { id: desk.newId(), person_id: plan.person.id, device_id: plan.device_id, body };
  await store.sealFact({ ...fact, rev: 0, ...desk.now() });
  desk.promised.push(`facts/${fact.id}`);
}

/** The network is good again; the server may still be starting. */
async function finish(desk: Desk): Promise<void> {
  const { outbox } = await desk.tab();
  const end = Date.now() + 60_000;
  for (;;) {
    const report = await outbox.drain({ force: true });
    if (report.waiting === 0) return;
    if (Date.now() > end) {
      desk.problems.push(`${report.waiting} items still wait: ${JSON.stringify(report)}`);
      return;
    }
    desk.skew += 60_000;
    if (!report.online || report.busy) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function ledgerOf(desk: Desk): Ledger {
  const { seed, device_id } = desk.plan;
  const receipts = new Map(
    rowsOf<{ key: string; canonical: string }>(desk.factory, "evidence", "receipts").map(
      ([, row]) => [row.key, JSON.parse(row.canonical) as unknown],
    ),
  );
  const items = rowsOf<OpRow>(desk.factory, "evidence", "ops").map(([, op]) => ({
    key: keyOf(op),
    kind: op.kind,
    sha256: op.sha256,
    state: op.state,
    receipt: receipts.get(keyOf(op)),
  }));
  const { taken, promised, traffic, problems } = desk;
  if (metaOf(desk, "alarm"))
    problems.push(`a false alarm: ${JSON.stringify(metaOf(desk, "alarm"))}`);
  if (!metaOf(desk, "server")) problems.push("the keeper never came to its turn");
  return { seed, device_id, items, taken, promised, traffic, problems };
}

function metaOf(desk: Desk, name: string): unknown {
  return rowsOf(desk.factory, "evidence", "meta").find(([key]) => String(key) === name)?.[1];
}
