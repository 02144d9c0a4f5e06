import assert from "node:assert/strict";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { planComplete } from "../../../domain/plan/planComplete";
import type { StackRole } from "../../../domain/plan/stackName";
import type { StackResource } from "../../../domain/stackResource";
import { unknownValue } from "../../../domain/unknownValue";
import { changeAccount, today } from "../../support/planned";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { analyzer, bucket, provider, said, type Inputs } from "../../support/stackResources";

const role: StackRole = { kind: "member", account: member };
const config = configuration();
const read = inventory([member], ["eu-central-1", "us-east-1"]);
const urn = "urn:pulumi:member::access-analyzer-org::pulumi:pulumi:Stack::access-analyzer-org-member";
const inMember = provider({ allowedAccountIds: `["${member}"]` });
const planned = coveragePlan(config, read, today);

/** The plan's analyzers as the program rolls them out. */
const rolledOut = (account: string, by = provider({ allowedAccountIds: [account] })): StackResource[] =>
  planned.analyzers
    .filter((spec) => spec.account === account)
    .map(({ name, type, region }) => analyzer({ analyzerName: name, type, region }, by, `${account}-${region}-${name}`));

describe("a stack of ours", () => {
  const judge = (resources: StackResource[], { as = role as StackRole, plan = planned } = {}) =>
    said(planComplete(as, { config, plan, resources, urn }));
  const [first, ...others] = rolledOut(member);
  assert.ok(first && others.length > 0);
  const changed = (inputs: Inputs, by = inMember) => [analyzer({ ...first.inputs, ...inputs }, by, "changed"), ...others];
  const name = String(first.inputs?.["analyzerName"]);

  it("has exactly the plan's analyzers", () => {
    for (const [account, as] of [
      [member, role],
      [management, { kind: "management" }],
      [delegatedAdministrator, { kind: "security" }],
    ] as const)
      assert.deepEqual(judge([...rolledOut(account), bucket()], { as }), [], account);
  });

  it("has one too few", () => {
    assert.deepEqual(judge(others), [
      `access-analyzer-org-member: The plan has the analyzer ${name} (ACCOUNT) in account ${member}, eu-central-1, and stack member-${member} does not. ` +
        "Let the program roll out the plan as it is (`run` of access-analyzer-org/stacks), or change the plan in organization.yaml.",
    ]);
    assert.equal(judge([]).length, rolledOut(member).length);
  });

  it("has one too many", () => {
    const more = analyzer({ analyzerName: "more", type: "ACCOUNT_UNUSED_ACCESS", region: "us-east-1" }, inMember, "more");
    assert.deepEqual(judge([first, ...others, more]), [
      `more: Stack member-${member} has the analyzer more (ACCOUNT_UNUSED_ACCESS) in account ${member}, us-east-1, as more, and the plan does not. ` +
        "Plan it in organization.yaml, or keep it in a stack of its own.",
    ]);
  });

  const differences: [what: string, resources: StackResource[], shown: string][] = [
    ["name", changed({ analyzerName: "other" }), `other (ACCOUNT) in account ${member}, eu-central-1`],
    ["type", changed({ type: "ORGANIZATION" }), `${name} (ORGANIZATION) in account ${member}, eu-central-1`],
    ["Region", changed({ region: "eu-west-1" }), `${name} (ACCOUNT) in account ${member}, eu-west-1`],
    ["account", changed({}, provider({ allowedAccountIds: [management] })), `${name} (ACCOUNT) in account ${management}, eu-central-1`],
    ["name that is not known", changed({ analyzerName: unknownValue }), `not known yet (ACCOUNT) in account ${member}, eu-central-1`],
    ["type that is not known", changed({ type: unknownValue }), `${name} (not known yet) in account ${member}, eu-central-1`],
    ["Region that is not known", changed({ region: unknownValue }), `${name} (ACCOUNT) in account ${member}, not known yet`],
    [
      "account that is not known",
      changed({}, provider({ allowedAccountIds: unknownValue })),
      `${name} (ACCOUNT) in account not known yet, eu-central-1`,
    ],
    ["account that nothing says", changed({}, provider({})), `${name} (ACCOUNT) in account not known yet, eu-central-1`],
  ];
  for (const [what, resources, shown] of differences) {
    it(`has one of another ${what}`, () => {
      const [missing, beyond, ...more] = judge(resources);
      assert.match(missing ?? "", /^access-analyzer-org-member: The plan has the analyzer/);
      assert.equal(beyond?.split(" has the analyzer ")[1]?.split(", as ")[0], shown);
      assert.deepEqual(more, []);
    });
  }

  it("has a component of that type's name instead of one", () => {
    const { urn, type, name, inputs, outputs } = first;
    assert.equal(judge([{ urn, type, name, inputs, outputs }, ...others]).length, 2);
  });

  it("that was emptied has to have nothing more", () => {
    const without = { ...planned, analyzers: planned.analyzers.filter(({ account }) => account !== member) };
    assert.deepEqual(judge([], { plan: without }), []);
    assert.equal(judge([first], { plan: without }).length, 1);
  });

  it("keeps what is there where nothing is known of the account", () => {
    const plan = coveragePlan(
      config,
      changeAccount(read, member, (account) => ({ ...account, regions: { unreadable: "AccessDenied" } })),
      today,
    );
    assert.deepEqual(judge([first], { plan }), []);
  });
});
