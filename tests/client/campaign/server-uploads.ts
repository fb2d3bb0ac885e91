/** The model server's tus calls: create, ask, append, finish (docs/protocol.md §3.3). */
import { hashOf } from "./crypto";
import type { Upload } from "./records";
import type { Server } from "./server";
import type { Account } from "./server-state";
import { canonical, checksumOf, metadataOf, ours, problem, type Reply, type Request } from "./wire";

export function uploadCall(server: Server, _account: Account, request: Request): Reply {
  const { method, path } = request;
  if (request.headers["tus-resumable"] !== "1.0.0") return problem(412, "tus_version");
  if (method === "POST" && path === "/uploads") return create(server, request);
  const id = path.slice("/uploads/".length);
  const upload = server.records.uploads.get(id);
  if (upload === undefined) return problem(404, "upload_unknown");
  if (method === "HEAD") return state(server, upload, 200);
  if (method === "PATCH") return patch(server, id, upload, request);
  server.faux.push(`${method} ${path}`);
  return problem(405, "method_not_allowed");
}

function create(server: Server, request: Request): Reply {
  const { photo_id: id = "", sha256 } = metadataOf(request);
  const named = server.records.expected.get(id);
  if (named === undefined) {
    // Only a restore makes the server forget a record that a phone has a receipt for.
    if (server.epoch === 1) server.faux.push(`photo ${id} came before its record`);
    return problem(409, "record_unknown");
  }
  const size = Number(request.headers["upload-length"]);
  if (named.sha256 !== sha256 || named.size !== size) return problem(409, "manifest_mismatch");
  if (server.poison.has(`photos/${id}`)) return problem(415, "media_type_unsupported");
  const known = server.records.uploads.get(id);
  if (known !== undefined && known.kept.length > 0) return state(server, known, 201);
  if (request.headers["upload-checksum"] !== checksumOf(request.body)) {
    return problem(460, "checksum_mismatch");
  }
  return append(server, id, { size, sha256, kept: new Uint8Array() }, request.body, 201);
}

function patch(server: Server, id: string, upload: Upload, request: Request): Reply {
  if (Number(request.headers["upload-offset"]) !== upload.kept.length) {
    return problem(409, "offset_mismatch", { "upload-offset": String(upload.kept.length) });
  }
  if (request.headers["upload-checksum"] !== checksumOf(request.body)) {
    return problem(460, "checksum_mismatch");
  }
  return append(server, id, upload, request.body, 204);
}

function append(server: Server, id: string, before: Upload, body: Uint8Array, code: number): Reply {
  const kept = Buffer.concat([before.kept, body]);
  const { size, sha256 } = before;
  if (kept.length < size) return keep(server, id, { size, sha256, kept }, code);
  if (hashOf(kept) !== sha256) {
    keep(server, id, { size, sha256, kept: new Uint8Array() }, code);
    return problem(422, "content_hash_mismatch");
  }
  const about = { kind: "photo", key: `photos/${id}`, sha256, size, status: "stored" };
  return keep(server, id, { size, sha256, kept, receipt: server.sign(about) }, code);
}

function keep(server: Server, id: string, upload: Upload, code: number): Reply {
  server.records.uploads.set(id, upload);
  return state(server, upload, code);
}

function state(server: Server, upload: Upload, code: number): Reply {
  const headers: Record<string, string> = {
    "upload-offset": String(upload.kept.length),
    "upload-length": String(upload.size),
  };
  if (upload.receipt) {
    const text = canonical(server.current(upload.receipt));
    headers["x-wz-receipt"] = Buffer.from(text).toString("base64url");
  }
  return ours(code, undefined, headers);
}
