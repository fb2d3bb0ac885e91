/** Every outcome of the self-test has words (the compiler sees to that), and every limit a next step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WORDINGS, wordsOf } from "../../../../static/src/field/safety/check-words";
import { serverLines } from "../../../../static/src/field/safety/checking";
import type { Hello } from "../../../../static/src/sync/transport";

test("each wording says something, with its number in it", () => {
  for (const [name, wording] of Object.entries(WORDINGS)) {
    const { text, next } = wording(60);
    assert.ok(text.length > 10, name);
    assert.doesNotMatch(text + next, /%\(/, name);
  }
  assert.match(wordsOf({ outcome: "space/low", grade: "degraded", value: 250 }).text, /250.*200/);
});

test("whatever is not in order comes with a next step", () => {
  const fine = ["kept", "keys", "promised", "enough", "granted", "installed", "tab", "reached"];
  fine.push("right", "current");
  for (const [name, wording] of Object.entries(WORDINGS)) {
    const reason = name.split("/")[1] ?? "";
    if (name === "version/unknown") continue; // the line above it says what to do
    assert.equal(wording(60).next === "", fine.includes(reason), name);
  }
});

const HELLO: Hello = {
  server_ms: 1_000_000,
  epoch: 1,
  backup_horizon: 0,
  log_size: 0,
  min_client: "0.1.0",
  latest_client: "0.10.0",
};

test("the server's clock and versions are compared as what they are", () => {
  const told = (wall: number, version: string) =>
    serverLines(HELLO, 40.4, wall, version).map(({ outcome, value }) => [outcome, value]);
  assert.deepEqual(told(1_000_000, "0.10.0"), [
    ["server/reached", 40],
    ["clock/right", undefined],
    ["version/current", undefined],
  ]);
  assert.deepEqual(told(879_000, "0.9.3").slice(1), [
    ["clock/off", 121],
    ["version/older", undefined],
  ]);
  assert.equal(told(1_000_000, "0.11.0")[2]?.[0], "version/current");
  assert.equal(serverLines(undefined, 0, 0, "1")[0]?.outcome, "server/silent");
});
