/**
 * The in-page viewfinder: one camera stream per app session (each request may prompt on iOS, sync.md B5), a
 * still from ImageCapture where it answers in time, else a frame of the video.
 */
import type { Bytes, CaptureMethod } from "../domain/model";
import { browserPictures, fitted, sniffMime } from "./pictures";

export { inspectFile, type PictureRefusal, thumbnailOf } from "./pictures";

export interface Shot {
  bytes: Bytes;
  mime: string;
  method: CaptureMethod;
}

export interface Camera {
  /** Shows the stream in that element; a frame is taken from the element attached last. */
  attach(video: HTMLVideoElement): Promise<void>;
  shoot(): Promise<Shot>;
  /** False when the system took the camera away; open it again then. */
  live(): boolean;
  /** Gives the camera back; the next `openCamera` asks for it again. */
  stop(): void;
}

export type CameraReason = "denied" | "missing" | "busy";

export class CameraUnavailable extends Error {
  override name = "CameraUnavailable";

  constructor(
    readonly reason: CameraReason,
    cause: unknown,
  ) {
    super(`no camera: ${reason}`, { cause });
  }
}

/** What the browser gives: a stream, perhaps a still, and a frame of the element that shows the stream. */
export interface CameraPort {
  stream(): Promise<MediaStream>;
  /** A still from the camera itself; undefined where the browser has no ImageCapture. */
  still?: ((track: MediaStreamTrack) => Promise<Blob>) | undefined;
  frame(video: HTMLVideoElement): Promise<ArrayBuffer | undefined>;
}

const STILL_LIMIT_MS = 2_000;
const LONG_SIDE = 1_920;
const FRAME_QUALITY = 0.9;

let session: Promise<Camera> | undefined;
let current: Camera | undefined;

/** The session's camera, asked for once. Rejects with `CameraUnavailable`, after which asking again is possible. */
export function openCamera(port: CameraPort = browserCamera): Promise<Camera> {
  if (current !== undefined && !current.live()) forget();
  session ??= start(port).then(
    (camera) => {
      current = camera;
      return camera;
    },
    (error: unknown) => {
      forget();
      throw new CameraUnavailable(reasonOf(error), error);
    },
  );
  return session;
}

function forget(): void {
  session = undefined;
  current = undefined;
}

async function start(port: CameraPort): Promise<Camera> {
  const stream = await port.stream();
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new Error("the stream has no picture");
  let shown: HTMLVideoElement | undefined;
  return {
    async attach(video) {
      shown = video;
      video.muted = true;
      video.playsInline = true;
      video.srcObject = stream;
      await video.play();
    },
    shoot: async () => (await stillOf(port, track)) ?? frameOf(port, shown),
    live: () => track.readyState === "live",
    stop() {
      forget();
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/** The camera's own still, if it comes in time and is a photo. */
async function stillOf(port: CameraPort, track: MediaStreamTrack): Promise<Shot | undefined> {
  if (port.still === undefined) return undefined;
  try {
    const still = await inTime(port.still(track));
    const bytes = new Uint8Array(await still.arrayBuffer());
    const mime = sniffMime(bytes);
    return mime === undefined ? undefined : { bytes, mime, method: "viewfinder" };
  } catch {
    // Many phones have ImageCapture that fails or hangs; the frame below always works.
    return undefined;
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the camera did not answer")), STILL_LIMIT_MS);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function frameOf(port: CameraPort, video: HTMLVideoElement | undefined): Promise<Shot> {
  const frame = video && (await port.frame(video));
  if (!frame) throw new CameraUnavailable("busy", "no frame of the viewfinder");
  return { bytes: new Uint8Array(frame), mime: "image/jpeg", method: "viewfinder_frame" };
}

function reasonOf(error: unknown): CameraReason {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "missing";
}

interface StillCapture {
  takePhoto(settings?: { imageWidth?: number }): Promise<Blob>;
  getPhotoCapabilities(): Promise<{ imageWidth?: { min: number; max: number } }>;
}

type StillCaptureClass = new (track: MediaStreamTrack) => StillCapture;

/** Asks for about 2000 px: plates stay readable, and a photo stays below a megabyte. */
async function takeStill(Capture: StillCaptureClass, track: MediaStreamTrack): Promise<Blob> {
  const capture = new Capture(track);
  const { imageWidth: range } = await capture.getPhotoCapabilities();
  if (range === undefined || range.max === 0) return capture.takePhoto();
  return capture.takePhoto({ imageWidth: Math.min(range.max, Math.max(range.min, 2_048)) });
}

const browserCamera: CameraPort = {
  stream() {
    // Missing on pages that are not secure, whatever the types say.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) return Promise.reject(new Error("no media devices"));
    return devices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: LONG_SIDE }, height: { ideal: 1_080 } },
    });
  },
  get still() {
    const Capture = (globalThis as { ImageCapture?: StillCaptureClass }).ImageCapture;
    return Capture && ((track: MediaStreamTrack) => takeStill(Capture, track));
  },
  frame(video) {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0) return Promise.resolve(undefined);
    const { width, height } = fitted({ width: videoWidth, height: videoHeight }, LONG_SIDE);
    return browserPictures.encode(video, width, height, FRAME_QUALITY);
  },
};
