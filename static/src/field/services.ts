/** Everything outside the screens that they use, handed in once at start (main.tsx). */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Locator } from "../device/location";
import type { CacheStore } from "../store/cache";
import type { EvidenceStore } from "../store/evidence";
import type { KeyStore } from "../store/keys";
import type { Outbox } from "../sync/outbox";
import type { Scheduler } from "../sync/scheduler";
import type { Transport } from "../sync/transport";

export interface Services {
  evidence: EvidenceStore;
  keys: KeyStore;
  cache: CacheStore;
  transport: Transport;
  outbox: Outbox;
  scheduler: Scheduler;
  locator: Locator;
  clock: { wall(): number; mono(): number; boot_id: string };
  newId(): string;
}

const Held = createContext<Services | undefined>(undefined);

export const ServicesProvider = Held.Provider;

/** The services, inside a component. */
export function useServices(): Services {
  const services = useContext(Held);
  if (!services) throw new Error("a screen was rendered outside the app");
  return services;
}
