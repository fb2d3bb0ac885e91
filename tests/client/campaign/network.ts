/** The network between a tab and the model server: late, lossy, doubled, cut, changed, or somebody else's. */
import type { Random } from "./random";
import type { Server } from "./server";
import { ours, problem, type Reply, type Request } from "./wire";
import type { Owner, World } from "./world";

export const NETWORK_FAULTS = [
  "request_lost",
  "response_lost",
  "ghost",
  "portal",
  "redirect",
  "truncated",
  "flipped",
  "flipped_answer",
  "slow",
  "bare_200",
  "other_receipt",
  "crash_before",
  "crash_after",
  "status_401",
  "status_403",
  "status_409",
  "status_410",
  "status_423",
  "status_429",
  "status_460",
  "status_500",
  "status_503",
  "status_507",
] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

/** Answers that a busy server, a proxy or an office gives instead of the right one. */
const STATUS: Partial<Record<NetworkFault, Reply>> = {
  status_401: problem(401, "ticket_invalid"),
  status_403: problem(403, "device_revoked"),
  status_409: problem(409, "offset_mismatch"),
  status_410: problem(410, "upload_gone"),
  status_423: problem(423, "upload_locked"),
  status_429: problem(429, "too_many_requests", { "retry-after": "9" }),
  status_460: problem(460, "checksum_mismatch"),
  status_500: problem(500, "internal"),
  status_503: problem(503, "busy", { "retry-after": "7" }),
  status_507: problem(507, "storage_full", { "retry-after": "300" }),
  bare_200: ours(200, { ok: true }),
  portal: { status: 200, headers: { "content-type": "text/html" }, body: "<html>sign in</html>" },
};

export interface NetworkPorts {
  world: World;
  server: Server;
  random: Random;
  /** The fault that strikes this request, counted. */
  draw(): NetworkFault | undefined;
  /** Told about each request before it leaves; throws when the tab dies here. */
  leaving(request: Request): void;
  left(request: Request): void;
}

/** True time until which the server answers nobody. */
export interface Outage {
  until: number;
}

export function fetchOf(ports: NetworkPorts, owner: Owner, outage: Outage): typeof fetch {
  return (input, init) => {
    const { world } = ports;
    world.claimNewestTimer(owner);
    const request = requestOf(String(input), init);
    ports.leaving(request);
    return new Promise<Response>((resolve, reject) => {
      const call = new Exchange(ports, owner, outage, request);
      init?.signal?.addEventListener("abort", () => {
        ports.left(request);
        reject(new DOMException("aborted", "AbortError"));
      });
      call.run((reply) => {
        ports.left(request);
        if (reply === undefined) reject(new TypeError("Failed to fetch"));
        else resolve(responseOf(request, reply));
      });
    });
  };
}

type Done = (reply: Reply | undefined) => void;

class Exchange {
  constructor(
    private readonly ports: NetworkPorts,
    private readonly owner: Owner,
    private readonly outage: Outage,
    private readonly request: Request,
  ) {}

  run(done: Done): void {
    const { world, random } = this.ports;
    const fault = this.ports.draw();
    const ready = fault === "slow" ? 40_000 : random.between(2, 150);
    // The server works on it whatever the tab does meanwhile; a frozen tab reads the answer when it wakes.
    world.later(random.between(1, 80), () => {
      const reply = this.#answered(fault);
      world.later(ready, () => done(reply), this.owner);
    });
  }

  #answered(fault: NetworkFault | undefined): Reply | undefined {
    const { world, server } = this.ports;
    if (world.now < this.outage.until) return undefined;
    switch (fault) {
      case undefined:
      case "slow":
        return server.answer(this.request);
      case "request_lost":
      case "redirect":
        return undefined;
      case "response_lost":
        server.answer(this.request);
        return undefined;
      case "crash_before":
        return this.#crash();
      case "crash_after":
        server.answer(this.request);
        return this.#crash();
      default:
        return STATUS[fault] ?? this.#changed(fault);
    }
  }

  #crash(): undefined {
    this.outage.until = this.ports.world.now + this.ports.random.between(500, 20_000);
  }

  #changed(fault: NetworkFault): Reply | undefined {
    const { server, world, random } = this.ports;
    switch (fault) {
      case "ghost":
        // A proxy sends it once more, long after the phone has heard of it.
        world.later(random.between(1_000, 600_000), () => void server.answer(this.request));
        return random.chance(0.5) ? server.answer(this.request) : undefined;
      case "truncated":
        return server.answer(cut(this.request, random));
      case "flipped":
        // What proves growth has no hash of its own: only an encrypted connection, which breaks off then.
        return isProof(this.request) ? undefined : server.answer(flipped(this.request, random));
      case "flipped_answer":
        return isProof(this.request)
          ? undefined
          : flippedReply(server.answer(this.request), random);
      case "other_receipt":
        return otherReceipt(server, server.answer(this.request), random);
      default:
        throw new Error(`no such fault: ${fault}`);
    }
  }
}

/** A proof that arrives changed would accuse the server. */
const isProof = ({ path }: Request) => path === "/heartbeat";

function cut(request: Request, random: Random): Request {
  return { ...request, body: request.body.slice(0, random.int(Math.max(1, request.body.length))) };
}

function flipped(request: Request, random: Random): Request {
  const body = new Uint8Array(request.body);
  if (body.length > 0) {
    const at = random.int(body.length);
    body[at] = (body[at] ?? 0) ^ (1 << random.int(8));
  }
  return { ...request, body, altered: true };
}

/** One character of what the answer says is another one. */
function flippedReply(reply: Reply, random: Random): Reply {
  const change = (text: string) => {
    const at = random.int(text.length);
    const other = text[at] === "7" ? "3" : "7";
    return text.slice(0, at) + other + text.slice(at + 1);
  };
  const receipt = reply.headers["x-wz-receipt"];
  if (receipt) return { ...reply, headers: { ...reply.headers, "x-wz-receipt": change(receipt) } };
  return reply.body === "" ? reply : { ...reply, body: change(reply.body) };
}

/** A genuine receipt, of something else. */
function otherReceipt(server: Server, reply: Reply, random: Random): Reply {
  const all = [...server.records.sealed.values()];
  if (all.length === 0) return reply;
  const { receipt } = random.pick(all);
  const header = Buffer.from(JSON.stringify(receipt)).toString("base64url");
  if (reply.headers["x-wz-receipt"]) {
    return { ...reply, headers: { ...reply.headers, "x-wz-receipt": header } };
  }
  return reply.status < 300 && reply.body.includes('"receipt"')
    ? { ...reply, body: JSON.stringify({ receipt, replayed: true }) }
    : reply;
}

function requestOf(url: string, init: RequestInit | undefined): Request {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries((init?.headers ?? {}) as Record<string, string>)) {
    headers[name.toLowerCase()] = value;
  }
  const given = init?.body ?? "";
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : (given as Uint8Array);
  if (!(bytes instanceof Uint8Array)) throw new Error("a body must be a Uint8Array (sync.md A5)");
  // Copied: what the phone does with its buffer afterwards does not change what was sent.
  const body = new Uint8Array(bytes);
  const path = url.replace("/api/v1", "");
  return { method: init?.method ?? "GET", path, headers, body, length: body.length };
}

function responseOf(request: Request, { status, headers, body }: Reply): Response {
  const text = request.method === "HEAD" ? "" : body;
  const get = (name: string) => headers[name.toLowerCase()] ?? null;
  return { status, headers: { get }, text: () => Promise.resolve(text) } as unknown as Response;
}
