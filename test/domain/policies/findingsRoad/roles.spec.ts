import assert from "node:assert/strict";
import { policyDocument } from "../../../../domain/policies/grant";
import { rolesOf } from "../../../../domain/policies/ourRoles";
import { roleNamesIn } from "../../../../domain/policies/roles";
import { builtInArchiveRules } from "../../../../domain/plan/archiveRules";
import { notifying } from "../../../support/notifying";
import { configuration, delegatedAdministrator, management, member } from "../../../support/organization";

const config = configuration(`${notifying}\nfindings: { withinOrganization: notify }`);
const roles = rolesOf(config, "o-exampleorgid", delegatedAdministrator);
const ours = (name: string) => {
  const role = roles.find((each) => each.name === `access-analyzer-org-${name}`);
  assert.ok(role, name);
  return role;
};
const functions = ["notifier", "sweep-planner", "sweep-worker"];
const ofServices = [...functions, "forwarder", "schedule"];

describe("roles of the findings road", () => {
  for (const name of ofServices) {
    it(`${name}: named in full, with a reason for each wildcard, and nothing of IAM`, () => {
      const grants = ours(name).policies.flatMap((policy) => policy.grants);
      assert.equal(new Set(grants.map(({ sid }) => sid)).size, grants.length);
      for (const { sid, actions, resources, wildcard } of grants) {
        assert.match(sid, /^[A-Za-z0-9]+$/);
        for (const action of actions) assert.match(action, /^(?!iam:|organizations:)[a-z-]+:[A-Z][A-Za-z]+$/);
        const isWild = resources.some((resource) => /[*?]/.test(resource));
        assert.equal(isWild, wildcard !== undefined, sid);
      }
    });

    it(`${name}: trusts one AWS service and nobody else`, () => {
      const [statement, ...more] = ours(name).trust.Statement;
      assert.deepEqual(more, []);
      const service = functions.includes(name) ? "lambda" : name === "forwarder" ? "events" : "scheduler";
      assert.deepEqual(statement?.Principal, { Service: `${service}.amazonaws.com` });
      const condition = functions.includes(name) ? undefined : { StringEquals: { "aws:SourceAccount": delegatedAdministrator } };
      assert.deepEqual(statement.Condition, condition);
    });
  }

  it("only the worker and the notifier assume a role, and that is the scan role", () => {
    for (const role of roles) {
      const assumes = role.policies
        .flatMap(({ grants }) => grants)
        .filter(({ actions }) => actions.some((action) => action.startsWith("sts:")));
      assert.deepEqual(
        assumes.flatMap(({ resources }) => resources),
        /-(sweep-worker|notifier)$/.test(role.name) ? ["arn:aws:iam::*:role/access-analyzer-org/access-analyzer-org-scan"] : [],
      );
    }
  });

  it("the scan role is in every member, reads findings, and trusts the worker and the notifier alone", () => {
    const scan = rolesOf(config, "o-exampleorgid", member).find(({ name }) => name === "access-analyzer-org-scan");
    assert.deepEqual(scan?.trust.Statement, [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${delegatedAdministrator}:root` },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" },
          ArnLike: {
            "aws:PrincipalArn": ["notifier", "sweep-worker"].map(
              (name) => `arn:aws:iam::${delegatedAdministrator}:role/access-analyzer-org/access-analyzer-org-${name}`,
            ),
          },
        },
      },
    ]);
    for (const action of scan.policies.flatMap(({ grants }) => grants.flatMap(({ actions }) => actions)))
      assert.match(action, /:(Get|List)/);
  });

  it("those that are read back are those that are rolled out", () => {
    for (const account of [management, delegatedAdministrator, member])
      assert.deepEqual(
        [...roleNamesIn(config, account)].sort(),
        rolesOf(config, "o-exampleorgid", account)
          .map(({ name }) => name)
          .sort(),
      );
    assert.ok(!roleNamesIn(configuration(), delegatedAdministrator).includes("access-analyzer-org-notifier"));
    assert.ok(!roleNamesIn(configuration(notifying), member).includes("access-analyzer-org-scan"));
  });

  it("archive rules speak of the scan role, which another account may become, and of no role that is for an AWS service", () => {
    const named = (account: typeof member) =>
      builtInArchiveRules(config, account).flatMap(({ filter }) => (filter["resource"]?.eq ?? []).map((arn) => arn.split("/").at(-1)));
    assert.ok(named(member).includes("access-analyzer-org-scan"));
    assert.deepEqual(named(delegatedAdministrator), []);
  });

  it("each role's inline policies fit together into what IAM takes, in the partition with the longest name too", () => {
    for (const role of rolesOf(
      { ...config, proof: { enabled: true }, organization: { ...config.organization, partition: "aws-us-gov" } },
      "o-exampleorgid",
      delegatedAdministrator,
    )) {
      const characters = role.policies.map(({ grants }) => JSON.stringify(policyDocument(grants)).length);
      assert.ok(characters.reduce((sum, each) => sum + each, 0) <= 10_240, `${role.name}: ${characters.join(" + ")}`);
    }
  });
});
