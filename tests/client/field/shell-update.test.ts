/** A new build takes over only when nothing is open: no draft, no camera, no upload, no record on its way. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { cameraState } from "../../../static/src/field/camera-state";
import { isIdle } from "../../../static/src/field/shell-update";
import { burst, correction, draft, keeping, leaving } from "../../../static/src/field/state";
import { draftOf } from "../store/sample";
import { signedIn } from "./services";

const OPEN = draftOf("i1", { note: "half written" });

beforeEach(async () => {
  await signedIn();
  cameraState.value = "off";
  burst.value = 0;
  correction.value = undefined;
  leaving.value = undefined;
});

test("with nothing open it may", () => {
  assert.equal(isIdle(), true);
});

function opened<T>(held: { value: T }, value: T): () => void {
  return () => {
    held.value = value;
  };
}

const busy: [string, () => void][] = [
  ["a draft", opened(draft, OPEN)],
  ["a correction", opened(correction, OPEN)],
  ["a record on its way to its seal", opened(leaving, OPEN)],
  ["a photo on its way to the disk", opened(keeping, 1)],
  ["the camera", opened(cameraState, "live")],
  ["a camera that starts", opened(cameraState, "starting")],
  ["an upload", opened(burst, 300)],
];

for (const [what, open] of busy) {
  test(`${what} keeps it waiting`, () => {
    open();
    assert.equal(isIdle(), false);
  });
}
