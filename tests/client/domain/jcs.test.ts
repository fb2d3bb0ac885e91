import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  canonicalBytes,
  canonicalize,
  isCanonical,
  NotCanonical,
} from "../../../static/src/domain/jcs";

interface Vectors {
  accepted: { name: string; value: unknown; canonical: string }[];
  refused: { name: string; json: string }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/jcs.json", import.meta.url), "utf8"),
) as Vectors;

for (const { name, value, canonical } of vectors.accepted) {
  test(`canonical: ${name}`, () => {
    assert.equal(canonicalize(value), canonical);
    assert.deepEqual(Buffer.from(canonicalBytes(value)), Buffer.from(canonical, "utf8"));
  });
}

for (const { name, json } of vectors.refused) {
  test(`refused: ${name}`, () => {
    assert.throws(() => canonicalize(JSON.parse(json)), NotCanonical);
    assert.equal(isCanonical(JSON.parse(json)), false);
  });
}

const foreign: [string, unknown][] = [
  ["undefined", undefined],
  ["an undefined member", { fix: undefined }],
  ["a hole", Object.assign([1], { length: 3 })],
  ["NaN", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["a big integer", 1n],
  ["a function", () => 1],
  ["a date", new Date(0)],
  ["bytes", new Uint8Array(2)],
  ["a map", new Map()],
];

for (const [name, value] of foreign) {
  test(`refused: ${name}`, () => {
    assert.throws(() => canonicalize(value), NotCanonical);
  });
}

test("a refusal names the place", () => {
  assert.throws(() => canonicalize({ photos: [{ size: 1.5 }] }), /photos\[0\]\.size/);
});

test("reading canonical text back and writing it again changes nothing", () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: "binary" }), tie("value"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (sample) => {
      const text = canonicalize(sample);
      assert.equal(canonicalize(JSON.parse(text)), text);
    }),
  );
});
