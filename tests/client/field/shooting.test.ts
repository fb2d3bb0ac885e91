/** A shutter pressed while the camera starts: waited for, but never at the cost of saving. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turns } from "node:timers/promises";
import { cameraState, showCamera, stopCamera } from "../../../static/src/field/camera-state";
import { change, settled } from "../../../static/src/field/drafts";
import { save } from "../../../static/src/field/saving";
import { chooseFiles, shoot } from "../../../static/src/field/shooting";
import { draft, keeping, problem, records } from "../../../static/src/field/state";
import { gate, heic, signedIn } from "./services";

const VIDEO = { play: async () => undefined } as HTMLVideoElement;
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1);

/** A browser that shows its question about the camera until the test answers it. */
function askingBrowser() {
  const answer = gate();
  const track = { readyState: "live", stop: () => undefined };
  const stream = { getVideoTracks: () => [track], getTracks: () => [track] };
  const getUserMedia = () => answer.opened.then(() => stream);
  const navigator = { value: { mediaDevices: { getUserMedia } }, configurable: true };
  Object.defineProperty(globalThis, "navigator", navigator);
  const ImageCapture = class {
    getPhotoCapabilities = async () => ({});
    takePhoto = async () => new Blob([JPEG]);
  };
  Object.assign(globalThis, { ImageCapture });
  return answer;
}

afterEach(() => {
  stopCamera();
  mock.timers.reset();
});

test("an unanswered question about the camera does not hold up saving, and is given up aloud", async () => {
  const answer = askingBrowser();
  const services = await signedIn();
  await chooseFiles(services, [heic()]);
  await change(services, { type: "zone_rule_breach" });
  mock.timers.enable({ apis: ["setTimeout"] });
  const showing = showCamera(VIDEO);
  assert.equal(shoot(services), true);
  assert.deepEqual([cameraState.value, keeping.value], ["starting", 0]);
  assert.equal(await save(services), "saved");
  assert.equal(records.value[0]?.photos.length, 1);
  mock.timers.tick(10_000);
  await turns();
  assert.match(problem.value, /camera did not start/);
  answer.open();
  await showing;
  await settled();
  assert.deepEqual(draft.value?.photos, [], "no photo long after the tap");
});

test("the photo is taken as soon as the camera is there", async () => {
  const answer = askingBrowser();
  const services = await signedIn();
  const showing = showCamera(VIDEO);
  shoot(services);
  answer.open();
  await showing;
  while (draft.value?.photos.length === 0) await turns();
  await settled();
  assert.deepEqual([draft.value?.photos.length, problem.value], [1, ""]);
});
