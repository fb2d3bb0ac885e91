/**
 * One HTTP request as the phone makes it: no cache, no redirect, a time limit, and an answer as plain facts.
 * It tells an answer from no answer, and leaves the judgement to domain/answers.ts.
 */
import type { AnswerFacts } from "../domain/answers";
import type { Bytes } from "../domain/model";
import { parseJson } from "./encoding";

export interface Answer extends AnswerFacts {
  headers(name: string): string | null;
  /** The body when it was JSON of a JSON content type, else undefined. */
  json: unknown;
}

/** No answer came: offline, time-out, a redirect (which we never follow), or a connection that broke off. */
export class NetworkFailure extends Error {
  override name = "NetworkFailure";
}

export interface Call {
  method: "GET" | "PUT" | "POST" | "HEAD" | "PATCH" | "DELETE";
  path: string;
  headers?: Record<string, string>;
  body?: Bytes | string;
  /** The officer's upload ticket; with one, cookies are not sent. */
  ticket?: string;
}

export interface RequestPorts {
  fetch: typeof fetch;
  timeoutMs: number;
  language: () => string;
  base: string;
}

export async function request(ports: RequestPorts, call: Call): Promise<Answer> {
  const abort = typeof AbortController === "function" ? new AbortController() : undefined;
  const { limit, cancel } = timeLimit(ports.timeoutMs, () => abort?.abort());
  try {
    return await Promise.race([exchange(ports, call, abort?.signal), limit]);
  } catch (error) {
    if (error instanceof NetworkFailure) throw error;
    throw new NetworkFailure(`${call.method} ${call.path}: ${String(error)}`, { cause: error });
  } finally {
    cancel();
  }
}

/** The limit holds in browsers without AbortController too; there the request is left to end by itself. */
function timeLimit(ms: number, abort: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new NetworkFailure(`no answer in ${ms} ms`));
      abort();
    }, ms);
  });
  return { limit, cancel: () => clearTimeout(timer) };
}

async function exchange(
  { fetch, base, language }: RequestPorts,
  call: Call,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await fetch(base + call.path, {
    method: call.method,
    headers: {
      "Accept-Language": language(),
      ...(call.ticket !== undefined && { Authorization: `Bearer ${call.ticket}` }),
      ...call.headers,
    },
    redirect: "error",
    cache: "no-store",
    credentials: call.ticket === undefined ? "same-origin" : "omit",
    ...(call.body !== undefined && { body: call.body }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  const type = response.headers.get("Content-Type") ?? "";
  const json = /^application\/(problem\+)?json\b/i.test(type) ? parseJson(text) : undefined;
  return {
    status: response.status,
    isOurs: response.headers.get("X-WZ-Api") === "1",
    isJson: json !== undefined,
    code: codeOf(json),
    headers: (name) => response.headers.get(name),
    json,
  };
}

function codeOf(json: unknown): string {
  if (typeof json !== "object" || json === null) return "";
  const { code } = json as { code?: unknown };
  return typeof code === "string" ? code : "";
}
