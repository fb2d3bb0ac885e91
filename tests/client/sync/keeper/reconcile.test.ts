/** After a restore of the server, and once a day: what it does not have is sent again, what it has is not. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealed } from "../../store/sample";
import { assertDelivered, Phone } from "../phone";

const DAY_MS = 86_400_000;

async function delivered(records: number, photos: number[]): Promise<Phone> {
  const phone = await Phone.start();
  for (let n = 0; n < records; n++) await sealed(phone.store, `i${n}`, photos);
  await phone.kept().drain();
  return phone;
}

const sentAgain = (phone: Phone, from: number) =>
  phone.server.seen
    .slice(from)
    .filter(({ method, path }) => method === "PUT" || path.includes("upload")).length;

test("a restored server gets back what it lost, and the rest is not sent again", async () => {
  const phone = await delivered(1, [10]);
  phone.server.keeping.backUp();
  await sealed(phone.store, "i1", [20]);
  await phone.kept().drain();
  phone.server.keeping.restore();
  const before = phone.server.seen.length;
  await phone.kept().drain();
  await assertDelivered(phone, 2);
  assert.equal(sentAgain(phone, before), 2);
  for (const { receipt } of await phone.store.receipts())
    assert.equal(receipt.epoch, 2, receipt.key);
});

test("a server restored to before everything gets everything", async () => {
  const phone = await delivered(3, [10, 20]);
  phone.server.keeping.restore();
  await phone.kept().drain();
  await assertDelivered(phone, 6);
});

test("a phone that was away for two restores brings everything", async () => {
  const phone = await delivered(2, [10]);
  phone.server.keeping.restore();
  phone.server.keeping.restore();
  await phone.kept().drain();
  await assertDelivered(phone, 2);
});

for (const trouble of [
  "request_lost",
  "response_lost",
  "crash",
  "portal",
  "cut_json",
  "login",
] as const) {
  test(`the question is asked until it is answered: ${trouble}`, async () => {
    const phone = await delivered(2, [10]);
    phone.server.keeping.restore();
    phone.server.trouble = ({ path }) => (path.endsWith("status") ? trouble : undefined);
    const box = phone.kept();
    await box.drain();
    assert.equal((await phone.store.standing("12")).person.epoch, 1);
    assert.deepEqual(new Set(Object.values(await phone.states())), new Set(["received"]));
    phone.server.trouble = () => undefined;
    phone.mono += 60_000;
    await box.drain();
    await assertDelivered(phone, 2);
    assert.equal((await phone.store.standing("12")).person.epoch, 2);
  });
}

test("many items are asked for by five hundred", async () => {
  const phone = await delivered(260, [1]);
  phone.server.keeping.restore();
  phone.server.keeping.questions.length = 0;
  await phone.kept().drain();
  const asked = phone.server.keeping.questions.map((keys) => keys.length);
  assert.deepEqual(
    asked.filter((count) => count > 0),
    [500, 20],
  );
  await assertDelivered(phone, 260);
});

test("once a day what is received is asked for, wherever the clock went", async () => {
  const phone = await delivered(1, [10]);
  const box = phone.kept();
  const asked = async (ms: number) => {
    phone.wall += ms;
    phone.server.keeping.questions.length = 0;
    await box.drain();
    return phone.server.keeping.questions.flat().length;
  };
  assert.equal(await asked(DAY_MS - 1_000), 0);
  assert.equal(await asked(1_000), 2);
  assert.equal(await asked(0), 0);
  assert.equal(await asked(-10 * DAY_MS), 2);
});

test("what the server confirmed below its horizon is not asked for day after day", async () => {
  const phone = await delivered(1, [10]);
  phone.server.keeping.backUp();
  const asked = async () => {
    phone.wall += DAY_MS;
    phone.server.keeping.questions.length = 0;
    await phone.kept().drain();
    return phone.server.keeping.questions.flat().length;
  };
  assert.deepEqual([await asked(), await asked()], [2, 0]);
  phone.server.keeping.restore();
  assert.equal(await asked(), 2);
});

test("a receipt that the server did not sign is not taken over", async () => {
  const phone = await delivered(1, []);
  const { status } = phone.server.keeping;
  phone.server.keeping.restore();
  phone.server.keeping.backUp();
  phone.server.keeping.status = (items) => {
    void status;
    const [item] = items;
    const receipt = { v: 1, kind: "rev", ...item, status: "accepted", epoch: 2, log_index: 0 };
    const forged = { ...receipt, received_ms: 1, alg: "Ed25519", server_sig: "A".repeat(86) };
    return Response.json(
      { items: [{ key: item?.key, state: "stored", receipt: forged }] },
      {
        headers: { "X-WZ-Api": "1" },
      },
    );
  };
  await phone.kept().drain();
  assert.equal((await phone.store.receipts())[0]?.receipt.epoch, 1);
  assert.equal((await phone.store.standing("12")).person.epoch, 1);
});

const CONFUSED: [string, (items: { key: string }[]) => unknown[]][] = [
  ["in another order", (items) => [...items].reverse()],
  ["one too few", (items) => items.slice(1)],
  ["of somebody else", (items) => items.map((item) => ({ ...item, key: `${item.key}9` }))],
  ["empty", (items) => items.map(() => null)],
  ["with a state of later", (items) => items.map((item) => ({ ...item, state: "archived" }))],
];

for (const [what, confuse] of CONFUSED) {
  test(`an answer that is confused changes nothing: ${what}`, async () => {
    const phone = await delivered(1, [10]);
    phone.server.keeping.restore();
    phone.server.keeping.status = (items) => {
      const told = items.map(({ key }) => ({ key, state: "unknown" }));
      return Response.json({ items: confuse(told) }, { headers: { "X-WZ-Api": "1" } });
    };
    await phone.kept().drain();
    assert.deepEqual(new Set(Object.values(await phone.states())), new Set(["received"]));
    assert.equal((await phone.store.standing("12")).person.epoch, 1);
  });
}
