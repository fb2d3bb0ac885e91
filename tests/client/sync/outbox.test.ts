/** The outbox against a server that keeps the protocol and a network that does not. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openEvidence } from "../../../static/src/store/evidence";
import { sealed } from "../store/sample";
import type { Trouble } from "./model-server";
import { assertDelivered, once, Phone } from "./phone";

test("a day's work is delivered: records first, then photos oldest first, each under its own ticket", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [300_000, 10]);
  await sealed(phone.store, "i2", [20], "15");
  const report = await phone.outbox.drain();
  assert.deepEqual(report, {
    online: true,
    busy: false,
    sent: 5,
    failed: 0,
    waiting: 0,
    nextMs: undefined,
  });
  await assertDelivered(phone, 3);
  const calls = phone.server.seen.map(({ method, path, headers }) =>
    [method, path.split("/").slice(3).join("/"), headers.get("Authorization")?.slice(-2)].join(" "),
  );
  assert.deepEqual(calls, [
    "GET hello ",
    "PUT inspections/i1/revs/1 12",
    "PUT inspections/i2/revs/1 15",
    "POST uploads 12",
    "PATCH uploads/i1-p0 12",
    "POST uploads 12",
    "POST uploads 15",
  ]);
  assert.equal((await phone.store.receipt("photos/i1-p0"))?.receipt.status, "stored");
  assert.equal(phone.outbox.progress.size, 0);
  assert.ok(phone.changes > 10);
});

test("a seal travels with the phone's signature where there is one", async () => {
  const options = { indexedDB: new IDBFactory(), sign: async () => ({ sig: "ES256 abc" }) };
  const phone = await Phone.start(await openEvidence(options));
  await sealed(phone.store, "i1", [10]);
  const plain = await Phone.start();
  await sealed(plain.store, "i1", [10]);
  for (const each of [phone, plain]) await each.outbox.drain();
  const signatures = ({ server }: Phone) => server.seen.map(({ headers }) => headers.get("X-Sig"));
  assert.deepEqual(signatures(phone), [null, "ES256 abc", null]);
  assert.deepEqual(signatures(plain), [null, null, null]);
});

test("the server's clock is noted at hello", async () => {
  const phone = await Phone.start();
  await phone.outbox.drain();
  assert.deepEqual(await phone.store.serverClock(), {
    srv_offset_ms: -100_000,
    wall_ms: phone.wall,
    mono_ms: 1_000,
    boot_id: "boot",
  });
});

test("without a network nothing is tried and nothing counts as a try", async () => {
  for (const trouble of ["request_lost", "portal", "moved", "slow", "crash"] as const) {
    const phone = await Phone.start(undefined, trouble);
    await sealed(phone.store, "i1", [10]);
    phone.server.trouble = () => trouble;
    const report = await phone.outbox.drain();
    assert.deepEqual([report.online, report.waiting, phone.server.seen.length], [false, 2, 1]);
    assert.ok((await phone.store.waitingOps()).every((op) => op.tries === 0));
  }
});

const passing: Trouble[] = [
  "request_lost",
  "response_lost",
  "portal",
  "bare_200",
  "cut_json",
  "wrong_echo",
  "wrong_signature",
  "unsigned_by_us",
  "crash",
  "busy",
  "checksum",
  "cut_body",
  "moved",
  "stuck",
  "slow",
];

for (const trouble of passing) {
  test(`once ${trouble} at any kind of request: delivered later, once, as one try`, async () => {
    for (const method of ["PUT", "POST", "PATCH"]) {
      const phone = await Phone.start(undefined, trouble);
      await sealed(phone.store, "i1", [300_000]);
      phone.server.trouble = once(trouble, method);
      await phone.drainAll();
      await assertDelivered(phone, 1);
      assert.equal(phone.server.revisions.size, 1);
      const tries = (await phone.store.ops("12")).map((op) => op.tries);
      assert.ok(Math.max(...tries) <= 1, `${method}: ${tries}`);
    }
  });

  test(`${trouble} at the HEAD that follows a failure: delivered later, once`, async () => {
    const phone = await Phone.start(undefined, trouble);
    await sealed(phone.store, "i1", [300_000]);
    const [post, head] = [once("response_lost", "POST"), once(trouble, "HEAD")];
    phone.server.trouble = (seen) => post(seen) ?? head(seen);
    await phone.drainAll();
    await assertDelivered(phone, 1);
    assert.ok(phone.server.seen.some(({ method }) => method === "HEAD"));
    assert.ok(((await phone.store.op("photo:i1-p0"))?.tries ?? 9) <= 2);
  });
}

test("a photo that was never tried needs no HEAD, also when its upload has begun", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [600_000]);
  const bytes = await phone.store.readPhoto("i1-p0");
  phone.server.trouble = ({ method }) => {
    const upload = phone.server.uploads.get("i1-p0");
    // The page is killed before it can note anything.
    if (method === "PATCH" && upload !== undefined) upload.kept = bytes.slice(0, 400_000);
    return undefined;
  };
  phone.store.update = () => Promise.resolve();
  await phone.outbox.drain();
  phone.server.trouble = () => undefined;
  phone.server.seen.length = 0;
  await phone.tab().drain();
  await assertDelivered(phone, 1);
  assert.deepEqual(
    phone.server.seen.map(({ method }) => method),
    ["GET", "POST", "PATCH"],
  );
  assert.equal(phone.server.seen[2]?.headers.get("Upload-Offset"), "400000");
});

for (const trouble of [
  "portal",
  "bare_200",
  "cut_json",
  "wrong_echo",
  "wrong_signature",
] as const) {
  test(`${trouble} is never taken for a success, however often it comes`, async () => {
    const phone = await Phone.start();
    await sealed(phone.store, "i1", []);
    phone.server.trouble = (seen) => (seen.method === "PUT" ? trouble : undefined);
    const report = await phone.drainAll(5);
    assert.deepEqual([report.sent, report.waiting], [0, 1]);
    assert.equal((await phone.store.op("rev:i1/1"))?.tries, 5);
  });
}

test("a photo's receipt with a wrong signature is none", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  phone.server.trouble = (seen) => (seen.method === "PUT" ? undefined : signedByAnother(seen));
  const report = await phone.drainAll(3);
  assert.equal(report.waiting, 1);
});

function signedByAnother({ path }: { path: string }): Trouble | undefined {
  return path.includes("uploads") ? "wrong_signature" : undefined;
}

test("a server that says yes and keeps nothing does not hold the outbox in a loop", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [300_000]);
  phone.server.trouble = (seen) => (seen.method === "PATCH" ? "stuck" : undefined);
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed], [1, 1]);
});

test("when the network goes away, the rest is not tried against a dead line", async () => {
  const phone = await Phone.start();
  for (const id of ["i1", "i2", "i3"]) await sealed(phone.store, id, []);
  phone.server.trouble = (_seen, index) => (index === 0 ? undefined : "request_lost");
  const report = await phone.outbox.drain();
  assert.deepEqual([report.online, report.failed, report.waiting], [false, 1, 3]);
  const tries = (await phone.store.waitingOps()).map((op) => op.tries);
  assert.deepEqual(tries, [1, 0, 0]);
});

test("a lost answer is replayed with the same receipt", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  phone.server.trouble = once("response_lost", "PUT");
  await phone.drainAll();
  const [stored] = [...phone.server.revisions.values()];
  const kept = await phone.store.receipt("inspections/i1/revs/1");
  assert.deepEqual(kept?.receipt, stored?.receipt);
});

test("a revision stored beside another is just as final", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  const bytes = new TextEncoder().encode('{"photos":[]}');
  phone.server.records.putRevision("inspections/i1/revs/1", bytes, null);
  await phone.outbox.drain();
  await assertDelivered(phone, 1);
  const kept = await phone.store.receipt("inspections/i1/revs/1");
  assert.equal(kept?.receipt.status, "conflict_stored");
});

test("a server that lost a record gets it again before its photo", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  phone.server.trouble = (seen) => (seen.method === "POST" ? "crash" : undefined);
  await phone.outbox.drain();
  phone.server.records.forget();
  phone.server.trouble = () => undefined;
  await phone.drainAll();
  await assertDelivered(phone, 1);
  assert.equal(phone.server.revisions.size, 1);
});

test("an upload goes on where the server is, not where the phone thinks", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [1_200_000]);
  phone.server.trouble = once("response_lost", "PATCH");
  await phone.outbox.drain();
  const before = phone.server.seen.length;
  await phone.drainAll();
  const patches = phone.server.seen.slice(before).filter(({ method }) => method === "PATCH");
  assert.ok(Number(patches[0]?.headers.get("Upload-Offset")) > 262_144);
  await assertDelivered(phone, 1);
});

test("another request moved the offset: the upload starts again from HEAD", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [700_000]);
  const bytes = await phone.store.readPhoto("i1-p0");
  let left = 1;
  phone.server.trouble = (seen) => {
    const upload = phone.server.uploads.get("i1-p0");
    if (seen.method === "PATCH" && upload && left-- > 0) upload.kept = bytes.slice(0, 600_000);
    return undefined;
  };
  await phone.outbox.drain();
  assert.equal((await phone.store.op("photo:i1-p0"))?.last_error, "409 offset_mismatch");
  await phone.drainAll();
  await assertDelivered(phone, 1);
});
