import assert from "node:assert/strict";
import fc from "fast-check";
import { matchesEvent } from "../../../../dev/sandbox/services/events/pattern/matchEvent";
import { parseEventPattern } from "../../../../dev/sandbox/services/events/pattern/parsePattern";

const fits = (pattern: object, event: unknown) => matchesEvent(parseEventPattern(JSON.stringify(pattern)), event);

describe("an event pattern's operators", () => {
  const cases: [element: unknown, fitting: unknown[], others: unknown[]][] = [
    ["a", ["a", ["b", "a"]], ["A", "ab", 1, null, []]],
    [1, [1, [2, 1]], ["1", 1.5, true]],
    [null, [null], ["", "null", 0, false]],
    [true, [true], ["true", 1]],
    [{ prefix: "ab" }, ["ab", "abc"], ["a", "Abc", 1]],
    [{ prefix: { "equals-ignore-case": "ab" } }, ["ABc", "abc"], ["a"]],
    [{ suffix: ".png" }, ["x.png"], ["x.PNG", "png"]],
    [{ suffix: { "equals-ignore-case": ".png" } }, ["x.PNG"], ["x.jpg"]],
    [{ "equals-ignore-case": "Alice" }, ["alice", "ALICE"], ["alic", 1]],
    [{ "anything-but": "a" }, ["b", 1, null, ["a", "b"]], ["a", ["a"]]],
    [{ "anything-but": ["a", "b"] }, ["c"], ["a", "b"]],
    [{ "anything-but": [1, 2] }, [3, "1"], [1, 2]],
    [{ "anything-but": { prefix: "in" } }, ["out", 1], ["in", "init"]],
    [{ "anything-but": { prefix: ["in", "ex"] } }, ["out"], ["init", "exit"]],
    [{ "anything-but": { suffix: ".txt" } }, ["a.rtf"], ["a.txt"]],
    [{ "anything-but": { "equals-ignore-case": ["in", "ex"] } }, ["init"], ["IN", "ex"]],
    [{ "anything-but": { wildcard: "*/lib/*" } }, ["/bin/a"], ["/usr/lib/a"]],
    [{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }, ["/etc/a"], ["/usr/lib/a", "/usr/bin/a"]],
    [{ numeric: ["=", 3] }, [3, 3.0], ["3", 4]],
    [{ numeric: [">", 0, "<=", 5] }, [5, 0.1], [0, 5.1, "3"]],
    [{ numeric: ["<", -1] }, [-2], [-1]],
    [{ cidr: "10.0.0.0/24" }, ["10.0.0.255"], ["10.0.1.0", "10.0.0", 10, "::1"]],
    [{ cidr: "2001:db8::/32" }, ["2001:db8::1"], ["2001:db9::1", "10.0.0.1"]],
    [{ wildcard: "a*c*e" }, ["ace", "abcde", "acce"], ["ac", "ae", "acef"]],
    [{ wildcard: "*.example.com" }, [".example.com", "a.example.com"], ["example.com"]],
    [{ wildcard: "a\\*b" }, ["a*b"], ["axb", "a\\*b"]],
    [{ wildcard: "a\\\\b" }, ["a\\b"], ["ab"]],
    [{ wildcard: "aba*aba" }, ["abaaba"], ["aba", "ababa"]],
  ];
  for (const [element, fitting, others] of cases) {
    it(JSON.stringify(element), () => {
      for (const value of fitting) assert.equal(fits({ a: [element] }, { a: value }), true, JSON.stringify(value));
      for (const value of others) assert.equal(fits({ a: [element] }, { a: value }), false, JSON.stringify(value));
      assert.equal(fits({ a: [element] }, { b: "a" }), false, "without the field");
    });
  }

  it("exists asks for leaves, and for their absence", () => {
    assert.equal(fits({ a: [{ exists: true }] }, { a: null }), true);
    assert.equal(fits({ a: [{ exists: true }] }, { a: { b: 1 } }), false);
    assert.equal(fits({ a: [{ exists: false }] }, { a: { b: 1 } }), true);
    assert.equal(fits({ a: { b: [{ exists: false }, "x"] } }, { a: { b: "x" } }), true);
    assert.equal(fits({ a: { b: [{ exists: false }, "x"] } }, {}), true);
    assert.equal(fits({ a: { b: [{ exists: false }, "x"] } }, { a: { b: "y" } }), false);
  });

  it("several elements are alternatives, several fields are not", () => {
    const pattern = { source: ["aws.s3", { prefix: "aws.k" }], detail: { eventName: ["PutKeyPolicy"] } };
    assert.equal(fits(pattern, { source: "aws.kms", detail: { eventName: "PutKeyPolicy" } }), true);
    assert.equal(fits(pattern, { source: "aws.kms", detail: { eventName: "CreateKey" } }), false);
    assert.equal(fits(pattern, { source: "aws.kms" }), false);
  });

  it("$or is one of several objects, at every depth, beside other fields", () => {
    const pattern = { source: ["s"], detail: { $or: [{ a: ["1"] }, { b: ["2"], $or: [{ c: ["3"] }, { d: [{ numeric: [">", 3] }] }] }] } };
    assert.equal(fits(pattern, { source: "s", detail: { a: "1" } }), true);
    assert.equal(fits(pattern, { source: "t", detail: { a: "1" } }), false);
    assert.equal(fits(pattern, { source: "s", detail: { b: "2" } }), false);
    assert.equal(fits(pattern, { source: "s", detail: { b: "2", c: "3" } }), true);
    assert.equal(fits(pattern, { source: "s", detail: { b: "2", d: 4 } }), true);
  });

  it("a literal fits itself, whatever it is, and anything-but does not", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.constantFrom(null, true, false)), (value) => {
        assert.equal(fits({ a: [value] }, { a: value }), true);
        if (typeof value === "string" || typeof value === "number")
          assert.equal(fits({ a: [{ "anything-but": value }] }, { a: value }), false);
      }),
    );
  });

  it("a wildcard agrees with a regular expression", () => {
    const alphabet = fc.constantFrom("a", "b", "*");
    fc.assert(
      fc.property(
        fc.string({ unit: alphabet, minLength: 1, maxLength: 8 }),
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 }),
        (pattern, value) => {
          fc.pre(!pattern.includes("**"));
          const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(value);
          assert.equal(fits({ a: [{ wildcard: pattern }] }, { a: value }), expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("event patterns are refused", () => {
  const bad: [what: string, text: string, why: RegExp][] = [
    ["that are no JSON", "{", /not valid JSON/],
    ["that are no object", "[]", /not an object/],
    ["that are empty", "{}", /Empty objects/],
    ["with an empty object", '{"a":{}}', /Empty objects/],
    ["with an empty list", '{"a":[]}', /Empty arrays/],
    ["with a value that is not in a list", '{"a":{"b":"x"}}', /"b" must be an object or an array/],
    ["with an unknown operator", '{"a":[{"contains":"x"}]}', /Unrecognized match type contains/],
    ["with the name of a method as an operator", '{"a":[{"toString":"x"}]}', /Unrecognized match type toString/],
    ["with two operators in one element", '{"a":[{"prefix":"x","suffix":"y"}]}', /Only one key/],
    ["with a list in a list", '{"a":[["x"]]}', /Only one key/],
    ["with exists that is no boolean", '{"a":[{"exists":"true"}]}', /exists match pattern/],
    ["with a range the wrong way round", '{"a":[{"numeric":[">",5,"<",3]}]}', /Bottom must be less than top/],
    ["with a number of text", '{"a":[{"numeric":["=","5"]}]}', /must be a number/],
    ["with half a comparison", '{"a":[{"numeric":["="]}]}', /must be a number/],
    ["with a range that is none", '{"a":[{"cidr":"10.0.0.0"}]}', /CIDR/],
    ["with anything-but of nothing", '{"a":[{"anything-but":[]}]}', /anything-but/],
    ["with anything-but of mixed kinds", '{"a":[{"anything-but":["x",1]}]}', /anything-but/],
    ["with two wildcards in a row", '{"a":[{"wildcard":"a**"}]}', /Consecutive wildcard/],
    ["with an escape that means nothing", '{"a":[{"wildcard":"a\\\\x"}]}', /Invalid escape/],
    ["with one alternative", '{"$or":[{"a":["x"]}]}', /at least 2 Objects/],
    ["with alternatives that are values", '{"a":{"$or":["x","y"]}}', /at least 2 Objects/],
  ];
  for (const [what, text, why] of bad)
    it(what, () => assert.throws(() => parseEventPattern(text), { name: "EventPatternError", message: why }));
});
