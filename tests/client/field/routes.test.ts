/** Fragments and the screens they name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoute } from "../../../static/src/field/routes";

test("each screen has its fragment", () => {
  for (const name of ["capture", "shelf", "me", "partner", "sign-in"]) {
    assert.deepEqual(parseRoute(`#${name}`), { name });
  }
});

test("a record is named by its id", () => {
  const inspection_id = "01999999-9999-7999-8999-999999999999";
  assert.deepEqual(parseRoute(`#shelf/${inspection_id}`), { name: "record", inspection_id });
  assert.deepEqual(parseRoute(`#correct/${inspection_id}`), { name: "correct", inspection_id });
});

test("anything else is the capture screen", () => {
  for (const fragment of ["", "#", "#shelf/", "#shelf/../me", "#nowhere"]) {
    assert.deepEqual(parseRoute(fragment), { name: "capture" });
  }
});
