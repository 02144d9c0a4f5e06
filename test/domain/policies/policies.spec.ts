import assert from "node:assert/strict";
import { analyzerNames, analyzerTypes } from "../../../domain/analyzer";
import { provisionGrants, provisionInDelegatedAdministratorGrants, retireGrants } from "../../../domain/policies/assumableRoles";
import {
  callerGrants,
  firstLookGrants,
  managementCallerGrants,
  managementRetirementGrants,
  managementRetirementPolicy,
} from "../../../domain/policies/callers";
import { provisionManagementWatchGrants } from "../../../domain/policies/findingsRoad/managementWatch";
import { provisionKeyGrants } from "../../../domain/policies/keys";
import { rolesOf } from "../../../domain/policies/ourRoles";
import { proofKeyPolicy } from "../../../domain/policies/proofKey";
import { policyDocument, type Grant } from "../../../domain/policies/grant";
import type { Configuration } from "../../../domain/configuration/configuration";
import type { AccountId } from "../../../domain/identifiers";
import { notifying } from "../../support/notifying";
import { configuration, delegatedAdministrator, management, member } from "../../support/organization";
import { mayAllow } from "../../support/policyMatch";

const config = configuration();
const everything = configuration(`${notifying}
findings: { withinOrganization: record }
scanner: { enabled: true }
access: { callers: { deployer: [Platform], retirer: [Retirement], prover: ["arn:aws:iam::555555555555:role/prove"] } }
proof: { enabled: true }`);
const place = (account: string) => ({ partition: "aws" as const, account });

/** What each role that a person can assume may do, by the account it is in, with everything switched on. */
const assumable: Record<string, { account: string; grants: Grant[] }> = Object.fromEntries(
  (
    [
      ["a member", member, ["provision", "retire", "audit"]],
      ["the delegated administrator", delegatedAdministrator, ["provision", "prover", "audit"]],
      ["the management account", management, ["audit"]],
    ] as const
  ).flatMap(([where, account, roles]) =>
    roles.map((name) => [`${name} role of ${where}`, { account, grants: grantsOf(everything, account, `access-analyzer-org-${name}`) }]),
  ),
);
const callers: Record<string, Grant[]> = {
  "caller of the stack management": managementCallerGrants(config),
  "caller of the stack management, for the watch": provisionManagementWatchGrants(everything),
  deployer: callerGrants(config, "deployer"),
  retirer: callerGrants(config, "retirer"),
  auditor: callerGrants(config, "auditor"),
  reviewer: callerGrants(config, "reviewer"),
  prover: callerGrants(config, "prover"),
  "caller who takes a first look": firstLookGrants(config, "OrganizationAccountAccessRole"),
  "caller who retires the stack management": managementRetirementGrants(config),
};
const all = { ...Object.fromEntries(Object.entries(assumable).map(([name, { grants }]) => [name, grants])), ...callers };
const reads = /:(Get|List|Describe)[A-Za-z]*$/;

describe("policies", () => {
  for (const [name, grants] of Object.entries(all)) {
    describe(`of the ${name}`, () => {
      it("names every action in full", () => {
        for (const action of grants.flatMap(({ actions }) => actions)) assert.match(action, /^[a-z-]+:[A-Z][A-Za-z]+$/);
      });

      it("says why wherever a resource holds a wildcard, and only there", () => {
        for (const { sid, resources, wildcard } of grants) {
          assert.equal(
            resources.some((resource) => /[*?]/.test(resource)),
            wildcard !== undefined,
            sid,
          );
        }
      });

      it("has statement ids that IAM accepts and that differ", () => {
        const sids = grants.map(({ sid }) => sid);
        assert.equal(new Set(sids).size, sids.length);
        for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
      });

      if (name in callers)
        it("fits into one managed policy", () => {
          assert.ok(JSON.stringify(policyDocument(grants)).replace(/\s/g, "").length <= 6144);
        });
    });
  }
});

