/** The network before the model server, as bad as a test wants it. */
import { ours, problem } from "./model-answers";

/** What happens to one request. `undefined` lets it through. */
export type Trouble =
  | "request_lost"
  | "response_lost"
  | "portal"
  | "bare_200"
  | "cut_json"
  | "wrong_echo"
  | "wrong_signature"
  | "unsigned_by_us"
  | "crash"
  | "busy"
  | "full"
  | "checksum"
  | "cut_body"
  | "login"
  | "frozen"
  | "moved"
  | "stuck"
  | "slow";

/** Answers that come from somebody else, or before the server looks at anything. */
export function instead(
  method: string,
  trouble: Trouble | undefined,
  init: RequestInit | undefined,
): Promise<Response> | undefined {
  const html = { "Content-Type": "text/html" };
  const bodyless = method === "HEAD";
  switch (trouble) {
    case "request_lost":
      throw new TypeError("network: request lost");
    case "moved":
      if (init?.redirect === "error") throw new TypeError("network: redirected");
      return Promise.resolve(new Response(null, { status: 302 }));
    case "slow":
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new TypeError("aborted")));
      });
    case "portal":
      return Promise.resolve(
        new Response(bodyless ? null : "<html>sign in</html>", { status: 200, headers: html }),
      );
    case "bare_200":
      return Promise.resolve(ours(200, bodyless ? undefined : { ok: true }));
    case "crash":
      return Promise.resolve(problem(method, 500, "internal"));
    case "busy":
      return Promise.resolve(problem(method, 503, "busy", { "Retry-After": "7" }));
    case "full":
      return Promise.resolve(problem(method, 507, "storage_full", { "Retry-After": "300" }));
    case "checksum":
      return Promise.resolve(problem(method, 460, "checksum_mismatch"));
    case "login":
      return Promise.resolve(problem(method, 401, "ticket_invalid"));
    case "frozen":
      return Promise.resolve(problem(method, 403, "device_frozen"));
    default:
      return undefined;
  }
}
