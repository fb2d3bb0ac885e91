import assert from "node:assert/strict";
import { test } from "node:test";
import type { Op } from "../../../static/src/domain/model";
import { createTransport, NetworkFailure } from "../../../static/src/sync/transport";

interface Sent {
  path: string;
  init: RequestInit;
}

function recorder(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fetch = async (input: unknown, init?: RequestInit) => {
    sent.push({ path: String(input), init: init ?? {} });
    return answer();
  };
  return {
    sent,
    transport: createTransport({ fetch: fetch as typeof globalThis.fetch, timeoutMs: 30 }),
  };
}

const OURS = { "X-WZ-Api": "1", "Content-Type": "application/json; charset=utf-8" };
const ok = (json: unknown, headers: Record<string, string> = OURS) =>
  new Response(JSON.stringify(json), { headers });

const op = {
  inspection_id: "i1",
  rev: 1,
  photo_id: "p1",
  sha256: "a".repeat(64),
  size: 7,
  mime: "image/jpeg",
  bytes: new Uint8Array([1, 2]).buffer,
} as Op;

test("evidence travels with the ticket and without cookies; pages the other way round", async () => {
  const { sent, transport } = recorder(() => ok({}));
  await transport.putRevision(op, "secret");
  await transport.me();
  const [evidence, session] = sent.map(({ init }) => init);
  assert.deepEqual([evidence?.credentials, session?.credentials], ["omit", "same-origin"]);
  assert.equal(new Headers(evidence?.headers).get("Authorization"), "Bearer secret");
  assert.equal(new Headers(session?.headers).has("Authorization"), false);
  for (const { init } of sent) assert.deepEqual([init.redirect, init.cache], ["error", "no-store"]);
});

test("a revision goes as its exact bytes with their hash", async () => {
  const { sent, transport } = recorder(() => ok({}));
  await transport.putRevision(op, "t");
  const [{ path, init } = { path: "", init: {} as RequestInit }] = sent;
  assert.deepEqual([init.method, path], ["PUT", "/api/v1/inspections/i1/revs/1"]);
  assert.deepEqual(init.body, new Uint8Array([1, 2]));
  assert.equal(new Headers(init.headers).get("Content-SHA256"), op.sha256);
});

test("an upload is named and measured by tus headers", async () => {
  const { sent, transport } = recorder(() => ok({}));
  await transport.createUpload(op, "t", new Uint8Array([1]), "c2Ft");
  await transport.patchUpload(op, "t", 5, new Uint8Array([1]), "c2Ft");
  const [create, patch] = sent.map(({ init }) => new Headers(init.headers));
  assert.equal(create?.get("Tus-Resumable"), "1.0.0");
  assert.equal(create?.get("Upload-Length"), "7");
  assert.equal(create?.get("Upload-Checksum"), "sha256 c2Ft");
  assert.equal(
    create?.get("Upload-Metadata"),
    `photo_id cDE=,inspection_id aTE=,sha256 ${btoa(op.sha256)},mime aW1hZ2UvanBlZw==`,
  );
  assert.equal(patch?.get("Upload-Offset"), "5");
  assert.equal(patch?.get("Content-Type"), "application/offset+octet-stream");
});

test("an answer is its plain facts", async () => {
  const problem = { "X-WZ-Api": "1", "Content-Type": "application/problem+json" };
  const { transport } = recorder(
    () => new Response('{"code":"not_signed_in"}', { status: 401, headers: problem }),
  );
  const { status, isOurs, isJson, code } = await transport.me();
  assert.deepEqual([status, isOurs, isJson, code], [401, true, true, "not_signed_in"]);
});

test("what is no JSON of ours is not read as such", async () => {
  const answers: [string, string][] = [
    ["text/html", "{}"],
    ["application/json", '{"cut'],
    ["application/jsonp", "{}"],
  ];
  for (const [type, body] of answers) {
    const { transport } = recorder(() => new Response(body, { headers: { "Content-Type": type } }));
    const answer = await transport.me();
    assert.deepEqual([answer.isOurs, answer.isJson, answer.json], [false, false, undefined]);
  }
});

test("no answer in time, a broken connection and a cut body are one failure", async () => {
  const never = recorder(() => new Promise<Response>(() => undefined));
  await assert.rejects(never.transport.me(), NetworkFailure);
  assert.equal(never.sent[0]?.init.signal?.aborted, true);
  const broken = recorder(() => Promise.reject(new TypeError("failed to fetch")));
  await assert.rejects(broken.transport.me(), NetworkFailure);
  const body = new ReadableStream({ start: (stream) => stream.error(new Error("cut")) });
  const cut = recorder(() => new Response(body, { headers: OURS }));
  await assert.rejects(cut.transport.me(), NetworkFailure);
});

test("the time limit holds in a browser without AbortController", async () => {
  const { AbortController } = globalThis;
  Reflect.deleteProperty(globalThis, "AbortController");
  try {
    const never = recorder(() => new Promise<Response>(() => undefined));
    await assert.rejects(never.transport.me(), NetworkFailure);
    assert.equal(never.sent[0]?.init.signal, undefined);
  } finally {
    globalThis.AbortController = AbortController;
  }
});

test("hello counts only from our server", async () => {
  const good = recorder(() => ok({ server_ms: 5, epoch: 1 }));
  assert.equal((await good.transport.hello()).server_ms, 5);
  const others = [
    () => ok({ server_ms: 5 }, { "Content-Type": "application/json" }),
    () => ok({ server_ms: "5" }),
    () => ok(null),
    () => new Response("<html>", { headers: { "Content-Type": "text/html" } }),
    () => new Response('{"server_ms":5}', { status: 203, headers: OURS }),
  ];
  for (const answer of others) {
    await assert.rejects(recorder(answer).transport.hello(), NetworkFailure);
  }
});
