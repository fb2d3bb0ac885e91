import assert from "node:assert/strict";
import { test } from "node:test";
import { chinaDay, isOfThisShift } from "../../../static/src/domain/shift";

const at = (text: string) => Date.parse(`${text}+08:00`);

test("the day is China's, whatever the phone is set to", () => {
  assert.equal(chinaDay(at("2026-11-23T00:00")), "2026-11-23");
  assert.equal(chinaDay(at("2026-11-23T23:59:59.999")), "2026-11-23");
  assert.equal(chinaDay(at("2026-12-31T23:00")), "2026-12-31");
});

test("a choice holds over midnight until six o'clock of the next day", () => {
  const table: [string, boolean][] = [
    ["2026-11-23T00:00", true],
    ["2026-11-23T23:59", true],
    ["2026-11-24T05:59:59.999", true],
    ["2026-11-24T06:00", false],
    ["2026-11-30T12:00", false],
    ["2026-11-22T12:00", true],
  ];
  for (const [now, holds] of table) assert.equal(isOfThisShift("2026-11-23", at(now)), holds, now);
  assert.equal(isOfThisShift("2026-12-31", at("2027-01-01T05:00")), true);
});

test("a choice without a readable day is asked for again", () => {
  assert.equal(isOfThisShift(undefined, at("2026-11-23T12:00")), false);
  assert.equal(isOfThisShift("yesterday", at("2026-11-23T12:00")), false);
});
