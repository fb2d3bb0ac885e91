import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openCache } from "../../../static/src/store/cache";
import { openKeys } from "../../../static/src/store/keys";
import { refreshSnapshots, signIn } from "../../../static/src/sync/signin";
import { createTransport } from "../../../static/src/sync/transport";
import { credentials } from "./phone";

type Answers = Record<string, () => Response>;

function transportOn(answers: Answers) {
  const calls: { call: string; headers: Headers; body: unknown }[] = [];
  const fetch = async (input: unknown, init?: RequestInit) => {
    const call = `${init?.method} ${String(input)}`;
    calls.push({ call, headers: new Headers(init?.headers), body: init?.body });
    const answer = answers[call];
    if (answer === undefined) throw new TypeError(`no network for ${call}`);
    return answer();
  };
  return { calls, transport: createTransport({ fetch: fetch as typeof globalThis.fetch }) };
}

function ours(status: number, json: unknown, headers: Record<string, string> = {}): Response {
  const all = { "X-WZ-Api": "1", "Content-Type": "application/json", ...headers };
  return new Response(JSON.stringify(json), { status, headers: all });
}

const LI = credentials("12");
const SESSION = "POST /api/v1/session";
const DEVICES = "POST /api/v1/devices";

async function attempt(answers: Answers, subtle: SubtleCrypto = crypto.subtle) {
  const keys = await openKeys({ indexedDB: new IDBFactory(), subtle });
  const { transport, calls } = transportOn(answers);
  const result = await signIn({ transport, keys, label: "phone" }, "officer1", "secret");
  return { keys, result, calls };
}

const BOTH: Answers = {
  [SESSION]: () => ours(201, { person: LI.person }),
  [DEVICES]: () => ours(201, { device_id: "d", ...LI }),
};

test("the enrolment names the phone's public key, and goes on without one", async () => {
  const { keys, calls } = await attempt(BOTH);
  const enrolment = JSON.parse(String(calls[1]?.body));
  assert.deepEqual(enrolment.public_key, await keys.publicKey());
  const keyless = await attempt(BOTH, {} as SubtleCrypto);
  assert.deepEqual(keyless.result, { ok: LI.person });
  assert.equal("public_key" in JSON.parse(String(keyless.calls[1]?.body)), false);
});

test("signing in enrols the phone and keeps the ticket", async () => {
  const { keys, result } = await attempt({
    [SESSION]: () => ours(201, { person: LI.person }),
    [DEVICES]: () => ours(201, { device_id: "d", ...LI }),
  });
  assert.deepEqual(result, { ok: LI.person });
  assert.deepEqual(await keys.current(), LI.person);
  assert.deepEqual(await keys.credentials("12"), LI);
});

test("a refusal is told in the server's words, and nothing is kept", async () => {
  const refused = { code: "sign_in_refused", detail: "Wrong password.", next: "Try again." };
  const { keys, result } = await attempt({ [SESSION]: () => ours(401, refused) });
  assert.deepEqual(result, { refused });
  assert.equal(await keys.current(), undefined);
});

test("half a sign-in is none", async () => {
  const session = () => ours(201, { person: LI.person });
  const portal = () => new Response("<html>", { headers: { "Content-Type": "text/html" } });
  const halves: Answers[] = [
    {},
    { [SESSION]: portal },
    { [SESSION]: session },
    { [SESSION]: session, [DEVICES]: portal },
  ];
  for (const answers of halves) {
    const { keys, result } = await attempt(answers);
    assert.deepEqual(result, { offline: true });
    assert.equal(await keys.current(), undefined);
  }
});

test("copies are fetched once and asked for by their tag afterwards", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  const snapshot = (scope: string) => `GET /api/v1/snapshot/${scope}`;
  const first = transportOn({
    [snapshot("zones")]: () => ours(200, { scope: "zones", zones: [] }, { ETag: '"z1"' }),
    [snapshot("law")]: () => ours(404, { code: "snapshot_unknown" }),
    [snapshot("roster")]: () => ours(401, { code: "not_signed_in" }),
  });
  const report = await refreshSnapshots({ transport: first.transport, cache }, "12");
  assert.deepEqual(report, { updated: ["zones"], needsSession: true });
  const second = transportOn({
    [snapshot("zones")]: () => new Response(null, { status: 304, headers: { "X-WZ-Api": "1" } }),
  });
  const again = await refreshSnapshots({ transport: second.transport, cache }, "12");
  assert.deepEqual(again, { updated: [], needsSession: false });
  assert.equal(second.calls[0]?.headers.get("If-None-Match"), '"z1"');
  assert.deepEqual((await cache.snapshot("zones", "12"))?.data, { scope: "zones", zones: [] });
});
