/** "Locate me" on the map: reads the position from the tap on until the screen is left, never else (U38). */
import { signal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Fix } from "../domain/model";
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { watchPosition } from "./position";
import { useServices } from "./services";
import { position, positionProblem } from "./state";
import { accuracyText } from "./verdict";
import { positionText } from "./zone-facts";

const locating = signal(false);

/** The position to show; undefined unless the person asked for it. */
export function shownFix(fixAt: (ms: number) => Fix | undefined): Fix | undefined {
  const latest = position.value;
  if (!locating.value || !latest) return undefined;
  return fixAt(Math.max(minute.value, latest.fix_ms)) ?? latest;
}

/** What is said about it: searching, how good it is, or why there is none; "" when nobody asked. */
export function locatingText(fix: Fix | undefined): string {
  if (!locating.value) return "";
  if (fix) return positionText(fix, accuracyText(fix));
  if (positionProblem.value === "denied") {
    return gettext("Location is not allowed for this app. Allow it in the browser's settings.");
  }
  if (positionProblem.value === "unavailable") return gettext("The phone gives no position.");
  return gettext("Searching for your position");
}

/** Answers how to start. Leaving the screen, or the app, stops the receiver. */
export function useLocating(): () => void {
  const services = useServices();
  const stop = useRef<(() => void) | undefined>(undefined);
  const end = useCallback((): void => {
    stop.current?.();
    stop.current = undefined;
    locating.value = false;
  }, []);
  useEffect(() => {
    const look = (): void => {
      if (document.hidden) end();
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      end();
    };
  }, [end]);
  return () => {
    locating.value = true;
    // A receiver that rests after a minute starts again.
    if (stop.current) services.locator.start();
    else stop.current = watchPosition(services);
  };
}
