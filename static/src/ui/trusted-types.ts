/**
 * The one Trusted Types policy, `wz`. It lets our own two service workers through and nothing else;
 * the server's CSP refuses every other policy and every plain string.
 */

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

export const SERVICE_WORKER_URL = "/f/service-worker.js";
/** Keeps the rescue page; its reach is that page alone. */
export const RESCUE_WORKER_URL = "/rescue-worker.js";

/** Returns the address if it is ours; throws TypeError on anything else. */
export function ownScriptUrl(url: string): string {
  if (url === SERVICE_WORKER_URL || url === RESCUE_WORKER_URL) return url;
  throw new TypeError(`not a script of this app: ${url}`);
}

let policy: ScriptUrlPolicy | undefined;

/** What `serviceWorker.register` takes: a TrustedScriptURL where the browser knows them, else the checked string. */
export function workerUrl(url: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory) return ownScriptUrl(url);
  policy ??= factory.createPolicy("wz", { createScriptURL: ownScriptUrl });
  return policy.createScriptURL(url) as string;
}
