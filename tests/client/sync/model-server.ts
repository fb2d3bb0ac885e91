/**
 * The server's side of docs/protocol.md §3.2 and §3.3 in memory, with real signatures, and a network before it
 * that fails as told. Its own rules are checked while it runs: no photo before its record, one request at a time.
 */
import { canonicalBytes } from "../../../static/src/domain/jcs";
import {
  bodyOf,
  cut,
  digest,
  metadataOf,
  ours,
  photoNamed,
  problem,
  signed,
  spoilt,
  wrongChecksum,
} from "./model-answers";
import { current, ModelKeeping } from "./model-keeping";
import { ModelLog } from "./model-log";
import { instead, type Trouble } from "./model-network";
import { ModelRecords } from "./model-records";

export type { Trouble } from "./model-network";

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  size: number;
}

interface Upload {
  size: number;
  sha256: string;
  kept: Uint8Array;
  receipt?: string;
}

export class ModelServer {
  readonly records = new ModelRecords((...about) => this.#receipt(...about));
  readonly revisions = this.records.revisions;
  readonly uploads = new Map<string, Upload>();
  readonly seen: Seen[] = [];
  /** Problem code by path: a request that is always refused. */
  readonly poison = new Map<string, [number, string]>();
  tickets = new Set(["ticket-12", "ticket-15"]);
  /** Decides the trouble of each request. */
  trouble: (seen: Seen, index: number) => Trouble | undefined = () => undefined;
  mostAtOnce = 0;
  now = 1_790_000_000_000;
  /** Whose session the browser has; undefined without one. */
  session: string | undefined = "12";
  pageSize = 500;
  #atOnce = 0;
  readonly log = new ModelLog();
  readonly keeping = new ModelKeeping(this);

  readonly fetch: typeof fetch = async (input, init) => {
    const { pathname: path, searchParams: query } = new URL(String(input), "https://patrol.test");
    const body = bodyOf(init?.body);
    const method = init?.method ?? "GET";
    const headers = new Headers(init?.headers);
    const seen = { method, path, query, headers, size: body.length };
    this.seen.push(seen);
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      return await this.#through(seen, body, this.trouble(seen, this.seen.length - 1), init);
    } finally {
      this.#atOnce -= 1;
    }
  };

