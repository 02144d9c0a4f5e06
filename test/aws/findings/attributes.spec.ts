import assert from "node:assert/strict";
import fc from "fast-check";
import { attributes, plain, plainItem, type Json } from "../../../aws/findings/attributes";

describe("what an item of the table holds", () => {
  it("is read as it was written, whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), (value) => {
        const written = value as { [name: string]: Json };
        // A property named __proto__ is no JSON of ours.
        fc.pre(!JSON.stringify(written).includes("__proto__") && !JSON.stringify(written).includes("-0"));
        assert.deepEqual(JSON.parse(JSON.stringify(plainItem(attributes(written)))), JSON.parse(JSON.stringify(written)));
      }),
    );
  });

  it("leaves out what is undefined", () => assert.deepEqual(attributes({ a: undefined, b: "x" }), { b: { S: "x" } }));

  it("is refused where it is of a type that nothing of ours writes", () => {
    assert.throws(() => plain({ SS: ["a"] }), /type that is not ours: SS/);
  });
});
