/** The top of the capture screen: the camera's picture, or calm words instead; partner and verdict over it. */
import { effect, untracked } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ZonesSnapshot } from "../domain/model";
import { judge } from "../domain/zones";
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { type CameraState, cameraState, showCamera, stopCamera } from "./camera-state";
import { corrected } from "./correcting";
import { go } from "./routes";
import { useServices } from "./services";
import { partnerName } from "./session";
import { atHand, pair, position, positionProblem, room, zones } from "./state";
import { noRoomText } from "./storage-text";
import { verdictText } from "./verdict";

/** How long the camera runs on when nobody looks through it, in milliseconds. */
const LINGER_MS = 30_000;

let lingering: ReturnType<typeof setTimeout> | undefined;

function stopSoon(): void {
  clearTimeout(lingering);
  lingering = setTimeout(stopCamera, LINGER_MS);
}

function useCamera() {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const look = (): void => {
      clearTimeout(lingering);
      if (document.hidden) stopSoon();
      else if (room.peek().is === "none") stopCamera();
      else if (video.current) void showCamera(video.current);
    };
    const stopLooking = effect(() => {
      if (room.value) untracked(look);
    });
    document.addEventListener("visibilitychange", look);
    return () => {
      stopLooking();
      document.removeEventListener("visibilitychange", look);
      stopSoon();
    };
  }, []);
  return video;
}

function absence(state: CameraState): { title: string; next: string } | undefined {
  const next = gettext("The round button opens the phone's own camera instead.");
  if (state === "denied") return { title: gettext("The camera is not allowed for this app"), next };
  if (state === "missing") return { title: gettext("No camera found"), next };
  if (state === "busy") return { title: gettext("Another app is using the camera"), next };
  return undefined;
}

function NoCamera() {
  const full = room.value.is === "none";
  const words = full
    ? { title: gettext("No room for photos"), next: noRoomText() }
    : absence(cameraState.value);
  if (!words) return null;
  return (
    <div class="no-camera" data-testid="no-camera">
      <Icon name="camera" />
      <strong>{words.title}</strong>
      <p>{words.next}</p>
    </div>
  );
}

const NO_ZONES: ZonesSnapshot = { scope: "zones", version: "", zones: [] };

/** Place, time and verdict of the record being made: of its first photo with a place, before that of here and now. */
function placed(fixAt: (ms: number) => typeof position.value) {
  // A correction keeps what was sealed with the first revision.
  if (corrected.value) return corrected.value.revision;
  const latest = position.value;
  const photos = atHand.value?.photos ?? [];
  const first = photos.find((photo) => photo.fix ?? fixAt(photo.captured_ms)) ?? photos[0];
  const captured_ms = first?.captured_ms ?? minute.value;
  const fix = first ? (first.fix ?? fixAt(captured_ms)) : latest && (fixAt(Date.now()) ?? latest);
  return { captured_ms, fix, verdict: judge(zones.value ?? NO_ZONES, fix, captured_ms) };
}

function currentVerdict(fixAt: (ms: number) => typeof position.value) {
  const { captured_ms, fix, verdict } = placed(fixAt);
  const zone = zones.value?.zones.find(({ code }) => code === verdict.zone);
  return verdictText(verdict, zone, fix, captured_ms, positionProblem.value);
}

function VerdictChip() {
  const { locator } = useServices();
  const words = currentVerdict(locator.fixAt);
  return (
    <div class="verdict" data-testid="verdict">
      <Icon name={words.icon} />
      <b>{words.title}</b>
      {words.demo ? <span class="badge">{gettext("Sample")}</span> : <span />}
      <span class="verdict-more">
        {words.details.map((detail) => (
          <span key={detail}>{detail}</span>
        ))}
      </span>
    </div>
  );
}

function PartnerButton() {
  const name = partnerName(pair.value);
  const label = pair.value ? gettext("Partner: %(name)s", { name }) : name;
  return (
    <button
      type="button"
      class="glass-button"
      data-testid="partner-change"
      onClick={() => go("partner")}
    >
      <Icon name={pair.value ? "pair" : "person"} />
      <span>{label}</span>
    </button>
  );
}

export function Viewfinder({ flash }: { flash: number }) {
  const video = useCamera();
  const label = gettext("Picture of the camera");
  return (
    <div class="viewfinder">
      <video
        ref={video}
        muted
        playsInline
        aria-label={label}
        hidden={cameraState.value !== "live"}
      />
      <div key={flash} class={flash > 0 ? "viewfinder-flash on" : "viewfinder-flash"} />
      <div class="viewfinder-top">
        <PartnerButton />
      </div>
      <NoCamera />
      <VerdictChip />
    </div>
  );
}
