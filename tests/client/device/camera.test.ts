import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type CameraPort, CameraUnavailable, openCamera } from "../../../static/src/device/camera";

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const FRAME = Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 2);

function video(): HTMLVideoElement {
  return { play: async () => undefined } as HTMLVideoElement;
}

/** A camera whose still answers as told; counts how often the officer would be asked for permission. */
function device(still?: () => Promise<Blob>) {
  const asked = { streams: 0, stopped: 0 };
  const track = {
    readyState: "live",
    stop: () => {
      asked.stopped += 1;
    },
  };
  const port: CameraPort = {
    stream: async () => {
      asked.streams += 1;
      track.readyState = "live";
      return { getVideoTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
    },
    still,
    frame: async () => FRAME.slice().buffer,
  };
  return { port, asked, track };
}

test("a session asks for the camera once, and again only when the system took it away", async () => {
  const { port, asked, track } = device();
  const both = await Promise.all([openCamera(port), openCamera(port)]);
  assert.equal(both[0], both[1]);
  assert.equal(asked.streams, 1);
  track.readyState = "ended";
  const again = await openCamera(port);
  assert.deepEqual([asked.streams, again.live()], [2, true]);
  again.stop();
  assert.equal(asked.stopped, 1);
  (await openCamera(port)).stop();
  assert.equal(asked.streams, 3);
});

test("a still of the camera is taken as it is, whatever photo format it has", async () => {
  for (const [bytes, mime] of [
    [JPEG, "image/jpeg"],
    [PNG, "image/png"],
  ] as const) {
    const camera = await openCamera(device(async () => new Blob([bytes])).port);
    assert.deepEqual(await camera.shoot(), { bytes, mime, method: "viewfinder" });
    camera.stop();
  }
});

test("a still that fails or is no photo gives way to a frame", async () => {
  const stills = [
    undefined,
    () => Promise.reject(new Error("takePhoto failed")),
    async () => new Blob([]),
  ];
  for (const still of stills) {
    const camera = await openCamera(device(still).port);
    await camera.attach(video());
    const shot = await camera.shoot();
    assert.deepEqual(shot, { bytes: FRAME, mime: "image/jpeg", method: "viewfinder_frame" });
    camera.stop();
  }
});

test("a still that does not come within two seconds gives way to a frame", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const camera = await openCamera(device(() => new Promise(() => undefined)).port);
  await camera.attach(video());
  const shot = camera.shoot();
  mock.timers.tick(2_000);
  assert.equal((await shot).method, "viewfinder_frame");
  camera.stop();
  mock.timers.reset();
});

test("without a still and without a viewfinder there is no photo, and that is said", async () => {
  const camera = await openCamera(device().port);
  await assert.rejects(camera.shoot(), CameraUnavailable);
  camera.stop();
});

test("why there is no camera is told, and asking again is possible", async () => {
  const reasons: [string, string][] = [
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
  ];
  for (const [name, reason] of reasons) {
    const { port } = device();
    const failing = { ...port, stream: () => Promise.reject(new DOMException("", name)) };
    await assert.rejects(
      openCamera(failing),
      (error: CameraUnavailable) => error.reason === reason,
    );
  }
  (await openCamera(device().port)).stop();
});

test("the viewfinder plays inline and silently, as iOS asks", async () => {
  const camera = await openCamera(device().port);
  const element = video();
  await camera.attach(element);
  assert.deepEqual([element.muted, element.playsInline], [true, true]);
  assert.ok(element.srcObject);
  camera.stop();
});
