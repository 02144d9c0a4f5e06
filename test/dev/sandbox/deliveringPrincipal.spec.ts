import assert from "node:assert/strict";
import { assertResourcePolicyAllows, assertServiceMayAssume, type DeliveringPrincipal } from "../../../dev/sandbox/iam/deliveringPrincipal";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";

const account = "222222222222";
const region = "eu-central-1";
const queue = `arn:aws:sqs:${region}:${account}:intake`;
const rule = `arn:aws:events:${region}:${account}:rule/findings`;
const events: DeliveringPrincipal = { service: "events.amazonaws.com", sourceArn: rule, sourceAccount: account };

describe("the sandbox asks a resource's policy", () => {
  let sandbox: Sandbox;
  before(async () => void (sandbox = await startSandbox()));
  after(() => sandbox.close());

  const ask = (by: DeliveringPrincipal, statements: object[] | undefined) =>
    assertResourcePolicyAllows(sandbox.world, by, {
      ...{ action: "sqs:SendMessage", resource: queue, region },
      policy: statements && JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    });
  const letting = (Principal: unknown, Condition?: object) => ({
    ...{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: queue },
    ...(Condition ? { Condition } : {}),
  });
  const denied = { name: "AccessDeniedException" };

  const service = { Service: "events.amazonaws.com" };
  const conditions: [string, object, boolean][] = [
    ["aws:SourceArn that fits", { ArnLike: { "aws:SourceArn": `arn:aws:events:*:${account}:rule/*` } }, true],
    ["aws:SourceArn of another rule", { ArnEquals: { "aws:SourceArn": `${rule}2` } }, false],
    ["aws:SourceAccount that fits", { StringEquals: { "aws:SourceAccount": account } }, true],
    ["another aws:SourceAccount", { StringEquals: { "aws:SourceAccount": "333333333333" } }, false],
    ["aws:PrincipalIsAWSService", { Bool: { "aws:PrincipalIsAWSService": "true" } }, true],
    ["a principal's organization, which no service has", { Null: { "aws:PrincipalOrgID": "false" } }, false],
    ["a source's organization", { Null: { "aws:SourceOrgID": "false" } }, true],
  ];
  for (const [what, condition, isAllowed] of conditions) {
    it(`for a service, by a condition of ${what}`, () => {
      const asked = () => ask(events, [letting(service, condition)]);
      if (isAllowed) asked();
      else assert.throws(asked, denied);
    });
  }

  it("for a service, which has to be let in by name", () => {
    assert.throws(() => ask(events, undefined), denied);
    assert.throws(() => ask(events, [letting({ Service: "sns.amazonaws.com" })]), denied);
    assert.throws(() => ask(events, [letting({ AWS: account })]), denied);
    ask(events, [letting("*")]);
    assert.throws(() => ask(events, [letting(service), { ...letting("*"), Effect: "Deny" }]), denied);
  });

  it("for a role that a service has assumed, with the role's own policies", () => {
    const roleArn = "arn:aws:iam::333333333333:role/forwarder";
    assert.throws(() => ask({ roleArn }, [letting("*")]), denied);
    const put = (actions: string[]) =>
      putRole(sandbox.world, "333333333333", {
        name: "forwarder",
        trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: service, Action: "sts:AssumeRole" }] },
        inlinePolicies: { own: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: queue }] } },
      });
    put(["sqs:GetQueueUrl"]);
    assert.throws(() => ask({ roleArn }, [letting({ AWS: roleArn })]), denied);
    put(["sqs:SendMessage"]);
    ask({ roleArn }, [letting({ AWS: roleArn })]);
    ask({ roleArn }, [
      letting("*", { StringEquals: { "aws:PrincipalOrgID": sandbox.world.organization.id, "aws:PrincipalArn": roleArn } }),
    ]);
    assert.throws(() => ask({ roleArn }, [letting(service)]), denied);
    assert.throws(() => ask({ roleArn }, undefined), denied);
  });

  it("and a role's trust policy before a service takes the role on", () => {
    const by = { service: "events.amazonaws.com", sourceArn: rule, sourceAccount: account };
    const roleArn = `arn:aws:iam::${account}:role/platform/forwarder`;
    const put = (Condition: object) =>
      putRole(sandbox.world, account, {
        ...{ name: "forwarder", path: "/platform/" },
        trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: service, Action: "sts:AssumeRole", Condition }] },
      });
    const asked = () => assertServiceMayAssume(sandbox.world, by, roleArn, region);
    assert.throws(asked, denied);
    put({ StringEquals: { "aws:SourceAccount": account } });
    asked();
    put({ StringEquals: { "aws:SourceAccount": "333333333333" } });
    assert.throws(asked, denied);
  });
});
