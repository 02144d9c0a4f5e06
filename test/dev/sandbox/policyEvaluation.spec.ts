import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestContext } from "../../../dev/sandbox/iam/policy/conditions";
import { parsePolicy, PolicySyntaxError, UnsupportedPolicyError, type PolicyKind } from "../../../dev/sandbox/iam/policy/document";
import { evaluate, type Evaluation, type PoliciesInForce } from "../../../dev/sandbox/iam/policy/evaluate";
import { matches, parsePattern } from "../../../dev/sandbox/iam/policy/wildcard";

const role = "arn:aws:iam::444444444444:role/app/reader";
const session = "arn:aws:sts::444444444444:assumed-role/reader/me";

describe("policy wildcards", () => {
  const alphabet = fc.constantFrom("a", "b", ":", "/", "*", "?", ".", "$");
  const text = fc.string({ unit: alphabet, maxLength: 12 });

  it("agree with the plainest definition of * and ?", () => {
    fc.assert(
      fc.property(text, text, (pattern, subject) => fits(pattern, subject) === plainly([...pattern], [...subject])),
      { numRuns: 2000 },
    );
  });

  it("let every text fit itself when it holds no wildcard, and fit * always", () => {
    fc.assert(
      fc.property(fc.string(), (subject) => {
        assert.equal(fits("*", subject), true);
        if (!/[*?]/.test(subject)) assert.equal(fits(subject, subject), true);
      }),
    );
  });

  it("answer soon for patterns that make a backtracking matcher run for ever", () => {
    assert.equal(fits(`${"*a".repeat(50)}b`, "a".repeat(2000)), false);
  });

  it("take wildcards in a variable's value for themselves", () => {
    const pattern = parsePattern("home/${aws:username}/*", () => "a*");
    assert.ok(pattern);
    assert.equal(matches(pattern, "home/a*/x"), true);
    assert.equal(matches(pattern, "home/abc/x"), false);
  });

  it("never fit where a variable has no value, unless it has a default", () => {
    assert.equal(
      parsePattern("x/${aws:PrincipalTag/team}", () => undefined),
      undefined,
    );
    const pattern = parsePattern("x/${aws:PrincipalTag/team, 'none'}", () => undefined);
    assert.ok(pattern && matches(pattern, "x/none"));
  });

  function fits(pattern: string, subject: string): boolean {
    const parsed = parsePattern(pattern);
    assert.ok(parsed);
    return matches(parsed, subject);
  }

  function plainly(pattern: string[], subject: string[]): boolean {
    const [first, ...rest] = pattern;
    if (first === undefined) return subject.length === 0;
    if (first === "*") return plainly(rest, subject) || (subject.length > 0 && plainly(pattern, subject.slice(1)));
    return subject.length > 0 && (first === "?" || first === subject[0]) && plainly(rest, subject.slice(1));
  }
});

