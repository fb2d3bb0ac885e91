/**
 * What the model server keeps of sealed things (docs/protocol.md §3.2, §3.4–3.6): revisions with their head,
 * returns, facts, and the change feed. Nothing is overwritten and nothing well-formed is refused.
 */
import { digest } from "./model-answers";

interface Kept {
  receipt: Record<string, unknown>;
  bytes: Uint8Array;
}

interface Head {
  rev: number;
  sha256: string;
  state: "submitted" | "returned" | "approved";
}

interface Manifest {
  photos: { id: string; sha256: string; size: number }[];
  corrects?: { rev: number; sha256: string };
}

export interface Row {
  seq: number;
  scope: string;
  id: string;
  version: number;
  at_ms: number;
  deleted?: boolean;
  data?: unknown;
}

type MakeReceipt = (kind: string, key: string, sha256: string, more: object) => Kept["receipt"];

export class ModelRecords {
  readonly revisions = new Map<string, Kept>();
  readonly facts = new Map<string, Kept>();
  readonly heads = new Map<string, Head>();
  readonly feed: Row[] = [];
  /** Cursors of another epoch are gone. */
  epoch = 1;

  constructor(private readonly makeReceipt: MakeReceipt) {}

  putRevision(key: string, bytes: Uint8Array, ifMatch: string | null) {
    const sha256 = digest(bytes);
    const natural = `${key} ${sha256}`;
    const known = this.revisions.get(natural);
    if (known !== undefined) return { code: 200, receipt: known.receipt, replayed: true };
    const [, id = "", , number = ""] = key.split("/");
    const rev = Number(number);
    const accepted = this.#isNext(id, rev, bytes, ifMatch);
    if (accepted) this.#moveHead(id, { rev, sha256, state: "submitted" });
    const status = accepted ? "accepted" : "conflict_stored";
    const receipt = this.makeReceipt("rev", key, sha256, { status, number: "WZ-1" });
    this.revisions.set(natural, { receipt, bytes });
    return { code: accepted ? 201 : 202, receipt, replayed: false };
  }

  #isNext(id: string, rev: number, bytes: Uint8Array, ifMatch: string | null): boolean {
    const head = this.heads.get(id);
    if (head === undefined) return rev === 1;
    const { corrects } = manifestIn(bytes);
    const named = corrects?.rev === head.rev && corrects.sha256 === head.sha256;
    const next = rev === head.rev + 1 && head.state === "returned";
    return next && named && ifMatch === `"${head.sha256}"`;
  }

  #moveHead(id: string, head: Head): void {
    const before = this.heads.get(id);
    this.heads.set(id, head);
    if (before) this.#tell({ scope: "returns", id, version: before.rev, deleted: true });
  }

  putFact(key: string, bytes: Uint8Array) {
    const sha256 = digest(bytes);
    const known = this.facts.get(`${key} ${sha256}`);
    if (known !== undefined) return { code: 200, receipt: known.receipt, replayed: true };
    const isFirst = ![...this.facts.keys()].some((each) => each.startsWith(`${key} `));
    const status = isFirst ? "accepted" : "conflict_stored";
    const receipt = this.makeReceipt("fact", key, sha256, { status });
    this.facts.set(`${key} ${sha256}`, { receipt, bytes });
    return { code: isFirst ? 201 : 202, receipt, replayed: false };
  }

  /** The desk sends the head back. */
  returnHead(id: string, reasons = ["photo_unclear"], text = ""): void {
    const head = this.heads.get(id);
    if (head === undefined) throw new Error(`no record ${id}`);
    head.state = "returned";
    const { rev, sha256 } = head;
    const data = { inspection_id: id, number: "WZ-1", rev, sha256, reasons, text, by: "Zhang" };
    this.#tell({ scope: "returns", id, version: rev, data });
  }

  approveHead(id: string): void {
    const head = this.heads.get(id);
    if (head === undefined) throw new Error(`no record ${id}`);
    head.state = "approved";
    const { rev, sha256 } = head;
    const data = { inspection_id: id, number: "WZ-1", rev, sha256, decision: "approve", by: "Z" };
    this.#tell({ scope: "decisions", id, version: rev, data });
  }

  #tell(row: Omit<Row, "seq" | "at_ms">): void {
    const seq = this.feed.length + 1;
    this.feed.push({ seq, at_ms: 1_790_000_000_000 + seq, ...row });
  }

  /** A restore from an older copy: the records are unknown again. */
  forget(): void {
    this.revisions.clear();
    this.heads.clear();
  }

  /** A page of the feed; undefined for a cursor that is gone. */
  page(since: string | null, limit: number) {
    const [epoch, seq] = since === null ? [this.epoch, 0] : since.split(".").map(Number);
    if (epoch !== this.epoch || (seq ?? 0) > this.feed.length) return undefined;
    const rest = this.feed.filter((row) => row.seq > (seq ?? 0));
    const changes = rest.slice(0, limit);
    const cursor = `${this.epoch}.${changes[changes.length - 1]?.seq ?? seq}`;
    return { epoch: this.epoch, cursor, more: rest.length > limit, changes };
  }

  photoNamed(photoId: string) {
    for (const { bytes } of this.revisions.values()) {
      const photo = manifestIn(bytes).photos.find((each) => each.id === photoId);
      if (photo !== undefined) return photo;
    }
    return undefined;
  }
}

function manifestIn(bytes: Uint8Array): Manifest {
  return JSON.parse(Buffer.from(bytes).toString()) as Manifest;
}
