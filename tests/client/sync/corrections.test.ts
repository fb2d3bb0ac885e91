/** Revision n + 1 and facts on their way: after the receipt of n, with its precondition, never lost, never refused. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { factIn } from "../../../static/src/domain/facts";
import { DEVICE, noise, OFFICER, sealCorrection, sealed } from "../store/sample";
import type { Trouble } from "./model-server";
import { assertDelivered, Phone } from "./phone";

const puts = (phone: Phone) =>
  phone.server.seen.filter(({ method }) => method === "PUT").map(({ path }) => path.slice(-6));

test("a correction is the new head, and names the one it corrects in If-Match", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await phone.outbox.drain();
  phone.server.records.returnHead("i1");
  await sealCorrection(phone.store, "i1", [20]);
  await phone.outbox.drain();
  await assertDelivered(phone, 2);
  const before = await phone.store.op("rev:i1/1");
  const put = phone.server.seen.find(({ path }) => path.endsWith("revs/2"));
  assert.equal(put?.headers.get("If-Match"), `"${before?.sha256}"`);
  assert.equal((await phone.store.receipt("inspections/i1/revs/2"))?.receipt.status, "accepted");
  assert.deepEqual(
    [phone.server.records.heads.get("i1")?.rev, phone.server.records.heads.get("i1")?.state],
    [2, "submitted"],
  );
});

test("a correction waits for the receipt of what it corrects", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  await sealCorrection(phone.store, "i1", [20]);
  let lost = 2;
  phone.server.trouble = ({ path }) =>
    path.endsWith("revs/1") && lost-- > 0 ? "response_lost" : undefined;
  await phone.outbox.drain();
  assert.deepEqual(puts(phone), ["revs/1"]);
  phone.server.records.returnHead("i1");
  await phone.drainAll();
  assert.deepEqual(puts(phone), ["revs/1", "revs/1", "revs/1", "revs/2"]);
  await assertDelivered(phone, 1);
});

test("a head that moved, or was never returned: stored beside it, final, with its photos", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealCorrection(phone.store, "i1", [20]);
  await phone.drainAll();
  await assertDelivered(phone, 2);
  const kept = await phone.store.receipt("inspections/i1/revs/2");
  assert.equal(kept?.receipt.status, "conflict_stored");
});

test("a damaged photo is declared, once, and the record is delivered with the hole", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  const { readPhoto } = phone.store;
  phone.store.readPhoto = async (id) => (id === "i1-p0" ? noise(10, 99) : readPhoto(id));
  await phone.outbox.drain();
  await phone.outbox.drain();
  const facts = [...phone.server.records.facts.values()];
  assert.equal(facts.length, 1);
  const fact = factIn(new Uint8Array(facts[0]?.bytes ?? []).buffer);
  assert.equal(fact.kind, "photo_unavailable");
  assert.deepEqual(
    [fact.device, fact.person, fact.seq, fact.kind === "photo_unavailable" && fact.photo_id],
    [DEVICE, OFFICER, 2, "i1-p0"],
  );
  const op = (await phone.store.ops(OFFICER)).find((each) => each.kind === "fact");
  assert.equal(op?.state, "received");
  assert.deepEqual((await phone.store.waitingOps()).length, 0);
});

test("a photo that was called damaged and reads whole again is sent when a person asks", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 60_000]);
  const { readPhoto } = phone.store;
  phone.store.readPhoto = async (id) => (id === "i1-p1" ? noise(10, 99) : readPhoto(id));
  await phone.outbox.drain();
  assert.equal((await phone.states())["photo:i1-p1"], "damaged");
  phone.store.readPhoto = readPhoto;
  await phone.outbox.drain();
  assert.equal((await phone.states())["photo:i1-p1"], "damaged");
  await phone.outbox.drain({ force: true });
  await assertDelivered(phone, 2);
});

test("a hole found by an earlier build of the app is declared at the next pass", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await phone.store.update("photo:i1-p0", { state: "damaged" });
  phone.server.trouble = ({ path }) => (path.endsWith("revs/1") ? "crash" : undefined);
  await phone.outbox.drain();
  assert.equal(phone.server.records.facts.size, 0, "the record goes first");
  phone.server.trouble = () => undefined;
  await phone.drainAll();
  assert.equal(phone.server.records.facts.size, 1);
});

test("a suggestion waits for no record and survives any trouble", async () => {
  for (const trouble of ["request_lost", "response_lost", "portal", "wrong_echo"] as const) {
    const phone = await Phone.start();
    await suggest(phone, "f1");
    let left = 2;
    phone.server.trouble = ({ method }) => (method === "PUT" && left-- > 0 ? trouble : undefined);
    await phone.drainAll();
    assert.equal((await phone.store.op("fact:f1"))?.state, "received", trouble);
    assert.deepEqual([...phone.server.records.facts.keys()].length, 1, trouble);
  }
});

test("a restored server gets all revisions again, the first one first", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  await phone.outbox.drain();
  phone.server.records.returnHead("i1");
  await sealCorrection(phone.store, "i1", [20]);
  phone.server.trouble = (seen) => (seen.method === "POST" ? "crash" : undefined);
  await phone.outbox.drain();
  phone.server.records.forget();
  phone.server.trouble = () => undefined;
  await phone.drainAll();
  await assertDelivered(phone, 1);
  assert.equal(phone.server.revisions.size, 2);
});

function suggest(phone: Phone, id: string): Promise<void> {
  return phone.store.sealFact({
    id,
    person_id: OFFICER,
    device_id: DEVICE,
    body: { kind: "suggestion", text: "bigger buttons" },
    rev: 0,
    clock: { wall_ms: 1, mono_ms: 2, boot_id: "b" },
    sealed_ms: 1,
  });
}

const TROUBLES: Trouble[] = [
  "request_lost",
  "response_lost",
  "portal",
  "cut_json",
  "wrong_echo",
  "crash",
  "cut_body",
  "login",
];

interface Step {
  act: "return" | "correct" | "drain" | "restart" | "suggest" | "damage";
}

/** Records that come back and are corrected at any moment, over a network that fails as it likes. */
const story = fc.record({
  acts: fc.array(
    fc.record<Step>({
      act: fc.constantFrom("return", "correct", "drain", "drain", "restart", "suggest", "damage"),
    }),
    { minLength: 3, maxLength: 14 },
  ),
  troubles: fc.array(fc.option(fc.constantFrom(...TROUBLES), { nil: undefined }), {
    maxLength: 50,
  }),
});

