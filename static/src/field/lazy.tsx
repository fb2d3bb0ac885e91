/** Screens of the part that is loaded when it is first needed; it lies on the phone already. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { gettext } from "../ui/i18n";

type Later = typeof import("./later");

const loaded = signal<Later | undefined>(undefined);
let loading: Promise<void> | undefined;

/** Rejects when it cannot be had; the next call tries again. */
export function loadLater(): Promise<void> {
  loading ??= import("./later").then(
    (later) => {
      loaded.value = later;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

interface LazyProps {
  show(later: Later): ComponentChildren;
  /** A piece of a screen shows nothing until it is there. */
  quiet?: boolean;
}

export function Lazy({ show, quiet = false }: LazyProps) {
  const [failed, setFailed] = useState(false);
  const load = (): void => {
    setFailed(false);
    loadLater().catch(() => setFailed(true)); // shown, with a way to try again
  };
  useEffect(load, []);
  if (loaded.value) return <>{show(loaded.value)}</>;
  if (quiet) return null;
  return (
    <div class="trouble" role="status">
      {failed && <p>{gettext("This part of the app could not be loaded.")}</p>}
      {failed && (
        <button type="button" class="button" onClick={load}>
          {gettext("Try again")}
        </button>
      )}
    </div>
  );
}
