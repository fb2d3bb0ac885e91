/** Heartbeat, status and restores of the model server (docs/protocol.md §3.7, §3.8). */
import { ours, problem, signed } from "./model-answers";
import type { ModelServer } from "./model-server";

type Receipt = Record<string, unknown>;

export interface Heartbeat {
  ticket: string;
  epoch?: number;
  checkpoint?: string;
  alarm?: { kept: string; offered: string };
  max_seq: number;
  oldest_ms?: number;
  persisted?: boolean;
  free_bytes?: number;
  pending: Record<string, number>;
}

/** As they stand now: those of an earlier epoch are signed anew. */
export function current(receipt: Receipt, epoch: number): Receipt {
  if (receipt.epoch === epoch) return receipt;
  const { server_sig: _, ...about } = receipt;
  return signed({ ...about, epoch });
}

export class ModelKeeping {
  readonly heartbeats: Heartbeat[] = [];
  /** Keys of each question. */
  readonly questions: string[][] = [];
  deviceState = "active";
  horizon = 0;
  /** Instead of the newest note and its proof. */
  rewritten: { checkpoint: string; consistency: string[] } | undefined;
  #copy: ReturnType<ModelKeeping["snapshot"]> | undefined;

  constructor(private readonly server: ModelServer) {}

  heartbeat(ticket: string, says: Omit<Heartbeat, "ticket">): Response {
    const { server, horizon, deviceState: device_state } = this;
    this.heartbeats.push({ ticket, ...says });
    if (device_state === "revoked") return problem("POST", 403, "device_revoked");
    const { epoch } = server.records;
    const about = { server_ms: server.now, epoch, backup_horizon: horizon, device_state };
    const kept = /^wuzhi-patrol\n(\d+)\n.*\nepoch (\d+)\n/.exec(says.checkpoint ?? "");
    const from = kept?.[2] === String(epoch) ? Number(kept[1]) : 0;
    const consistency = from <= server.log.leaves.length ? server.log.consistency(from) : [];
    const checkpoint = server.log.note(epoch);
    return ours(200, { ...about, checkpoint, consistency, ...this.rewritten });
  }

  status(items: { key: string; sha256: string }[]): Response {
    this.questions.push(items.map(({ key }) => key));
    return ours(200, { items: items.map((item) => ({ key: item.key, ...this.#of(item) })) });
  }

  #of({ key, sha256 }: { key: string; sha256: string }) {
    const { records, uploads } = this.server;
    if (key.startsWith("photos/")) {
      const upload = uploads.get(key.replace("photos/", ""));
      if (upload?.receipt !== undefined) return this.#stored(JSON.parse(upload.receipt));
      return upload ? { state: "partial", offset: upload.kept.length } : { state: "unknown" };
    }
    const kept = key.startsWith("facts/") ? records.facts : records.revisions;
    const found = kept.get(`${key} ${sha256}`);
    if (found !== undefined) return this.#stored(found.receipt);
    const isOther = [...kept.keys()].some((name) => name.startsWith(`${key} `));
    return { state: isOther ? "different" : "unknown" };
  }

  #stored(receipt: Receipt) {
    return { state: "stored", receipt: current(receipt, this.server.records.epoch) };
  }

  /** A verified backup: everything until now is below the horizon. */
  backUp(): void {
    this.#copy = this.snapshot();
    this.horizon = this.server.log.leaves.length;
  }

  snapshot() {
    const { records, uploads, log } = this.server;
    return {
      revisions: [...records.revisions],
      facts: [...records.facts],
      heads: [...records.heads],
      uploads: [...uploads].map(([id, upload]) => [id, { ...upload }] as const),
      leaves: [...log.leaves],
    };
  }

  /** The server comes back from the last backup, in a new epoch. */
  restore(): void {
    const { records, uploads, log } = this.server;
    const copy = this.#copy ?? { revisions: [], facts: [], heads: [], uploads: [], leaves: [] };
    for (const map of [records.revisions, records.facts, records.heads, uploads]) map.clear();
    for (const [key, value] of copy.revisions) records.revisions.set(key, value);
    for (const [key, value] of copy.facts) records.facts.set(key, value);
    for (const [key, value] of copy.heads) records.heads.set(key, value);
    for (const [key, value] of copy.uploads) uploads.set(key, { ...value });
    log.leaves = [...copy.leaves];
    records.epoch += 1;
    this.horizon = log.leaves.length;
    log.add(`restored ${records.epoch}`);
  }
}
