/** Shows a screen of the part that is loaded when it is first needed; it lies on the phone already. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { gettext } from "../ui/i18n";

type SafetyPart = typeof import("./safety/main");

const loaded = signal<SafetyPart | undefined>(undefined);
let loading: Promise<void> | undefined;

/** Rejects when it cannot be had; the next call tries again. */
export function loadSafety(): Promise<void> {
  loading ??= import("./safety/main").then(
    (part) => {
      loaded.value = part;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

interface LazyProps {
  show(part: SafetyPart): ComponentChildren;
  /** A part of a screen shows nothing until it is there. */
  quiet?: boolean;
}

export function Lazy({ show, quiet = false }: LazyProps) {
  const [failed, setFailed] = useState(false);
  const load = (): void => {
    setFailed(false);
    loadSafety().catch(() => setFailed(true)); // shown, with a way to try again
  };
  useEffect(load, []);
  if (loaded.value) return <>{show(loaded.value)}</>;
  if (quiet) return null;
  return (
    <div class="trouble" role="status">
      <p>{failed ? gettext("This part of the app could not be loaded.") : gettext("Loading…")}</p>
      {failed && (
        <button type="button" class="button" onClick={load}>
          {gettext("Try again")}
        </button>
      )}
    </div>
  );
}
