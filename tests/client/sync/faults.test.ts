/**
 * The outbox's promise, for any mix of faults: what was sealed is on the server, each thing once and byte for
 * byte, when the faults have ended. A failing seed is printed by fast-check and replays the run.
 */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sealed } from "../store/sample";
import type { Trouble } from "./model-server";
import { Phone } from "./phone";

const TROUBLES: Trouble[] = [
  "request_lost",
  "response_lost",
  "portal",
  "bare_200",
  "cut_json",
  "wrong_echo",
  "wrong_signature",
  "crash",
  "busy",
  "checksum",
  "cut_body",
  "login",
  "frozen",
  "moved",
];

interface Run {
  records: { sizes: number[]; person: "12" | "15" }[];
  /** Trouble by request, in order; after the last one the network is good. */
  troubles: (Trouble | undefined)[];
  tabs: number;
  /** Before which pass the phone is restarted, and whether a person asks. */
  passes: { restart: boolean; force: boolean }[];
}

/** Swarm: each run draws which faults it has at all, then how often they strike. */
const run: fc.Arbitrary<Run> = fc
  .record({
    kinds: fc.subarray(TROUBLES, { minLength: 1 }),
    often: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ kinds, often }) =>
    fc.record({
      records: fc.array(
        fc.record({
          sizes: fc.array(fc.constantFrom(1, 49_152, 49_153, 262_144, 400_000), { maxLength: 2 }),
          person: fc.constantFrom("12" as const, "15" as const),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      troubles: fc.array(
        fc.oneof(
          { arbitrary: fc.constant(undefined), weight: often },
          { arbitrary: fc.constantFrom<Trouble>(...kinds), weight: 2 },
        ),
        { minLength: 5, maxLength: 60 },
      ),
      tabs: fc.integer({ min: 1, max: 2 }),
      passes: fc.array(fc.record({ restart: fc.boolean(), force: fc.boolean() }), {
        minLength: 2,
        maxLength: 8,
      }),
    }),
  );

async function play({ records, troubles, tabs, passes }: Run): Promise<Phone> {
  const phone = await Phone.start();
  for (const [index, { sizes, person }] of records.entries()) {
    await sealed(phone.store, `i${index}`, sizes, person);
  }
  phone.server.trouble = (_seen, index) => troubles[index];
  let boxes = Array.from({ length: tabs }, () => phone.tab());
  for (const { restart, force } of passes) {
    if (restart) boxes = boxes.map(() => phone.tab());
    await Promise.all(boxes.map((box) => box.drain({ force })));
    phone.wall += 30_000;
  }
  phone.server.trouble = () => undefined;
  await phone.drainAll();
  return phone;
}

async function assertAllThereOnce(phone: Phone, { records }: Run): Promise<void> {
  const states = Object.values(await phone.states());
  assert.ok(
    states.every((state) => state === "received"),
    JSON.stringify(await phone.states()),
  );
  assert.equal(phone.server.revisions.size, records.length);
  for (const [key, { bytes }] of phone.server.revisions) {
    const id = key.split("/")[1] ?? "";
    const op = await phone.store.op(`rev:${id}/1`);
    assert.deepEqual(Buffer.from(bytes), Buffer.from(op?.bytes ?? new ArrayBuffer(0)));
  }
  const photos = records.flatMap(({ sizes }, index) => sizes.map((_, n) => `i${index}-p${n}`));
  assert.deepEqual([...phone.server.uploads.keys()].sort(), photos.sort());
  for (const [id, { kept }] of phone.server.uploads) {
    assert.ok(Buffer.from(kept).equals(await phone.store.readPhoto(id)), id);
  }
}

test("any mix of faults: everything drains, and the server has each thing once", async () => {
  const property = fc.asyncProperty(run, async (sample) => {
    await assertAllThereOnce(await play(sample), sample);
  });
  const runs = Number(process.env.WZ_RUNS ?? 60);
  await fc.assert(property, { numRuns: runs, interruptAfterTimeLimit: runs * 1_000 });
});
