import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { addAccount, createWorld } from "../../../dev/sandbox/seed/createWorld";
import { findRole } from "../../../dev/sandbox/iam/roles";
import { findUser } from "../../../dev/sandbox/iam/users";
import {
  OrganizationFileError,
  parseOrganization,
  readOrganizationFile,
  type OrganizationDescription,
} from "../../../dev/sandbox/seed/organizationFile";
import { findAnalyzers } from "../../../dev/sandbox/services/accessanalyzer";
import { demoOrganizationFile } from "../../../dev/sandbox/server/server";
import { fullAccessPolicyId, isRegionEnabled } from "../../../dev/sandbox/world/world";

const small: OrganizationDescription = {
  management: "111111111111",
  homeRegion: "eu-west-1",
  regions: { enabledByDefault: ["us-east-1", "eu-west-1"], optIn: ["eu-south-2"] },
  accounts: [
    { id: "111111111111", name: "management" },
    { id: "222222222222", name: "shop", ou: "Workloads/Prod", optedIn: ["eu-south-2"], tags: { team: "shop" } },
  ],
};
const world = (changes: Partial<OrganizationDescription> = {}) => createWorld(parseOrganization({ ...small, ...changes }), new HeldClock());

describe("an organization file", () => {
  describe("of the demo", () => {
    const demo = createWorld(readOrganizationFile(demoOrganizationFile), new HeldClock());

    it("has a management account, a delegated administrator and seven members in nested OUs", () => {
      const ous = [...demo.organization.organizationalUnits.values()].map(({ name }) => name).sort();
      assert.deepEqual(ous, ["Dev", "Prod", "Sandbox", "Security", "Suspended", "Workloads"]);
      assert.equal(demo.accounts.size, 9);
      assert.deepEqual(
        [...demo.accounts.values()].filter(({ state }) => state === "SUSPENDED").map(({ id }) => id),
        ["888888888888"],
      );
    });

    it("has one account with an opt-in Region and one with a console-made analyzer", () => {
      const inSpain = [...demo.accounts.values()].filter((account) => isRegionEnabled(account, "eu-south-2")).map(({ id }) => id);
      assert.deepEqual(inSpain, ["555555555555"]);
      assert.deepEqual(
        findAnalyzers(demo).map(({ arn }) => arn),
        ["arn:aws:access-analyzer:eu-west-1:777777777777:analyzer/ConsoleAnalyzer-1234"],
      );
      assert.ok(findRole(demo, "777777777777", "AWSServiceRoleForAccessAnalyzer"));
      assert.equal(findRole(demo, "666666666666", "AWSServiceRoleForAccessAnalyzer"), undefined);
    });
  });

  it("gives members the role that Organizations gives them, unless they were invited", () => {
    const { accounts = [] } = small;
    const made = world({ accounts: [...accounts, { id: "333333333333", name: "guest", invited: true }] });
    const role = findRole(made, "222222222222", "OrganizationAccountAccessRole");
    assert.match(role?.trustPolicy ?? "", /arn:aws:iam::111111111111:root/);
    assert.deepEqual([...(role?.attachedPolicies ?? [])], ["arn:aws:iam::aws:policy/AdministratorAccess"]);
    assert.equal(findRole(made, "111111111111", "OrganizationAccountAccessRole"), undefined);
    assert.equal(findRole(made, "333333333333", "OrganizationAccountAccessRole"), undefined);
  });

  it("makes users and roles with their policies", () => {
    const policies = { read: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:List*", Resource: "*" }] } };
    const trustPolicy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "111111111111" }, Action: "sts:AssumeRole" }],
    };
    const made = world({
      accounts: [
        {
          id: "111111111111",
          name: "management",
          users: [{ name: "anna", policies }],
          roles: [{ name: "auditor", path: "/x/", trustPolicy }],
        },
      ],
    });
    assert.equal(findUser(made, "111111111111", "anna")?.inlinePolicies.get("read"), JSON.stringify(policies.read));
    assert.equal(findRole(made, "111111111111", "auditor")?.arn, "arn:aws:iam::111111111111:role/x/auditor");
  });

  it("attaches FullAWSAccess everywhere and other service control policies where it says", () => {
    const content = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "s3:*", Resource: "*" }] };
    const { organization } = world({
      serviceControlPolicies: [{ name: "no S3", content, targets: ["Workloads", "root", "222222222222"] }],
    });
    const everything = [organization.rootId, ...organization.organizationalUnits.keys(), "111111111111", "222222222222"].sort();
    assert.deepEqual([...(organization.policies.get(fullAccessPolicyId)?.targets ?? [])].sort(), everything);
    const own = [...organization.policies.values()].find(({ name }) => name === "no S3");
    const workloads = [...organization.organizationalUnits.values()].find(({ name }) => name === "Workloads");
    assert.deepEqual([...(own?.targets ?? [])], [workloads?.id, organization.rootId, "222222222222"]);
  });

  it("lets accounts join later, with the same Regions", () => {
    const made = world();
    const [, shop] = parseOrganization(small).accounts;
    assert.ok(shop);
    addAccount(made, { ...shop, id: "444444444444", name: "new", optedIn: [] });
    const joined = made.accounts.get("444444444444");
    assert.deepEqual(
      [...(joined?.regions ?? [])],
      [
        ["us-east-1", "ENABLED_BY_DEFAULT"],
        ["eu-west-1", "ENABLED_BY_DEFAULT"],
        ["eu-south-2", "DISABLED"],
      ],
    );
    assert.equal(joined?.parentId, made.accounts.get("222222222222")?.parentId);
  });

  describe("is refused", () => {
    const cases: [why: string, changes: object, message: RegExp][] = [
      ["with an account id that YAML read as a number", { management: 111111111111 }, /management: expected an account id in quotes/],
      ["with a key that it does not know", { acounts: [] }, /Unrecognized key: "acounts"/],
      ["without its management account", { management: "999999999999" }, /management: account 999999999999 is not among the accounts/],
      [
        "with an account twice",
        { accounts: [...small.accounts, { id: "222222222222", name: "again" }] },
        /accounts\.2\.id: account 222222222222 is there twice/,
      ],
      [
        "with an unknown opt-in Region",
        { accounts: [{ id: "111111111111", name: "m", optedIn: ["ap-east-1"] }] },
        /accounts\.0\.optedIn\.0: ap-east-1 is not listed/,
      ],
      [
        "with a home Region that is not enabled",
        { homeRegion: "eu-south-2" },
        /homeRegion: eu-south-2 is not listed under regions\.enabledByDefault/,
      ],
      [
        "with an administrator from outside",
        { delegatedAdministrators: [{ service: "x", account: "333333333333" }] },
        /delegatedAdministrators\.0\.account/,
      ],
      [
        "with a policy that AWS would refuse",
        { serviceControlPolicies: [{ name: "bad", content: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "s3:*" }] } }] },
        /serviceControlPolicies\.0\.content: Policy statement must contain resources/,
      ],
      [
        "with a policy that the sandbox cannot evaluate",
        {
          accounts: [
            {
              id: "111111111111",
              name: "m",
              users: [
                {
                  name: "u",
                  policies: {
                    p: {
                      Version: "2012-10-17",
                      Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { BinaryEquals: { key: "QQ==" } } }],
                    },
                  },
                },
              ],
            },
          ],
        },
        /accounts\.0\.users\.0\.policies\.p: The sandbox organization does not evaluate condition operator BinaryEquals/,
      ],
    ];
    for (const [why, changes, message] of cases) {
      it(why, () => {
        assert.throws(
          () => parseOrganization({ ...small, ...changes }, "org.yaml"),
          (error) => error instanceof OrganizationFileError && message.test(error.message),
        );
      });
    }

    describe("by file and line", () => {
      let folder: string;
      before(() => (folder = mkdtempSync(join(tmpdir(), "organization-"))));
      after(() => rmSync(folder, { recursive: true }));

      it("when there is no such file", () => {
        assert.throws(() => readOrganizationFile(join(folder, "none.yaml")), /none\.yaml cannot be read: there is no such file/);
      });

      it("when it is not YAML", () => {
        assert.throws(() => readOrganizationFile(write("a: b\nc: [")), /bad\.yaml:2: not YAML/);
      });

      it("when a value is wrong", () => {
        const text =
          'management: "111111111111"\nhomeRegion: eu-west-1\nregions:\n  enabledByDefault: [eu-west-1]\naccounts:\n  - id: "1"\n    name: a\n';
        assert.throws(() => readOrganizationFile(write(text)), /bad\.yaml:6: accounts\.0\.id: expected twelve digits/);
      });

      function write(text: string): string {
        const file = join(folder, "bad.yaml");
        writeFileSync(file, text);
        return file;
      }
    });
  });
});
