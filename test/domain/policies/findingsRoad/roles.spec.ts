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
const scanning = configuration(`${notifying}\nscanner: { enabled: true }`);
const functions = ["notifier", "sweep-planner", "sweep-worker", "watcher"];
const ofServices = [...functions, "forwarder", "watch-forwarder", "schedule"];

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
      const service = functions.includes(name) ? "lambda" : name.endsWith("forwarder") ? "events" : "scheduler";
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
      { ...config, scanner: scanning.scanner, proof: { enabled: true }, organization: { ...config.organization, partition: "aws-us-gov" } },
      "o-exampleorgid",
      delegatedAdministrator,
    )) {
      const characters = role.policies.map(({ grants }) => JSON.stringify(policyDocument(grants)).length);
      assert.ok(characters.reduce((sum, each) => sum + each, 0) <= 10_240, `${role.name}: ${characters.join(" + ")}`);
    }
  });

  describe("where the scanner is on", () => {
    const organization = "o-exampleorgid";
    const at = (account: typeof member, of = scanning) => rolesOf(of, organization, account);
    const actionsOf = (name: string, account = member, of = scanning) => {
      const role = at(account, of).find((each) => each.name === `access-analyzer-org-${name}`);
      assert.ok(role, name);
      return role.policies.flatMap(({ grants }) => grants.flatMap(({ actions }) => actions));
    };

    it("the scan role scans by the account's own analyzers and looks up what a call leaves out; it reads no data and writes nothing", () => {
      const actions = actionsOf("scan").sort();
      assert.deepEqual(actions, [
        ...["access-analyzer:GetAnalyzedResource", "access-analyzer:GetAnalyzer", "access-analyzer:GetFinding"],
        ...["access-analyzer:ListAnalyzedResources", "access-analyzer:ListFindings", "access-analyzer:StartResourceScan"],
        ...["iam:GetRole", "s3:GetAccessPoint", "secretsmanager:DescribeSecret"],
      ]);
      const keysAlone = configuration(`${notifying}\nscanner: { enabled: true, resourceTypes: [AWS::KMS::Key] }`);
      assert.deepEqual(
        actionsOf("scan", member, keysAlone).filter((action) => !action.startsWith("access-analyzer:")),
        [],
      );
    });

    it("the scan role trusts the notifier, the worker and the scanner, and without the scanner the first two", () => {
      const trusted = (of: typeof config) => {
        const role = at(member, of).find(({ name }) => name === "access-analyzer-org-scan");
        return [role?.trust.Statement[0]?.Condition?.["ArnLike"]?.["aws:PrincipalArn"]]
          .flat()
          .map((arn) => arn?.split("access-analyzer-org-").at(-1));
      };
      assert.deepEqual(trusted(scanning), ["notifier", "sweep-worker", "scanner"]);
      assert.deepEqual(trusted(config), ["notifier", "sweep-worker"]);
    });

    it("the forwarder is in every member, for rules of that account alone, and puts events on the bus at home", () => {
      const forwarder = at(member).find(({ name }) => name === "access-analyzer-org-scan-forwarder");
      const [trust] = forwarder?.trust.Statement ?? [];
      assert.deepEqual(
        [trust?.Principal, trust?.Condition],
        [{ Service: "events.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": member } }],
      );
      assert.deepEqual(
        forwarder?.policies.flatMap(({ grants }) => grants.map(({ actions, resources }) => [actions, resources])),
        [[["events:PutEvents"], [`arn:aws:events:eu-central-1:${delegatedAdministrator}:event-bus/access-analyzer-org-findings`]]],
      );
      assert.ok(at(delegatedAdministrator).some(({ name }) => name === "access-analyzer-org-scan-forwarder"));
      assert.ok(!at(management).some(({ name }) => name.startsWith("access-analyzer-org-scan")));
    });

    it("the scanner sends to its own queue, reports with its own source, and writes nothing else", () => {
      const writes = actionsOf("scanner", delegatedAdministrator).filter((action) => !/:(Get|List|Describe)/.test(action));
      assert.deepEqual(writes.sort(), [
        ...["access-analyzer:StartResourceScan", "events:PutEvents", "logs:CreateLogStream", "logs:PutLogEvents"],
        ...["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage", "sts:AssumeRole"],
      ]);
      const schedule = (yaml: string) => actionsOf("schedule", delegatedAdministrator, configuration(`${notifying}\n${yaml}`));
      assert.deepEqual(schedule("scanner: { enabled: true }"), ["lambda:InvokeFunction", "sqs:SendMessage"]);
      assert.deepEqual(schedule("scanner: { enabled: true, sweep: off }"), ["lambda:InvokeFunction"]);
    });

    it("members' rules are made by the provision role, which passes one role to EventBridge; where it is off they are read and deleted", () => {
      const rules = (of: typeof config) => at(member, of).flatMap(({ name, policies }) => (name.endsWith("-provision") ? policies : []));
      const [policy] = rules(scanning).filter(({ name }) => name === "scanner");
      const pass = policy?.grants.find(({ actions }) => actions.includes("iam:PassRole"));
      assert.deepEqual(pass?.resources, [`arn:aws:iam::${member}:role/access-analyzer-org/access-analyzer-org-scan-forwarder`]);
      assert.deepEqual(pass.condition, { StringEquals: { "iam:PassedToService": "events.amazonaws.com" } });
      for (const grant of policy?.grants ?? [])
        if (grant !== pass) assert.deepEqual(grant.resources, [`arn:aws:events:*:${member}:rule/access-analyzer-org-scan`]);
      const off =
        rules(configuration())
          .find(({ name }) => name === "scanner")
          ?.grants.flatMap(({ actions }) => actions) ?? [];
      assert.deepEqual(
        off.filter((action) => !/:(Describe|List)/.test(action)),
        ["events:DeleteRule", "events:RemoveTargets"],
      );
    });

    it("each role's reasons and wildcards are said", () => {
      for (const account of [member, delegatedAdministrator])
        for (const { name, policies } of at(account))
          for (const { sid, resources, wildcard } of policies.flatMap(({ grants }) => grants))
            assert.equal(
              resources.some((resource) => /[*?]/.test(resource)),
              wildcard !== undefined,
              `${name} ${sid}`,
            );
    });

    it("those that are read back are those that are rolled out", () => {
      for (const account of [management, delegatedAdministrator, member])
        assert.deepEqual(
          [...roleNamesIn(scanning, account)].sort(),
          at(account)
            .map(({ name }) => name)
            .sort(),
        );
    });
  });
});