  async #through(
    seen: Seen,
    body: Uint8Array,
    trouble: Trouble | undefined,
    init: RequestInit | undefined,
  ): Promise<Response> {
    const before = instead(seen.method, trouble, init);
    if (before !== undefined) return before;
    const sent = trouble === "cut_body" ? body.slice(0, -1) : body;
    const kept = { trouble, complete: trouble !== "cut_body" || body.length === 0 };
    const response = this.#answer(seen, sent, kept);
    if (trouble === "response_lost") throw new TypeError("network: response lost");
    if (trouble === "cut_json" && response.status < 300) return cut(response);
    return response;
  }

  #answer(seen: Seen, body: Uint8Array, how: How): Response {
    const { method, path, headers } = seen;
    if (path === "/api/v1/hello") return this.#hello();
    if (path === "/api/v1/session") return this.#me();
    if (path === "/api/v1/changes") return this.#changes(seen);
    const ticket = headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    if (!this.tickets.has(ticket)) return problem(method, 401, "ticket_invalid");
    const poison = this.poison.get(path) ?? this.poison.get(photoNamed(headers));
    if (poison !== undefined) return problem(method, ...poison);
    if (!how.complete) return problem(method, 400, "body_incomplete");
    if (path === "/api/v1/heartbeat") return this.keeping.heartbeat(ticket, jsonOf(body));
    if (path === "/api/v1/status") return this.keeping.status(jsonOf(body).items);
    if (method === "PUT") return this.#putSealed(seen, body, how);
    if (method === "POST") return this.#create(seen, body, how);
    const id = path.split("/").pop() ?? "";
    const upload = this.uploads.get(id);
    if (upload === undefined) return problem(method, 404, "upload_unknown");
    return method === "HEAD" ? this.#state(upload, 200, how) : this.#patch(seen, id, body, how);
  }

  #hello(): Response {
    const { records, keeping, log } = this;
    const about = { server_ms: this.now, epoch: records.epoch, backup_horizon: keeping.horizon };
    return ours(200, { ...about, log_size: log.leaves.length });
  }

  #me(): Response {
    if (this.session === undefined) return problem("GET", 401, "not_signed_in");
    return ours(200, { person: { id: this.session } });
  }

  #changes({ query }: Seen): Response {
    if (this.session === undefined) return problem("GET", 401, "not_signed_in");
    const page = this.records.page(query.get("since"), this.pageSize);
    return page ? ours(200, page) : problem("GET", 410, "cursor_gone");
  }

  #putSealed({ path, headers }: Seen, bytes: Uint8Array, how: How): Response {
    if (headers.get("Content-SHA256") !== digest(bytes)) {
      return problem("PUT", 422, "body_hash_mismatch");
    }
    const key = path.replace("/api/v1/", "");
    const { code, receipt, replayed } = key.startsWith("facts/")
      ? this.records.putFact(key, bytes)
      : this.records.putRevision(key, bytes, headers.get("If-Match"));
    const now = current(receipt, this.records.epoch);
    return ours(code, { receipt: spoilt(now, how.trouble), replayed });
  }

  #create({ headers }: Seen, body: Uint8Array, how: How): Response {
    const meta = metadataOf(headers);
    const id = meta.get("photo_id") ?? "";
    const named = this.records.photoNamed(id);
    if (named === undefined) return problem("POST", 409, "record_unknown");
    const size = Number(headers.get("Upload-Length"));
    if (named.sha256 !== meta.get("sha256") || named.size !== size) {
      return problem("POST", 409, "manifest_mismatch");
    }
    const upload = this.uploads.get(id) ?? { size, sha256: named.sha256, kept: new Uint8Array() };
    if (wrongChecksum(headers, body)) return problem("POST", 460, "checksum_mismatch");
    this.uploads.set(id, upload);
    return upload.kept.length === 0
      ? this.#append(id, upload, body, 201, how)
      : this.#state(upload, 201, how);
  }

  #patch({ headers }: Seen, id: string, body: Uint8Array, how: How): Response {
    const upload = this.uploads.get(id);
    if (upload === undefined) return problem("PATCH", 404, "upload_unknown");
    if (Number(headers.get("Upload-Offset")) !== upload.kept.length) {
      return problem("PATCH", 409, "offset_mismatch");
    }
    if (wrongChecksum(headers, body)) return problem("PATCH", 460, "checksum_mismatch");
    // Says that it went well and keeps nothing.
    if (how.trouble === "stuck") return this.#state(upload, 204, how);
    return this.#append(id, upload, body, 204, how);
  }

  #append(id: string, upload: Upload, body: Uint8Array, status: number, how: How): Response {
    upload.kept = Buffer.concat([upload.kept, body]);
    if (upload.kept.length >= upload.size) {
      if (digest(upload.kept) !== upload.sha256) {
        upload.kept = new Uint8Array();
        return problem("PATCH", 422, "content_hash_mismatch");
      }
      const { sha256, size } = upload;
      const receipt = this.#receipt("photo", `photos/${id}`, sha256, { size, status: "stored" });
      upload.receipt ??= JSON.stringify(receipt);
    }
    return this.#state(upload, status, how);
  }

  #state(upload: Upload, status: number, how: How): Response {
    const headers: Record<string, string> = {
      "Upload-Offset": String(upload.kept.length),
      "Upload-Length": String(upload.size),
    };
    if (upload.receipt !== undefined) {
      const now = current(JSON.parse(upload.receipt), this.records.epoch);
      const receipt = spoilt(now, how.trouble);
      headers["X-WZ-Receipt"] = Buffer.from(canonicalBytes(receipt)).toString("base64url");
    }
    return ours(status, undefined, headers);
  }

  #receipt(kind: string, key: string, sha256: string, more: object): Record<string, unknown> {
    const log_index = this.log.add(`${key} ${sha256}`);
    const about = { v: 1, kind, key, sha256, ...more, epoch: this.records.epoch, log_index };
    return signed({ ...about, received_ms: this.now, alg: "Ed25519" });
  }
}

interface How {
  trouble: Trouble | undefined;
  complete: boolean;
}

function jsonOf(body: Uint8Array) {
  return JSON.parse(Buffer.from(body).toString());
}
