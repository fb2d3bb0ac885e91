/** Where in the app we are, kept in the address's fragment: "back" works, and a reload stays. */
import { signal } from "@preact/signals";

export type Route =
  | { name: (typeof PLAIN)[number] }
  | { name: "record" | "correct"; inspection_id: string };

const PLAIN = [
  "capture",
  "map",
  "shelf",
  "me",
  "partner",
  "sign-in",
  "self-test",
  "safety",
] as const;

/** The route a fragment names; the capture screen for anything unknown. */
export function parseRoute(fragment: string): Route {
  const path = fragment.replace(/^#/, "");
  const one = /^(shelf|correct)\/([0-9a-f-]{36})$/.exec(path);
  if (one?.[2]) return { name: one[1] === "correct" ? "correct" : "record", inspection_id: one[2] };
  const name = PLAIN.find((known) => known === path);
  return { name: name ?? "capture" };
}

export const route = signal<Route>({ name: "capture" });

export function startRouting(): void {
  const read = (): void => {
    route.value = parseRoute(location.hash);
  };
  read();
  addEventListener("hashchange", read);
}

export function go(path: string): void {
  location.hash = path;
  // At once, not with the event: nothing may be tapped on the screen that was left.
  route.value = parseRoute(path);
}