describe("policy evaluation", () => {
  const readAll = { Effect: "Allow", Action: "s3:Get*", Resource: "*" };

  it("allows what an identity policy allows, comparing actions without case", () => {
    assert.deepEqual(ask({ identity: [readAll], action: "s3:getobject" }), { allowed: true });
  });

  it("refuses what nobody allows, naming the identity policies", () => {
    assert.deepEqual(ask({ identity: [readAll], action: "s3:PutObject" }), { allowed: false, explicitly: false, source: "identity" });
  });

  it("lets an explicit deny win over every allow", () => {
    const deny = { Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::secret/*" };
    assert.deepEqual(ask({ identity: [readAll, deny], resource: "arn:aws:s3:::secret/a" }), {
      allowed: false,
      explicitly: true,
      source: "identity",
    });
    assert.deepEqual(ask({ identity: [readAll, deny], resource: "arn:aws:s3:::open/a" }), { allowed: true });
  });

  it("reads NotAction and NotResource as all the others", () => {
    const allButIam = { Effect: "Allow", NotAction: ["iam:*"], Resource: "*" };
    assert.equal(ask({ identity: [allButIam] }).allowed, true);
    assert.equal(ask({ identity: [allButIam], action: "iam:GetRole" }).allowed, false);
    const allButSecret = { Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::secret/*" };
    assert.equal(ask({ identity: [allButSecret], resource: "arn:aws:s3:::secret/a" }).allowed, false);
  });

  it("holds a boundary and session policies against what identity policies allow", () => {
    const onlyLogs = { Effect: "Allow", Action: "logs:*", Resource: "*" };
    assert.deepEqual(ask({ identity: [readAll], boundary: onlyLogs }), { allowed: false, explicitly: false, source: "boundary" });
    assert.deepEqual(ask({ identity: [readAll], session: [onlyLogs] }), { allowed: false, explicitly: false, source: "session" });
    assert.deepEqual(ask({ identity: [readAll], boundary: readAll, session: [onlyLogs, readAll] }), { allowed: true });
  });

  it("needs every level of service control policies to allow, and denies when any denies", () => {
    const all = { Effect: "Allow", Action: "*", Resource: "*" };
    const notS3 = { Effect: "Deny", Action: "s3:*", Resource: "*" };
    assert.equal(ask({ identity: [readAll], serviceControl: [[all], [all]] }).allowed, true);
    assert.deepEqual(ask({ identity: [readAll], serviceControl: [[all], []] }), {
      allowed: false,
      explicitly: false,
      source: "serviceControl",
    });
    assert.deepEqual(ask({ identity: [readAll], serviceControl: [[all], [all, notS3]] }), {
      allowed: false,
      explicitly: true,
      source: "serviceControl",
    });
  });

  describe("of a role's trust policy", () => {
    const trusting = (aws: string) => ({ Effect: "Allow", Principal: { AWS: aws }, Action: "s3:*" });
    const identity = [readAll];

    for (const [principal, form] of [
      ["444444444444", "account id"],
      ["arn:aws:iam::444444444444:root", "root ARN"],
      [role, "role ARN"],
      [session, "session ARN"],
      ["*", "everybody"],
    ] as const) {
      it(`knows the caller by ${form}`, () => {
        assert.equal(ask({ identity, trust: trusting(principal), owner: "555555555555" }).allowed, true);
      });
    }

    it("does not take one account or role for another", () => {
      for (const other of ["555555555555", "arn:aws:iam::444444444444:role/reader", "arn:aws:iam::444444444444:role/app/reader2"]) {
        assert.deepEqual(ask({ identity, trust: trusting(other), owner: "555555555555" }), {
          allowed: false,
          explicitly: false,
          source: "trust",
        });
      }
    });

    it("needs the caller's own policies too across accounts, and within the account when it names the account", () => {
      assert.deepEqual(ask({ trust: trusting(role), owner: "555555555555" }), { allowed: false, explicitly: false, source: "identity" });
      assert.deepEqual(ask({ trust: trusting("444444444444"), owner: "444444444444" }), {
        allowed: false,
        explicitly: false,
        source: "identity",
      });
      assert.deepEqual(ask({ trust: trusting(role), owner: "444444444444" }), { allowed: true });
    });

    it("lets it deny by NotPrincipal", () => {
      const onlyAdmins = { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::444444444444:role/admin" }, Action: "*" };
      assert.deepEqual(ask({ identity, trust: [trusting("*"), onlyAdmins], owner: "444444444444" }), {
        allowed: false,
        explicitly: true,
        source: "trust",
      });
    });
  });

  describe("of a resource's policy", () => {
    const letting = (principal: object | "*") => ({ Effect: "Allow", Principal: principal, Action: "s3:*", Resource: "*" });
    const identity = [readAll];
    const own = "444444444444";
    const other = "555555555555";

    it("is enough within the account, as the caller's own policies are", () => {
      assert.equal(ask({ onResource: letting({ AWS: role }), owner: own }).allowed, true);
      assert.equal(ask({ identity, onResource: [], owner: own }).allowed, true);
      assert.equal(ask({ identity, onResource: letting({ AWS: other }), owner: own }).allowed, true);
      // A policy that names the account leaves it to the account.
      assert.deepEqual(ask({ onResource: letting({ AWS: own }), owner: own }), { allowed: false, explicitly: false, source: "identity" });
    });

    it("has to allow a call from another account, as the caller's own policies have to", () => {
      assert.equal(ask({ identity, onResource: letting({ AWS: own }), owner: other }).allowed, true);
      assert.deepEqual(ask({ identity, onResource: [], owner: other }), { allowed: false, explicitly: false, source: "resource" });
      assert.deepEqual(ask({ onResource: letting({ AWS: role }), owner: other }), {
        allowed: false,
        explicitly: false,
        source: "identity",
      });
    });

    it("denies whatever the caller's own policies say, and the other way round", () => {
      const denied = { ...letting("*"), Effect: "Deny" };
      assert.deepEqual(ask({ identity, onResource: denied, owner: own }), { allowed: false, explicitly: true, source: "resource" });
      const deny = { Effect: "Deny", Action: "*", Resource: "*" };
      assert.deepEqual(ask({ identity: [deny], onResource: letting("*"), owner: own }), {
        allowed: false,
        explicitly: true,
        source: "identity",
      });
    });

    it("spares by NotPrincipal whose account, role and session are all listed", () => {
      const all = [`arn:aws:iam::${own}:root`, role, session];
      const sparing = (AWS: string[]) => ({ Effect: "Deny", NotPrincipal: { AWS }, Action: "*", Resource: "*" });
      assert.equal(ask({ identity, onResource: sparing(all), owner: own }).allowed, true);
      for (const left of all)
        assert.equal(ask({ identity, onResource: sparing(all.filter((arn) => arn !== left)), owner: own }).allowed, false, left);
    });
  });

  function ask(given: {
    identity?: object[];
    boundary?: object;
    session?: object[];
    serviceControl?: object[][];
    trust?: object | object[];
    onResource?: object | object[];
    owner?: string;
    action?: string;
    resource?: string;
  }): Evaluation {
    const policies: PoliciesInForce = {
      identity: (given.identity ?? []).map((statement) => policy(statement)),
      boundary: given.boundary && policy(given.boundary),
      session: (given.session ?? []).map((statement) => policy(statement)),
      serviceControl: (given.serviceControl ?? []).map((level) => level.map((statement) => policy(statement, "scp"))),
      trust: given.trust && { policy: policy(given.trust, "trust"), account: given.owner ?? "" },
      resource: given.onResource && {
        policy: [given.onResource].flat().length === 0 ? undefined : policy(given.onResource, "resource"),
        account: given.owner ?? "",
      },
    };
    const requester = { account: "444444444444", arn: session, principalArn: role };
    const { action = "s3:GetObject", resource = "arn:aws:s3:::open/a" } = given;
    return evaluate({ requester, action, resource, context: new RequestContext({}) }, policies);
  }
});

describe("policy conditions", () => {
  const context = {
    "aws:PrincipalArn": role,
    "aws:PrincipalAccount": "444444444444",
    "aws:TagKeys": ["team", "cost"],
    "aws:MultiFactorAuthPresent": "false",
    "aws:CurrentTime": "2026-01-01T00:00:00Z",
    "aws:SourceIp": "127.0.0.1",
    "sts:Seconds": "900",
    "iam:AWSServiceName": "access-analyzer.amazonaws.com",
  };

  const cases: [operator: string, key: string, value: unknown, holds: boolean][] = [
    ["StringEquals", "iam:AWSServiceName", "access-analyzer.amazonaws.com", true],
    ["StringEquals", "IAM:awsservicename", ["x", "access-analyzer.amazonaws.com"], true],
    ["StringEquals", "iam:AWSServiceName", "access-analyzer.*", false],
    ["StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}", true],
    ["StringEquals", "not:there", "x", false],
    ["StringEqualsIfExists", "not:there", "x", true],
    ["StringEqualsIfExists", "iam:AWSServiceName", "x", false],
    ["StringNotEquals", "not:there", "x", true],
    ["StringNotEquals", "iam:AWSServiceName", ["x", "access-analyzer.amazonaws.com"], false],
    ["StringEqualsIgnoreCase", "iam:AWSServiceName", "ACCESS-ANALYZER.amazonaws.com", true],
    ["StringLike", "iam:AWSServiceName", "access-*.amazonaws.co?", true],
    ["StringNotLike", "iam:AWSServiceName", "access-*", false],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app/*", true],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:*:role/app/*", false],
    ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::${aws:PrincipalAccount}:role/app/reader", true],
    ["ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app/*", false],
    ["ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/other/*", true],
    ["Bool", "aws:MultiFactorAuthPresent", false, true],
    ["Bool", "aws:MultiFactorAuthPresent", "true", false],
    ["BoolIfExists", "not:there", "true", true],
    ["Null", "not:there", "true", true],
    ["Null", "aws:PrincipalArn", "true", false],
    ["Null", "aws:PrincipalArn", false, true],
    ["ForAnyValue:StringEquals", "aws:TagKeys", "team", true],
    ["ForAnyValue:StringEquals", "aws:TagKeys", "owner", false],
    ["ForAnyValue:StringEquals", "not:there", "x", false],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost", "owner"], true],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["team"], false],
    ["ForAllValues:StringEquals", "not:there", "x", true],
    ["ForAnyValue:StringNotLike", "aws:TagKeys", "te*", true],
    ["NumericLessThanEquals", "sts:Seconds", "900", true],
    ["NumericLessThan", "sts:Seconds", "900", false],
    ["DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", true],
    ["DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", false],
    ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "127.0.0.0/8"], true],
    ["IpAddress", "aws:SourceIp", "127.0.0.1", true],
    ["IpAddress", "aws:SourceIp", "::/0", false],
    ["NotIpAddress", "aws:SourceIp", "127.0.0.1/32", false],
    ["NotIpAddress", "not:there", "127.0.0.1/32", true],
  ];

  for (const [operator, key, value, expected] of cases) {
    it(`${operator} of ${key} and ${JSON.stringify(value)} ${expected ? "holds" : "does not hold"}`, () => {
      const identity = [policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: { [operator]: { [key]: value } } })];
      const requester = { account: "444444444444", arn: session, principalArn: role };
      const request = { requester, action: "a:B", resource: "*", context: new RequestContext(context) };
      assert.equal(evaluate(request, { identity, session: [], serviceControl: [] }).allowed, expected);
    });
  }
});

describe("policy documents", () => {
  const good = { Effect: "Allow", Action: "s3:*", Resource: "*" };

  const malformed: [why: string, kind: PolicyKind, statement: unknown, message: RegExp][] = [
    ["an identity policy names a principal", "identity", { ...good, Principal: "*" }, /should not specify a principal/],
    ["an identity policy names no resource", "identity", { Effect: "Allow", Action: "s3:*" }, /must contain resources/],
    ["a trust policy names a resource", "trust", { ...good, Principal: "*" }, /prohibited field Resource/],
    ["a trust policy names no principal", "trust", { Effect: "Allow", Action: "sts:AssumeRole" }, /Missing required field Principal/],
    ["there is no action", "identity", { Effect: "Allow", Resource: "*" }, /must contain actions/],
    ["an action has no service", "identity", { ...good, Action: "ListRoles" }, /prefaced by a vendor/],
    ["an element is not known", "identity", { ...good, Actions: "*" }, /Syntax errors/],
    ["the effect is not known", "identity", { ...good, Effect: "allow" }, /Syntax errors/],
    ["a resource is no ARN", "identity", { ...good, Resource: "bucket" }, /must be in ARN format/],
    ["a principal is no ARN", "trust", { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "somebody" } }, /Invalid principal/],
    ["a condition operator does not exist", "identity", { ...good, Condition: { StringIs: { a: "b" } } }, /Invalid Condition type/],
  ];

  for (const [why, kind, statement, message] of malformed) {
    it(`are refused when ${why}`, () => {
      assert.throws(
        () => policy(statement, kind),
        (error) => error instanceof PolicySyntaxError && message.test(error.message),
      );
    });
  }

  it("are refused by name, not ignored, when AWS has an operator that is not evaluated here", () => {
    const statement = { ...good, Condition: { BinaryEquals: { key: "QmluYXJ5" } } };
    assert.throws(
      () => policy(statement),
      (error) => error instanceof UnsupportedPolicyError && /BinaryEquals/.test(error.message),
    );
  });

  it("are refused when they are not JSON", () => {
    assert.throws(() => parsePolicy("{", "identity"), PolicySyntaxError);
  });
});

function policy(statement: unknown, kind: PolicyKind = "identity") {
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), kind);
}
