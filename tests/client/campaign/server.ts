/**
 * The server's half of docs/protocol.md in memory: what it keeps, what it answers, how it is backed up and
 * restored. It shares no code with the product. Its moods (busy, crashed, frozen device) are the schedule's.
 */
import { deviceSignatureOf, hashOf } from "./crypto";
import { noteOf } from "./log";
import { Records } from "./records";
import { type Account, accountFor, heartbeat, status } from "./server-state";
import { uploadCall } from "./server-uploads";
import { jsonIn, ours, problem, type Receipt, type Reply, type Request, signed } from "./wire";

export class Server {
  records = new Records();
  epoch = 1;
  /** Leaves below it are in a verified backup. */
  horizon = 0;
  device: "active" | "frozen" | "revoked" = "active";
  /** Whether its log was rewritten behind the phones' backs. */
  tampered = false;
  backup: Records | undefined;
  /** Keys of items that are refused whatever is sent. */
  readonly poison = new Set<string>();
  /** Every receipt ever signed, as text of key, hash and epoch. */
  readonly issued = new Set<string>();
  /** Requests that no phone should ever make. */
  readonly faux: string[] = [];
  /** A phone has told of an alarm. */
  alarmed = false;
  #tickets = 0;

  constructor(private readonly now: () => number) {}

  enrol(person: string): string {
    this.#tickets += 1;
    const ticket = `ticket-${person}-${this.#tickets}`;
    this.records.tickets.set(ticket, { person, revoked: false });
    return ticket;
  }

  revoke(): void {
    for (const [name, ticket] of this.records.tickets) {
      this.records.tickets.set(name, { ...ticket, revoked: true });
    }
  }

  takeBackup(): void {
    this.backup = this.records.copy();
    this.horizon = this.records.leaves.length;
  }

  /** The newest backup takes the place of everything, under a new epoch. */
  restore(): boolean {
    if (this.backup === undefined) return false;
    this.records = this.backup.copy();
    this.epoch += 1;
    this.horizon = this.records.leaves.length;
    return true;
  }

  /** Somebody with access to the database changes what the log said. */
  tamper(): void {
    this.records.leaves[0] = "something else";
    this.tampered = true;
  }

  returnOne(pick: (list: string[]) => string): void {
    const open = [...this.records.heads].filter(([, head]) => !head.returned).map(([id]) => id);
    if (open.length === 0) return;
    const id = pick(open);
    const head = this.records.heads.get(id);
    if (head) this.records.heads.set(id, { ...head, returned: true });
  }

  /** A receipt as it must read now: of the current epoch. */
  current(receipt: Receipt): Receipt {
    const { server_sig: _, ...about } = receipt;
    const made = receipt.epoch === this.epoch ? receipt : signed({ ...about, epoch: this.epoch });
    this.issued.add(issuedName(made));
    return made;
  }

  answer(request: Request): Reply {
    if (request.path === "/hello") return ours(200, this.hello());
    const account = accountFor(this, request);
    if ("status" in account) return account;
    if (request.body.length < request.length) return problem(400, "body_incomplete");
    if (request.path === "/heartbeat") return heartbeat(this, request);
    if (request.path === "/status") return status(this, request);
    if (request.path.startsWith("/uploads")) return uploadCall(this, account, request);
    if (request.method === "PUT") return this.#put(account, request);
    this.faux.push(`${request.method} ${request.path}`);
    return problem(404, "not_found");
  }

  hello(): Record<string, unknown> {
    return {
      server_ms: this.now(),
      epoch: this.epoch,
      backup_horizon: this.horizon,
      log_size: this.records.leaves.length,
      checkpoint: noteOf(this.records.leaves, this.epoch, this.now()),
      min_client: "0.1.0",
      latest_client: "0.1.0",
    };
  }

  #put(account: Account, { path, headers, body }: Request): Reply {
    const key = path.slice(1);
    const sha256 = hashOf(body);
    if (headers["content-sha256"] !== sha256) return problem(422, "body_hash_mismatch");
    const signature = headers["x-sig"] ?? deviceSignatureOf(body);
    if (signature !== deviceSignatureOf(body)) this.faux.push(`${key} is signed wrongly`);
    if (this.poison.has(key)) return problem(422, "manifest_invalid");
    const known = this.records.sealed.get(`${key} ${sha256}`);
    if (known) return ours(200, { receipt: this.current(known.receipt), replayed: true });
    const value = jsonIn(body);
    if (value === undefined) return problem(422, "manifest_invalid");
    const owner = key.startsWith("facts/") ? value.person : (value.officers as string[])[0];
    if (owner !== account.person) return problem(403, "not_owner");
    const accepted = this.#takeIn(key, body, headers["if-match"]);
    const kind = key.startsWith("facts/") ? "fact" : "rev";
    const about = { kind, key, sha256, status: accepted ? "accepted" : "conflict_stored" };
    const receipt = this.sign(kind === "rev" ? { ...about, number: "WZ-2026-000001" } : about);
    this.records.sealed.set(`${key} ${sha256}`, { bytes: body, receipt });
    return ours(accepted ? 201 : 202, { receipt, replayed: false, number: "", flags: [] });
  }

  #takeIn(key: string, body: Uint8Array, ifMatch: string | undefined): boolean {
    if (key.startsWith("facts/")) {
      return ![...this.records.sealed.keys()].some((each) => each.startsWith(`${key} `));
    }
    const [, id = "", , rev] = key.split("/");
    return this.records.accept(id, Number(rev), body, ifMatch);
  }

  sign(about: Record<string, unknown>): Receipt {
    const receipt = this.records.receipt(about, this.epoch, this.now());
    this.issued.add(issuedName(receipt));
    return receipt;
  }
}

export function issuedName({ key, sha256, epoch, log_index, server_sig }: Receipt): string {
  return `${key} ${sha256} ${epoch} ${log_index} ${String(server_sig)}`;
}
