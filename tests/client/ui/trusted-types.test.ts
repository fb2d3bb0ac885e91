/** The one policy lets our service workers through and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ownScriptUrl,
  RESCUE_WORKER_URL,
  SERVICE_WORKER_URL,
  workerUrl,
} from "../../../static/src/ui/trusted-types";

test("only our two service workers are script addresses", () => {
  assert.equal(ownScriptUrl(SERVICE_WORKER_URL), SERVICE_WORKER_URL);
  assert.equal(ownScriptUrl(RESCUE_WORKER_URL), RESCUE_WORKER_URL);
  for (const url of ["https://example.org/f/service-worker.js", "/f/service-worker.js?x", ""]) {
    assert.throws(() => ownScriptUrl(url), TypeError);
  }
});

test("a browser without Trusted Types gets the checked string", () => {
  assert.equal(workerUrl(SERVICE_WORKER_URL), SERVICE_WORKER_URL);
});
