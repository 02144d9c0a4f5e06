import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matchesEvent } from "../../../../dev/sandbox/services/events/pattern/matchEvent";
import { parseEventPattern } from "../../../../dev/sandbox/services/events/pattern/parsePattern";

/** Rules and events of Event Ruler's tests, without answers there: both of its finders have to agree. The answers are its documentation's. */
const cases = JSON.parse(readFileSync(join(__dirname, "cases.json"), "utf8")) as { name: string; rule: object; event: object }[];

const fitting = new Set([
  ...["flat: 2-field exists, both present", "flat: exact match", "flat: prefix", "flat: numeric range", "flat: anything-but"],
  ...["objarray: same element", "objarray: 3 elem, last valid", "objarray: 3-field, all in one", "objarray: exact same elem"],
  ...["objarray: prefix same", "primarray: exists", "primarray: exact match", "nested: inner same", "nested: outer same"],
  ...["nested2: same leaf", "mixed: array+scalar match", "exists-false: absent", "single-field rule", "many elem one valid"],
  ...["numeric+exists array", "anything-but array", "primarray: large + scalar, exists", "primarray: large + scalar, prefix"],
  ...["primarray: nested under object", "primarray: two prim arrays + scalar", "primarray: exact match among many"],
  ...["primarray: numeric in array", "primarray: anything-but in array", "primarray: single value array", "mixed: obj-array + prim-array"],
  ...["deep prim: nested 3 levels", "suffix match in array"],
  "N emails, only last element has name \u2014 dedup loses the only valid match",
]);

describe("event patterns, by the cases of Event Ruler", () => {
  for (const { name, rule, event } of cases) {
    it(`${name}: ${fitting.has(name) ? "fits" : "does not fit"}`, () => {
      assert.equal(matchesEvent(parseEventPattern(JSON.stringify(rule)), event), fitting.has(name));
    });
  }

  it("has an answer for every case and no other", () => {
    assert.equal(cases.length, 51);
    const names = new Set(cases.map(({ name }) => name));
    assert.deepEqual(
      [...fitting].filter((name) => !names.has(name)),
      [],
    );
  });
});
