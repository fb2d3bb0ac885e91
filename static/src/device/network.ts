/** The browser's hints that a network may be there again. Hints only: `hello` is the truth (sync.md C4). */

export interface WakePort {
  page: Pick<EventTarget, "addEventListener" | "removeEventListener"> & { visibilityState: string };
  window: Pick<EventTarget, "addEventListener" | "removeEventListener">;
}

/** Answers a function that calls back on "online" and when the page becomes visible, and answers how to stop. */
export function onWake(port?: WakePort): (callback: () => void) => () => void {
  const { page, window: target } = port ?? { page: document, window: globalThis };
  return (callback) => {
    const shown = () => {
      if (page.visibilityState === "visible") callback();
    };
    page.addEventListener("visibilitychange", shown);
    target.addEventListener("online", callback);
    return () => {
      page.removeEventListener("visibilitychange", shown);
      target.removeEventListener("online", callback);
    };
  };
}
