/** Catalogue look-up, parameters, and the tag of each language. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, gettext, installCatalogue, language, pick } from "../../../static/src/ui/i18n";

test("a text comes from the catalogue of the language, else it is the msgid", () => {
  installCatalogue("zh_CN", { Save: "保存", "%(count)s waiting": "%(count)s 条待上传" });
  assert.equal(gettext("Save"), "保存");
  assert.equal(gettext("%(count)s waiting", { count: 3 }), "3 条待上传");
  assert.equal(gettext("Not translated"), "Not translated");
  language.value = "en";
  assert.equal(gettext("Save"), "Save");
  language.value = "zh_CN";
});

test("parameters fill in, %% is a per cent sign, a forgotten one stays visible", () => {
  assert.equal(fill("%(a)s of %(b)s (%(p)s%%)", { a: 1, b: 2, p: 50 }), "1 of 2 (50%)");
  assert.equal(fill("%(gone)s", {}), "%(gone)s");
});

test("a value is put in as it is, whatever it holds", () => {
  assert.equal(fill("%(name)s", { name: "$& %(name)s <b>" }), "$& %(name)s <b>");
});

test("data in two languages follows the language", () => {
  const texts = { zh: "占道经营", en: "Unauthorised stall" };
  assert.equal(pick(texts), "占道经营");
  language.value = "en";
  assert.equal(pick(texts), "Unauthorised stall");
  language.value = "zh_CN";
});