describe("no ladder upward", () => {
  for (const [name, { account, grants }] of Object.entries(assumable)) {
    it(`the ${name} may write nothing in IAM but the service-linked role that AWS fixes, and pass only what exact roles have`, () => {
      const writes = grants.filter(({ actions }) => actions.some((action) => action.startsWith("iam:") && !reads.test(action)));
      for (const { actions, resources, condition } of writes) {
        if (actions.includes("iam:PassRole")) {
          assert.deepEqual(actions, ["iam:PassRole"]);
          assert.deepEqual(Object.keys(condition?.["StringEquals"] ?? {}), ["iam:PassedToService"]);
          for (const role of resources)
            assert.match(role, new RegExp(`^arn:aws:iam::${account}:role/access-analyzer-org/access-analyzer-org-[a-z-]+$`));
          continue;
        }
        assert.deepEqual(actions, ["iam:CreateServiceLinkedRole"]);
        assert.deepEqual(resources, [
          `arn:aws:iam::${account}:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer`,
        ]);
        assert.deepEqual(condition, { StringEquals: { "iam:AWSServiceName": "access-analyzer.amazonaws.com" } });
      }
    });

    it(`the ${name} may assume no role, and change neither the organization nor StackSets`, () => {
      for (const action of grants.flatMap(({ actions }) => actions)) {
        assert.doesNotMatch(action, /^sts:/);
        if (/^(organizations|cloudformation|account):/.test(action)) assert.match(action, reads);
      }
    });

    it(`the ${name} reaches analyzers of its own account only`, () => {
      for (const resource of grants.flatMap(({ resources }) => resources).filter((arn) => arn.includes(":access-analyzer:"))) {
        assert.equal(resource.split(":")[4], account);
      }
    });
  }

  it("every role in the management account that another account can assume only reads", () => {
    const actions = assumable["audit role of the management account"]?.grants.flatMap((grant) => grant.actions) ?? [];
    assert.ok(actions.length > 0);
    for (const action of actions) assert.match(action, reads);
  });

  it("every audit role only reads", () => {
    for (const [name, { grants }] of Object.entries(assumable).filter(([role]) => role.startsWith("audit"))) {
      for (const action of grants.flatMap(({ actions }) => actions)) assert.match(action, reads, name);
    }
  });

  it("only the prover role may sign, and no role may change the key's policy, grant its use or delete it", () => {
    for (const [name, { grants }] of Object.entries(assumable)) {
      const actions = grants.flatMap((grant) => grant.actions);
      assert.equal(actions.includes("kms:Sign"), name.startsWith("prover"), name);
      for (const action of actions) assert.doesNotMatch(action, /^kms:(PutKeyPolicy|CreateGrant|ScheduleKeyDeletion|DisableKey)$/, name);
    }
    const { grants = [] } = assumable["provision role of the delegated administrator"] ?? {};
    const alias = (name: string) => `arn:aws:kms:eu-central-1:${delegatedAdministrator}:alias/access-analyzer-org-${name}`;
    assert.ok(mayAllow(grants, "kms:DeleteAlias", alias("findings")));
    assert.ok(!mayAllow(grants, "kms:DeleteAlias", alias("proof")));
  });

  it("the prover becomes audit roles, and the prover role of the delegated administrator alone", () => {
    assert.deepEqual(
      callerGrants(config, "prover").flatMap(({ resources }) => resources),
      [
        "arn:aws:iam::*:role/access-analyzer-org/access-analyzer-org-audit",
        `arn:aws:iam::${delegatedAdministrator}:role/access-analyzer-org/access-analyzer-org-prover`,
      ],
    );
  });

  it("where neither proof nor findings road is on, the provision role reads keys, and takes away the aliases of the road", () => {
    const off = provisionKeyGrants(config, place(delegatedAdministrator)).flatMap(({ actions }) => actions);
    assert.deepEqual(
      off.filter((action) => !reads.test(action)),
      ["kms:DeleteAlias"],
    );
  });

  it("the key's policy is the same whatever the roles' path is", () => {
    assert.deepEqual(proofKeyPolicy(configuration("access: { rolePath: /platform/ }")), proofKeyPolicy(config));
  });

  for (const [kind, roles] of [
    ["auditor", ["audit"]],
    ["reviewer", ["audit"]],
    ["deployer", ["audit", "provision"]],
    ["retirer", ["audit", "retire"]],
  ] as const) {
    it(`the ${kind} may become ${roles.join(" and ")} roles of this organization, and nothing more`, () => {
      const grants = callerGrants(config, kind);
      assert.deepEqual(
        grants.flatMap(({ resources }) => resources),
        roles.map((role) => `arn:aws:iam::*:role/access-analyzer-org/access-analyzer-org-${role}`),
      );
      for (const { actions, condition } of grants) {
        assert.deepEqual(actions, ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]);
        assert.deepEqual(condition, { StringEquals: { "aws:ResourceOrgID": "${aws:PrincipalOrgID}" } });
      }
    });
  }
});

describe("what the provision role reaches", () => {
  const provision = provisionGrants(place(member));
  const ours = (name: string) => `arn:aws:access-analyzer:eu-west-1:${member}:analyzer/${name}`;

  it("is our account analyzer, in a member nothing else", () => {
    assert.ok(!mayAllow(provision, "access-analyzer:DeleteAnalyzer", ours(analyzerNames.ACCOUNT)));
    for (const action of ["CreateAnalyzer", "GetAnalyzer", "TagResource"]) {
      assert.ok(mayAllow(provision, `access-analyzer:${action}`, ours(analyzerNames.ACCOUNT)), action);
      assert.ok(!mayAllow(provision, `access-analyzer:${action}`, ours("ConsoleAnalyzer-1234")), action);
      assert.ok(!mayAllow(provision, `access-analyzer:${action}`, ours(analyzerNames.ORGANIZATION)), action);
    }
  });

  it("is every type of ours in the delegated administrator, whose configuration it may change", () => {
    const there = [
      ...provisionGrants(place(delegatedAdministrator)),
      ...provisionInDelegatedAdministratorGrants(place(delegatedAdministrator)),
    ];
    for (const type of analyzerTypes) {
      const arn = `arn:aws:access-analyzer:eu-west-1:${delegatedAdministrator}:analyzer/${analyzerNames[type]}`;
      assert.ok(mayAllow(there, "access-analyzer:CreateAnalyzer", arn), type);
      assert.ok(mayAllow(there, "access-analyzer:CreateArchiveRule", `${arn}/archive-rule/any`), type);
      assert.equal(
        mayAllow(there, "access-analyzer:UpdateAnalyzer", arn),
        type === "ORGANIZATION_UNUSED_ACCESS" || type === "ORGANIZATION_INTERNAL_ACCESS",
        type,
      );
    }
  });
});

