/** The partner of an earlier shift is asked for again, and offered first. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { choosePartner, readPair } from "../../../static/src/field/session";
import { lastPair, pair } from "../../../static/src/field/state";
import { signedIn } from "./services";

test("a partner holds for the shift, over midnight, and is then only remembered", async () => {
  const services = await signedIn();
  let now = Date.parse("2026-11-23T20:00+08:00");
  services.clock = { ...services.clock, wall: () => now };
  await choosePartner(services, "15");
  now = Date.parse("2026-11-24T05:59+08:00");
  await readPair(services, "12");
  assert.deepEqual([pair.value, lastPair.value], ["15", undefined]);
  now = Date.parse("2026-11-24T06:00+08:00");
  await readPair(services, "12");
  assert.deepEqual([pair.value, lastPair.value], [undefined, "15"]);
  await choosePartner(services, "");
  await readPair(services, "12");
  assert.deepEqual([pair.value, lastPair.value], ["", undefined]);
});
