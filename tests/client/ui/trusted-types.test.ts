/** The one policy lets our service worker through and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ownScriptUrl,
  SERVICE_WORKER_URL,
  serviceWorkerUrl,
} from "../../../static/src/ui/trusted-types";

test("only our service worker is a script address", () => {
  assert.equal(ownScriptUrl(SERVICE_WORKER_URL), SERVICE_WORKER_URL);
  for (const url of ["https://example.org/f/service-worker.js", "/f/service-worker.js?x", ""]) {
    assert.throws(() => ownScriptUrl(url), TypeError);
  }
});

test("a browser without Trusted Types gets the checked string", () => {
  assert.equal(serviceWorkerUrl(), SERVICE_WORKER_URL);
});
