import assert from "node:assert/strict";
import { auditRoleName, provisionRoleName } from "../../../domain/names";
import type { PlannedStack } from "../../../domain/plan/plannedStacks";
import { roleArns } from "../../../domain/policies/roles";
import { withoutCallers } from "../../../scripts/deploy/otherCaller";
import { parseEngineEvent } from "../../../scripts/pulumi/engineEvent";
import { configuration, delegatedAdministrator, management, member } from "../../support/organization";

const config = configuration();
const sessionName = "access-analyzer-org";
const memberStack: PlannedStack = { name: `member-${member}`, role: { kind: "member", account: member }, account: member };
const managementStack: PlannedStack = { name: "management", role: { kind: "management" }, account: management };
const { audit, provision, retire } = roleArns(config, member);
const review = { ACCESS_ANALYZER_ORG_REVIEW: "true" };
const deployersRole = `arn:aws:iam::${delegatedAdministrator}:role/deployer`;
const reviewersRole = `arn:aws:iam::${delegatedAdministrator}:role/reviewer`;

describe("a provider that differs in a preview", () => {
  it("is no change where a reviewer looks through the audit role of the same account", () => {
    assert.ok(isLeftOut(chain(provision), chain(audit)));
    assert.ok(isLeftOut({ ...chain(provision), profile: "security" }, chain(audit)));
    assert.ok(isLeftOut(chain(deployersRole, provision), chain(audit)));
    const named = { ACCESS_ANALYZER_ORG_ROLE_ARN: reviewersRole, ACCESS_ANALYZER_ORG_PROFILE: "ci" };
    assert.ok(isLeftOut(chain(deployersRole, provision), { ...chain(reviewersRole, audit), profile: "ci" }, { env: named }));
  });

  it("is no change in the management account, where the roll-out assumes no role of ours", () => {
    const ours = roleArns(config, management).audit;
    const inManagement = { stack: managementStack };
    assert.ok(isLeftOut({ profile: "platform" }, chain(ours), inManagement));
    assert.ok(isLeftOut(chain(`arn:aws:iam::${management}:role/platform`), chain(ours), inManagement));
    assert.ok(!isLeftOut({}, chain(audit), inManagement));
    const asItsCaller = {
      stack: managementStack,
      env: { ACCESS_ANALYZER_ORG_REVIEW: "false", ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: "me" },
    };
    assert.ok(isLeftOut({ profile: "platform" }, { profile: "me" }, asItsCaller));
    assert.ok(!isLeftOut({ profile: "platform" }, { profile: "other" }, asItsCaller));
  });

  it("is a change where another account, another path or another role is assumed", () => {
    const inOtherAccount = audit.replace(member, delegatedAdministrator);
    const onOtherPath = audit.replace("role/access-analyzer-org/", "role/elsewhere/");
    for (const wanted of [inOtherAccount, onOtherPath, retire, audit.replace(auditRoleName, "Administrator"), provision, undefined])
      assert.ok(!isLeftOut(chain(provision), wanted === undefined ? {} : chain(wanted)), wanted);
    for (const had of [inOtherAccount, onOtherPath, retire, provision.replace(provisionRoleName, "Administrator"), undefined])
      assert.ok(!isLeftOut(had === undefined ? {} : chain(had), chain(audit)), had);
  });

  it("is a change where a role stands before ours that nobody named", () => {
    assert.ok(!isLeftOut(chain(provision), chain(reviewersRole, audit)));
    assert.ok(!isLeftOut(chain(deployersRole, provision), chain(deployersRole, audit)));
    assert.ok(!isLeftOut(chain(provision), { ...chain(audit), profile: "somebody" }));
  });

  it("is a change where anything else of the chain differs", () => {
    const with_ = (more: object) => ({ assumeRoles: JSON.stringify([{ roleArn: audit, sessionName, ...more }]) });
    for (const more of [{ sessionName: "other" }, { externalId: "x" }, { policy: "{}" }, { duration: "12h" }])
      assert.ok(!isLeftOut(chain(provision), with_(more)), JSON.stringify(more));
    for (const assumeRoles of ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "{}", "[null]", 3])
      assert.ok(!isLeftOut(chain(provision), { assumeRoles }), String(assumeRoles));
  });

  it("is a change where another argument differs as well, and where it is no update", () => {
    assert.ok(!isLeftOut(chain(provision), { ...chain(audit), region: "us-east-1" }));
    assert.ok(!isLeftOut(chain(provision), { ...chain(audit), skipCredentialsValidation: "true" }));
    assert.ok(!isLeftOut(chain(provision), chain(audit), { op: "replace" }));
  });

  it("leaves the other steps, and counts the provider among what stays the same", () => {
    const other = { ...step(chain(provision), chain(audit)), type: "aws:accessanalyzer/analyzer:Analyzer" };
    const result = { ...empty, steps: [step(chain(provision), chain(audit)), other], changes: { update: 2, same: 3 } };
    const left = withoutCallers(result, memberStack, config, review);
    assert.deepEqual(left.steps, [other]);
    assert.deepEqual(left.changes, { update: 1, same: 4 });
  });
});

const empty = {
  ...{ succeeded: true, exitCode: 0, steps: [], changes: {}, changesOutputs: false },
  ...{ failed: [], diagnostics: [], violations: [], isLocked: false, hasBegun: false, stderr: "" },
};

function isLeftOut(before: object, after: object, { stack = memberStack, env = {}, op = "update" } = {}): boolean {
  const result = { ...empty, steps: [step(before, after, op)], changes: { [op]: 1 } };
  return withoutCallers(result, stack, config, { ...review, ...env }).steps.length === 0;
}

function chain(...arns: string[]) {
  return { assumeRoles: JSON.stringify(arns.map((roleArn) => ({ roleArn, sessionName }))) };
}

function step(before: object, after: object, op = "update") {
  const state = (inputs: object) => ({
    type: "pulumi:providers:aws",
    inputs: { region: "eu-central-1", allowedAccountIds: "[]", ...inputs },
  });
  const metadata = {
    ...{ op, urn: "urn:pulumi:s::p::pulumi:providers:aws::aws", type: "pulumi:providers:aws" },
    ...{ old: state(before), new: state(after) },
  };
  const event = parseEngineEvent(JSON.stringify({ sequence: 1, resourcePreEvent: { planning: true, metadata } }));
  assert.ok(typeof event === "object" && event.kind === "step");
  return event;
}
