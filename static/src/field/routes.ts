/** Where in the app we are, kept in the address's fragment: "back" works, and a reload stays. */
import { signal } from "@preact/signals";

export type Route =
  | { name: "capture" | "shelf" | "me" | "partner" | "sign-in" }
  | { name: "record"; inspection_id: string };

const PLAIN = ["capture", "shelf", "me", "partner", "sign-in"] as const;

/** The route a fragment names; the capture screen for anything unknown. */
export function parseRoute(fragment: string): Route {
  const path = fragment.replace(/^#/, "");
  const record = /^shelf\/([0-9a-f-]{36})$/.exec(path);
  if (record?.[1]) return { name: "record", inspection_id: record[1] };
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
}