async function act(phone: Phone, step: Step, n: number): Promise<void> {
  const head = phone.server.records.heads.get("i1");
  if (step.act === "return" && head?.state === "submitted") phone.server.records.returnHead("i1");
  if (step.act === "correct") await sealCorrection(phone.store, "i1", [n % 2 ? 300_000 : 9]);
  if (step.act === "suggest") await suggest(phone, `f${n}`);
  if (step.act === "damage") await phone.store.update("photo:i1-p0", { state: "damaged" });
  if (step.act === "drain") await phone.outbox.drain({ force: n % 3 === 0 });
  if (step.act === "restart") await phone.tab().drain();
  phone.wall += 20_000;
}

test("any mix of returns, corrections and faults: one chain, all of it on the server, in order", async () => {
  const property = fc.asyncProperty(story, async ({ acts, troubles }) => {
    const phone = await Phone.start();
    await sealed(phone.store, "i1", [10, 20]);
    phone.server.trouble = (_seen, index) => troubles[index];
    for (const [n, step] of acts.entries()) await act(phone, step, n);
    phone.server.trouble = () => undefined;
    await phone.drainAll();
    const ops = await phone.store.ops(OFFICER);
    const open = ops.filter((op) => op.state !== "received" && op.state !== "damaged");
    assert.deepEqual(open, []);
    const links = ops.filter((op) => op.kind !== "photo");
    let prev = "0".repeat(64);
    for (const [index, op] of links.entries()) {
      const value = JSON.parse(Buffer.from(op.bytes).toString()) as { seq: number; prev: string };
      assert.deepEqual([value.seq, value.prev], [index + 1, prev]);
      prev = op.sha256;
    }
    const sent = [...phone.server.revisions.keys(), ...phone.server.records.facts.keys()];
    assert.equal(sent.length, links.length);
    const revs = [...phone.server.revisions.keys()].map((key) => Number(key.split(/[/ ]/)[3]));
    assert.deepEqual(revs, [...revs].sort());
  });
  await fc.assert(property, { numRuns: Number(process.env.WZ_RUNS ?? 40) });
});
