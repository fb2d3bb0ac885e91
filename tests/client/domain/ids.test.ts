import assert from "node:assert/strict";
import { test } from "node:test";
import { hex, uuid7 } from "../../../static/src/domain/ids";

test("the example of RFC 9562, appendix A.6", () => {
  const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
  assert.equal(uuid7(0x017f22e279b0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("version and variant hold whatever the random bytes are", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const byte of [0, 0x7f, 0xff]) {
    assert.match(uuid7(1_790_000_000_000, new Uint8Array(10).fill(byte)), shape);
  }
});

test("a clock before 1970 or between milliseconds still makes an id", () => {
  assert.match(uuid7(-5, new Uint8Array(10)), /^00000000-0000-7/);
  assert.equal(uuid7(1.9, new Uint8Array(10)), uuid7(1, new Uint8Array(10)));
});

test("too little randomness is refused", () => {
  assert.throws(() => uuid7(0, new Uint8Array(9)), RangeError);
});

test("hex keeps leading zeros", () => {
  assert.equal(hex(Uint8Array.of(0, 1, 255)), "0001ff");
});
