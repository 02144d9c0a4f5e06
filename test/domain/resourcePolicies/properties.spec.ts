import assert from "node:assert/strict";
import fc from "fast-check";
import { likePattern } from "../../../domain/likePattern";
import { outsideAccess, type OutsideAccess } from "../../../domain/resourcePolicies/outsideAccess";
import { unknownValue } from "../../../domain/unknownValue";
import { friend, otherOrganization, ourOrganization, own, policy, stranger, trusted } from "./table";

const values = fc.constantFrom<unknown>(
  own,
  friend,
  stranger,
  ourOrganization,
  otherOrganization,
  "*",
  "o-*",
  unknownValue,
  "203.0.113.0/24",
  "0.0.0.0/0",
  "true",
  "false",
);
const operators = fc.constantFrom(
  ...["StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists", "ForAnyValue:StringLike"],
  ...[
    "ForAllValues:StringLike",
    "ForAllValues:StringNotLike",
    "ArnLike",
    "IpAddress",
    "NotIpAddress",
    "Bool",
    "BoolIfExists",
    "Null",
    "DateLessThan",
  ],
);
const keys = fc.constantFrom(
  ...["aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:SourceIp", "aws:SourceArn", "aws:SecureTransport", "aws:PrincipalIsAWSService"],
  ...["aws:SourceVpce", "token.actions.githubusercontent.com:sub", "aws:PrincipalServiceName"],
);
const conditions = fc.dictionary(operators, fc.dictionary(keys, fc.array(values, { minLength: 1, maxLength: 2 }), { maxKeys: 2 }), {
  maxKeys: 3,
});
const principals = fc.oneof(
  fc.constantFrom<unknown>("*", unknownValue, { Service: "sns.amazonaws.com" }, { Federated: "accounts.google.com" }),
  fc.record({
    AWS: fc.array(fc.constantFrom<unknown>(own, friend, stranger, "*", "AROAKSCDLFT9R5DQP782U", unknownValue), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);
const actions = fc.constantFrom<unknown>("s3:GetObject", "s3:*", "*", ["s3:GetObject", "s3:PutObject"], unknownValue);
const resources = fc.constantFrom<unknown>("*", "arn:aws:s3:::data/*", ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], unknownValue);

function statements(Effect: "Allow" | "Deny"): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({ principal: principals, not: fc.boolean(), Action: actions, Resource: resources, Condition: conditions })
    .map(({ principal, not, ...rest }) => ({ Effect, ...(not ? { NotPrincipal: principal } : { Principal: principal }), ...rest }));
}

/** The worst first. */
function severity(access: readonly OutsideAccess[]): number {
  return Math.max(0, ...access.map(({ verdict }) => ["undecided", "outside", "public"].indexOf(verdict) + 1));
}

const judged = (...list: unknown[]) => outsideAccess(policy(...list), "resource", trusted);

describe("any policy", () => {
  it("is no more open with a Deny more", () => {
    fc.assert(
      fc.property(fc.array(statements("Allow"), { maxLength: 3 }), statements("Deny"), fc.nat(3), (allows, deny, at) => {
        const more = [...allows.slice(0, at), deny, ...allows.slice(at)];
        assert.ok(severity(judged(...more)) <= severity(judged(...allows)));
      }),
      { numRuns: 300 },
    );
  });

  it("means the same in every order", () => {
    const list = fc.array(fc.oneof(statements("Allow"), statements("Deny")), { minLength: 2, maxLength: 5 });
    const unordered = (access: OutsideAccess[]) => access.map(({ verdict, who }) => `${verdict} ${who.join()}`).sort();
    fc.assert(
      fc.property(
        list.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length }))),
        ([one, other]) => assert.deepEqual(unordered(judged(...one)), unordered(judged(...other))),
      ),
      { numRuns: 300 },
    );
  });

  it("is no more open with a condition more", () => {
    fc.assert(
      fc.property(statements("Allow"), operators, keys, fc.array(values, { minLength: 1 }), (allow, operator, key, list) => {
        const before = allow.Condition as Record<string, object>;
        fc.pre(!Object.hasOwn(before[operator] ?? {}, key));
        // Null makes other operators count: it may only be added.
        const after = { ...allow, Condition: { ...before, [operator]: { ...before[operator], [key]: list } } };
        assert.ok(severity(judged(after)) <= severity(judged(allow)));
      }),
      { numRuns: 300 },
    );
  });

  it("stays inside where the organization is demanded, whoever is named", () => {
    fc.assert(
      fc.property(statements("Allow"), (allow) => {
        const Condition = { ...(allow.Condition as object), StringEquals: { "aws:PrincipalOrgID": ourOrganization } };
        assert.deepEqual(judged({ ...allow, Condition }), []);
      }),
    );
  });

  it("is not judged otherwise later, where it is judged before all is known", () => {
    fc.assert(
      fc.property(statements("Allow"), values, (allow, value) => {
        const [before, later] = [judged(allow), judged(replaceUnknown(allow, value === unknownValue ? stranger : value))];
        fc.pre(!later.some(({ why }) => why.includes("cannot be read")));
        if (severity(before) === 3) assert.equal(severity(later), 3);
        if (severity(before) === 0) assert.equal(severity(later), 0);
      }),
      { numRuns: 300 },
    );
  });

  it("gets an answer, whatever it is", () => {
    const nearly = fc.dictionary(
      fc.constantFrom("Statement", "Effect", "Principal", "NotPrincipal", "Action", "Resource", "Condition", "AWS", "__proto__", "Sid"),
      fc.oneof(fc.jsonValue(), statements("Allow"), fc.array(statements("Deny")), fc.constant(unknownValue)),
    );
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.json(), fc.string(), nearly), answered), { numRuns: 300 });
    fc.assert(
      fc.property(fc.array(nearly), (list) => answered(policy(...list))),
      { numRuns: 300 },
    );
  });
});

describe("a pattern with wildcards", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "/") });
  it("matches as the regular expression does", () => {
    const patterns = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?") });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const expected = new RegExp(`^${pattern.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(text);
        assert.equal(likePattern(pattern, text), expected);
      }),
      { numRuns: 300 },
    );
  });
});

function answered(document: unknown): void {
  for (const kind of ["resource", "trust", "key"] as const) assert.ok(Array.isArray(outsideAccess(document, kind, trusted)));
}

function replaceUnknown(value: unknown, by: unknown): unknown {
  if (value === unknownValue) return by;
  if (Array.isArray(value)) return value.map((one) => replaceUnknown(one, by));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceUnknown(one, by)]));
}
