/** The model server's calls about tickets and state: who asks, heartbeat, and what the server holds of an item. */
import { growthProof, sizeIn } from "./log";
import type { Server } from "./server";
import { jsonIn, ours, problem, type Reply, type Request } from "./wire";

export interface Account {
  person: string;
}

/** The owner of the ticket, or the refusal. */
export function accountFor(server: Server, request: Request): Account | Reply {
  const name = request.headers.authorization?.replace("Bearer ", "") ?? "";
  const ticket = server.records.tickets.get(name);
  if (ticket === undefined || ticket.revoked) return problem(401, "ticket_invalid");
  if (server.device === "revoked") return problem(403, "device_revoked");
  return { person: ticket.person };
}

const COUNTS = ["revs", "photos", "facts", "quarantined", "damaged"];

/** What a phone may say of itself, member by member. */
function isHeartbeat(said: Record<string, unknown> | undefined): boolean {
  const { app, pending, max_seq, checkpoint, epoch, oldest_ms, alarm } = said ?? {};
  const counts = (pending ?? {}) as Record<string, unknown>;
  const isWhole = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const optional = [epoch, oldest_ms].every((value) => value === undefined || isWhole(value));
  const notes = checkpoint === undefined || sizeIn(checkpoint) !== undefined;
  const told = alarm === undefined || (sizeIn((alarm as { kept: string }).kept) ?? false);
  return [typeof app === "string", isWhole(max_seq), optional, notes, told]
    .concat(COUNTS.map((name) => isWhole(counts[name])))
    .every(Boolean);
}

export function heartbeat(server: Server, { body, altered }: Request): Reply {
  const said = jsonIn(body);
  if (said === undefined || !isHeartbeat(said)) {
    if (!altered) server.faux.push(`heartbeat ${Buffer.from(body).toString()}`);
    return problem(422, "heartbeat_invalid");
  }
  server.alarmed ||= said.alarm !== undefined;
  const { server_ms, epoch, backup_horizon, checkpoint } = server.hello();
  const kept = sizeIn(said.checkpoint);
  const { leaves } = server.records;
  const consistency = kept && kept.epoch === epoch ? growthProof(leaves, kept.size) : [];
  const device_state = server.device;
  return ours(200, { server_ms, epoch, backup_horizon, device_state, checkpoint, consistency });
}

interface Asked {
  key: string;
  sha256: string;
}

export function status(server: Server, { body, altered }: Request): Reply {
  const items = jsonIn(body)?.items as Asked[] | undefined;
  const isAsked = ({ key, sha256 }: Asked) => typeof key === "string" && typeof sha256 === "string";
  if (!Array.isArray(items) || items.length > 500 || !items.every(isAsked)) {
    if (!altered) server.faux.push("a question of the wrong shape");
    return problem(422, "status_invalid");
  }
  return ours(200, { items: items.map((item) => stateOf(server, item)) });
}

function stateOf(server: Server, { key, sha256 }: Asked) {
  if (key.startsWith("photos/")) return photoState(server, key, sha256);
  const { sealed } = server.records;
  const known = sealed.get(`${key} ${sha256}`);
  if (known) return { key, state: "stored", receipt: server.current(known.receipt) };
  const other = [...sealed.keys()].some((each) => each.startsWith(`${key} `));
  return { key, state: other ? "different" : "unknown" };
}

function photoState(server: Server, key: string, sha256: string) {
  const upload = server.records.uploads.get(key.slice("photos/".length));
  if (upload === undefined) return { key, state: "unknown" };
  if (upload.sha256 !== sha256) return { key, state: "different" };
  if (upload.receipt) return { key, state: "stored", receipt: server.current(upload.receipt) };
  return { key, state: "partial", offset: upload.kept.length };
}