describe("what the retire role reaches", () => {
  it("is analyzers of ours of every type, in whatever account: it deletes them and creates nothing", () => {
    const retire = retireGrants(place(member));
    const named = (name: string) => `arn:aws:access-analyzer:eu-west-1:${member}:analyzer/${name}`;
    for (const type of analyzerTypes) assert.ok(mayAllow(retire, "access-analyzer:DeleteAnalyzer", named(analyzerNames[type])), type);
    assert.ok(!mayAllow(retire, "access-analyzer:DeleteAnalyzer", named("ConsoleAnalyzer-1234")));
    for (const action of ["CreateAnalyzer", "DeleteArchiveRule", "TagResource"])
      assert.ok(!mayAllow(retire, `access-analyzer:${action}`, named(analyzerNames.ACCOUNT)), action);
  });
});

describe("what the caller of the stack management may do", () => {
  const grants = managementCallerGrants(config);

  it("leaves other StackSets, other roles and other delegated administrators alone", () => {
    assert.ok(
      mayAllow(
        grants,
        "cloudformation:UpdateStackSet",
        `arn:aws:cloudformation:eu-central-1:${management}:stackset/access-analyzer-org-roles:11aa`,
      ),
    );
    assert.ok(
      !mayAllow(grants, "cloudformation:UpdateStackSet", `arn:aws:cloudformation:eu-central-1:${management}:stackset/baseline:11aa`),
    );
    assert.ok(!mayAllow(grants, "iam:PutRolePolicy", `arn:aws:iam::${management}:role/Admin`));
    assert.ok(
      !mayAllow(grants, "organizations:RegisterDelegatedAdministrator", `arn:aws:organizations::${management}:account/o-abc/${member}`),
    );
  });

  it("deletes nothing but archive rules, and instances of our roles' StackSet, unless it retires", () => {
    const deletes = grants.flatMap(({ actions }) => actions).filter((action) => /:(Delete|Disable|Deregister)/.test(action));
    assert.deepEqual(deletes.sort(), ["access-analyzer:DeleteArchiveRule", "cloudformation:DeleteStackInstances"]);
    const set = (name: string) => `arn:aws:cloudformation:eu-central-1:${management}:stackset/${name}:11aa`;
    for (const action of ["DeleteStackInstances", "CreateStackInstances", "UpdateStackInstances", "ListStackSetOperationResults"]) {
      assert.ok(mayAllow(grants, `cloudformation:${action}`, set("access-analyzer-org-roles")), action);
      assert.ok(!mayAllow(grants, `cloudformation:${action}`, set("baseline")), action);
    }
  });

  it("may do nothing twice: retiring adds only what the usual policy lacks", () => {
    const usual = new Set(grants.flatMap(({ actions }) => actions));
    const retiring = managementRetirementPolicy(config).Statement.flatMap(({ Action }) => Action);
    assert.ok(retiring.length > 0);
    assert.deepEqual(
      retiring.filter((action) => usual.has(action)),
      [],
    );
  });

  it("names the other partition's ARNs there", () => {
    const gov = configurationIn("us-gov-west-1");
    const arns = managementCallerGrants(gov)
      .flatMap(({ resources }) => resources)
      .filter((arn) => arn !== "*");
    assert.ok(arns.length > 0);
    for (const arn of arns) assert.match(arn, /^arn:aws-us-gov:/);
  });

  it("asks for nothing of Account Management where the partition has none", () => {
    const actionsIn = (homeRegion: string) =>
      firstLookGrants(homeRegion === "" ? config : configurationIn(homeRegion), "Role").flatMap(({ actions }) => actions);
    assert.ok(actionsIn("").includes("account:ListRegions"));
    assert.deepEqual(
      actionsIn("us-gov-west-1").filter((action) => action.startsWith("account:")),
      [],
    );
  });
});

function grantsOf(of: Configuration, account: AccountId, name: string): Grant[] {
  const role = rolesOf(of, "o-exampleorgid", account).find((each) => each.name === name);
  assert.ok(role, name);
  return role.policies.flatMap(({ grants }) => grants);
}

function configurationIn(homeRegion: string) {
  return {
    ...config,
    organization: {
      ...config.organization,
      homeRegion: homeRegion as typeof config.organization.homeRegion,
      partition: "aws-us-gov" as const,
    },
  };
}
