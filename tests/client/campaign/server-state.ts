/** The model server's calls about tickets and state: who asks, heartbeat, and what the server holds of an item. */
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
  return { person: ticket.person };
}

export function heartbeat(server: Server, { person }: Account, { body }: Request): Reply {
  const said = jsonIn(body);
  if (said === undefined || "null" in said) return problem(422, "heartbeat_invalid");
  server.heartbeats.set(person, said);
  const { server_ms, epoch, backup_horizon, checkpoint } = server.hello();
  const device_state = server.deviceFrozen ? "frozen" : "active";
  const consistency: string[] = [];
  return ours(200, { server_ms, epoch, backup_horizon, device_state, checkpoint, consistency });
}

interface Asked {
  key: string;
  sha256: string;
}

export function status(server: Server, account: Account, { body }: Request): Reply {
  const items = jsonIn(body)?.items as Asked[] | undefined;
  if (!Array.isArray(items) || items.length > 500) return problem(422, "status_invalid");
  return ours(200, { items: items.map((item) => stateOf(server, account, item)) });
}

function stateOf(server: Server, _account: Account, { key, sha256 }: Asked) {
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
