import assert from "node:assert/strict";
import { BlockList } from "node:net";
import fc from "fast-check";
import { addressRange, contains, isBroad, isPrivate } from "../../../domain/resourcePolicies/cidr";

const words = (count: number, max: number) => fc.array(fc.nat(max), { minLength: count, maxLength: count });
const v4 = words(4, 255).map((list) => list.join("."));
const v6 = words(8, 0xffff).map((list) => list.map((word) => word.toString(16)).join(":"));

describe("a range of addresses", () => {
  for (const text of [
    "",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/8/8",
    "1.2.3.4/-1",
    "x",
    "::1::2",
    "1:2:3:4:5:6:7:8:9",
    "1:2",
    "::/129",
    "12345::",
    "1:2:3:4:5:6:7::8:9",
  ])
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(addressRange(text), undefined));

  for (const [one, other] of [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["203.0.113.7", "203.0.113.7/32"],
    ["::", "0:0:0:0:0:0:0:0/128"],
    ["2001:DB8::1/32", "2001:db8::/32"],
    ["1::8", "1:0:0:0:0:0:0:8"],
  ] as const)
    it(`${one} is ${other}`, () => assert.deepEqual(addressRange(one), addressRange(other)));

  it("holds what node's BlockList says that it does", () => {
    const cases = fc.oneof(
      fc.record({ base: v4, address: v4, prefix: fc.nat(32), family: fc.constant("ipv4" as const) }),
      fc.record({ base: v6, address: v6, prefix: fc.nat(128), family: fc.constant("ipv6" as const) }),
    );
    fc.assert(
      fc.property(cases, fc.boolean(), ({ base, address, prefix, family }, near) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const asked = near ? base : address;
        const [outer, inner] = [addressRange(`${base}/${prefix}`), addressRange(asked)];
        assert.ok(outer && inner);
        assert.equal(contains(outer, inner), list.check(asked, family));
      }),
    );
  });

  it("of one family holds none of the other", () => {
    const [all, one] = [addressRange("0.0.0.0/0"), addressRange("::1")];
    assert.ok(all && one);
    assert.equal(contains(all, one), false);
  });

  for (const [text, broad, inside] of [
    ["10.0.0.0/8", false, true],
    ["10.0.0.0/7", true, false],
    ["172.31.255.255", false, true],
    ["172.32.0.0/16", false, false],
    ["8.0.0.0/8", false, false],
    ["2001::/31", true, false],
    ["2001:db8::/32", false, false],
    ["fd12::/16", true, true],
  ] as const)
    it(`${text} is ${broad ? "" : "not "}too wide and ${inside ? "" : "not "}private`, () => {
      const range = addressRange(text);
      assert.ok(range);
      assert.deepEqual([isBroad(range), isPrivate(range)], [broad, inside]);
    });
});
