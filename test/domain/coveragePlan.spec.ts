import assert from "node:assert/strict";
import type { AnalyzerType } from "../../domain/analyzer";
import type { Configuration } from "../../domain/configuration/configuration";
import { coveragePlan } from "../../domain/coveragePlan";
import { ConfigurationError } from "../../domain/errors";
import { accountId, region as regionCode, type AccountId } from "../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, RegionOptStatus } from "../../domain/inventory";
import { configuration, delegatedAdministrator, inventory, management, member } from "../support/organization";

const today = "2026-11-22";
const second = accountId("444444444444");
const everything = `analyzers:
  unusedAccess: { enabled: true }
  internalAccess: { enabled: true, include: [{ resourceTypes: [AWS::S3::Bucket] }] }
`;

describe("coveragePlan", () => {
  describe("plans", () => {
    it("an account analyzer in every enabled Region of every account, the management account and the delegated administrator like any other", () => {
      const regions = ["eu-central-1", "eu-west-1", "us-east-1"];
      assert.deepEqual(
        places(configuration(), inventory(), "ACCOUNT"),
        [management, delegatedAdministrator, member].flatMap((id) => regions.map((region) => `${id} ${region}`)),
      );
    });

    it("organization analyzers in every enabled Region of the delegated administrator only", () => {
      const changed = withRegions(inventory(), delegatedAdministrator, { "eu-west-1": "DISABLED" });
      assert.deepEqual(places(configuration(), changed, "ORGANIZATION"), [
        `${delegatedAdministrator} eu-central-1`,
        `${delegatedAdministrator} us-east-1`,
      ]);
    });

    it("no unused or internal access unless it is asked for, since both are billed", () => {
      const plan = coveragePlan(configuration(), inventory(), today);
      assert.deepEqual([...new Set(plan.analyzers.map(({ type }) => type))], ["ACCOUNT", "ORGANIZATION"]);
      assert.deepEqual(
        plan.uncovered.map(({ account, region, type, reason }) => [
          account,
          region,
          type,
          reason.kind === "disabled" ? reason.by : reason.kind,
        ]),
        [
          [delegatedAdministrator, "eu-central-1", "ORGANIZATION_UNUSED_ACCESS", "analyzers.unusedAccess.enabled"],
          [delegatedAdministrator, "eu-central-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
          [delegatedAdministrator, "eu-west-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
          [delegatedAdministrator, "us-east-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
        ],
      );
    });

    it("unused access in the home Region, or in all of them when that is asked for", () => {
      assert.deepEqual(places(configuration(everything), inventory(), "ORGANIZATION_UNUSED_ACCESS"), [
        `${delegatedAdministrator} eu-central-1`,
      ]);
      const all = configuration("analyzers: { unusedAccess: { enabled: true, regions: all } }");
      assert.equal(places(all, inventory(), "ORGANIZATION_UNUSED_ACCESS").length, 3);
    });

    it("the configurations that the API takes", () => {
      const config = configuration(`analyzers:
  unusedAccess: { enabled: true, ageDays: 30, exclude: { accounts: ["${second}"], tags: [{ key: team, value: data }, { key: ignore }] } }
  internalAccess: { enabled: true, include: [{ accounts: ["${second}", "${member}"], resourceTypes: [AWS::S3::Bucket] }] }
overrides: [{ where: { account: "${member}" }, unusedAccess: { enabled: false } }]
`);
      const { analyzers } = coveragePlan(config, inventory([second, member]), today);
      assert.deepEqual(analyzers.find(({ type }) => type === "ORGANIZATION_UNUSED_ACCESS")?.configuration, {
        unusedAccess: {
          unusedAccessAge: 30,
          analysisRule: { exclusions: [{ accountIds: [member, second] }, { resourceTags: [{ ignore: "" }, { team: "data" }] }] },
        },
      });
      assert.deepEqual(analyzers.find(({ type }) => type === "ORGANIZATION_INTERNAL_ACCESS")?.configuration, {
        internalAccess: { analysisRule: { inclusions: [{ accountIds: [member, second], resourceTypes: ["AWS::S3::Bucket"] }] } },
      });
      assert.ok(analyzers.filter(({ type }) => type === "ACCOUNT" || type === "ORGANIZATION").every((spec) => !("configuration" in spec)));
    });

    it("no analysis rule where nothing is excluded", () => {
      const spec = coveragePlan(configuration(everything), inventory(), today).analyzers.find(
        ({ type }) => type === "ORGANIZATION_UNUSED_ACCESS",
      );
      assert.deepEqual(spec?.configuration, { unusedAccess: { unusedAccessAge: 90 } });
    });

    it("the configuration's tags beside the owner's", () => {
      const { analyzers } = coveragePlan(configuration("tags: { cost-center: '42' }"), inventory(), today);
      assert.deepEqual(analyzers[0]?.tags, { "cost-center": "42", "managed-by": "access-analyzer-org" });
    });
  });

  describe("leaves out", () => {
    it("accounts that are not active, once for each planned type and without a Region", () => {
      for (const state of ["SUSPENDED", "CLOSED", "PENDING_CLOSURE", "PENDING_ACTIVATION"] as const) {
        const changed = changeAccount(inventory(), member, (account) => ({ ...account, state }));
        assert.deepEqual(reasons(configuration(everything), changed, member), [
          `* ACCOUNT accountState ${state}`,
          `* ORGANIZATION accountState ${state}`,
          `* ORGANIZATION_UNUSED_ACCESS accountState ${state}`,
          `* ORGANIZATION_INTERNAL_ACCESS accountState ${state}`,
        ]);
      }
    });

    it("Regions that are off, being turned on or being turned off", () => {
      const changed = withRegions(inventory(), member, { "eu-west-1": "ENABLING", "us-east-1": "DISABLING", "eu-south-2": "DISABLED" });
      assert.deepEqual(reasons(configuration(), changed, member), [
        "eu-south-2 ACCOUNT regionNotEnabled DISABLED",
        "eu-west-1 ACCOUNT regionNotEnabled ENABLING",
        "us-east-1 ACCOUNT regionNotEnabled DISABLING",
      ]);
      assert.deepEqual(
        places(configuration(), changed, "ACCOUNT").filter((place) => place.startsWith(member)),
        [`${member} eu-central-1`],
      );
    });

    it("a member's Region from the organization analyzers where the delegated administrator does not have it enabled", () => {
      const off = withRegions(withRegions(inventory(), member, { "eu-south-2": "ENABLED" }), delegatedAdministrator, {
        "eu-south-2": "DISABLED",
      });
      assert.deepEqual(reasons(configuration(everything), off, member), [
        "eu-south-2 ORGANIZATION ownerRegionNotEnabled DISABLED",
        "eu-south-2 ORGANIZATION_INTERNAL_ACCESS ownerRegionNotEnabled DISABLED",
      ]);
      const unknown = withRegions(inventory(), member, { "eu-south-2": "ENABLED" });
      assert.deepEqual(reasons(configuration(), unknown, member), ["eu-south-2 ORGANIZATION ownerRegionNotEnabled UNKNOWN"]);
      assert.ok(places(configuration(), off, "ACCOUNT").includes(`${member} eu-south-2`));
    });

    it("such a Region as exempt or excluded where the account or the Region is left out anyway", () => {
      const changed = withRegions(inventory(), member, { "eu-south-2": "ENABLED" });
      const exempt = configuration(`overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`);
      assert.ok(reasons(exempt, changed, member).includes("eu-south-2 ORGANIZATION exempt divested"));
      const excluded = configuration("regions: { exclude: [{ name: eu-south-2, reason: by decree }] }");
      assert.deepEqual(reasons(excluded, changed, member), [
        "eu-south-2 ACCOUNT regionExcluded by decree",
        "eu-south-2 ORGANIZATION regionExcluded by decree",
      ]);
    });

    it("excluded Regions, with the reason that was given", () => {
      const config = configuration("regions: { exclude: [{ name: us-east-1, reason: by decree }] }");
      assert.deepEqual(reasons(config, inventory(), member), ["us-east-1 ACCOUNT regionExcluded by decree"]);
      assert.deepEqual(
        reasons(config, inventory(), delegatedAdministrator).filter((text) => text.startsWith("us-east-1") && !text.includes("disabled")),
        ["us-east-1 ACCOUNT regionExcluded by decree", "us-east-1 ORGANIZATION regionExcluded by decree"],
      );
    });

    it("exempt accounts until the end of the last day, from account analyzers and from unused access", () => {
      const config = configuration(
        `${everything}overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal, until: 2026-11-22 } }]`,
      );
      const told = reasons(config, inventory(), member);
      assert.deepEqual(told, [
        "eu-central-1 ACCOUNT exempt divested",
        "eu-central-1 ORGANIZATION_UNUSED_ACCESS exempt divested",
        "eu-west-1 ACCOUNT exempt divested",
        "us-east-1 ACCOUNT exempt divested",
      ]);
      assert.deepEqual(reasons(config, inventory(), member, "2026-11-23"), []);
    });

    it("of an exempt delegated administrator its own account analyzers and nothing of the organization's", () => {
      const config = configuration(
        `${everything}overrides: [{ where: { account: "${delegatedAdministrator}" }, exempt: { reason: being replaced, owner: platform } }]`,
      );
      assert.deepEqual(reasons(config, inventory(), delegatedAdministrator), [
        "eu-central-1 ACCOUNT exempt being replaced",
        "eu-west-1 ACCOUNT exempt being replaced",
        "us-east-1 ACCOUNT exempt being replaced",
      ]);
      assert.equal(places(config, inventory(), "ORGANIZATION").length, 3);
    });

    it("disabled types, naming the key that says so", () => {
      const config = configuration(`analyzers: { account: { enabled: false }, organization: { enabled: false } }
overrides: [{ where: { account: "${member}" }, account: { enabled: true } }, { where: { account: "${management}" }, account: { enabled: false } }]`);
      assert.deepEqual(
        places(config, inventory(), "ACCOUNT").every((place) => place.startsWith(member)),
        true,
      );
      assert.equal(reasons(config, inventory(), management)[0], "eu-central-1 ACCOUNT disabled overrides[1].account.enabled");
      assert.deepEqual(reasons(config, inventory(), delegatedAdministrator).slice(0, 2), [
        "eu-central-1 ACCOUNT disabled analyzers.account.enabled",
        "eu-central-1 ORGANIZATION disabled analyzers.organization.enabled",
      ]);
      assert.deepEqual(reasons(config, inventory(), member), []);
    });

    it("accounts whose Regions cannot be read, and says why they cannot", () => {
      const changed = changeAccount(inventory(), member, (account) => ({
        ...account,
        regions: { unreadable: "AccessDenied: no role" },
        analyzers: [],
      }));
      assert.deepEqual(reasons(configuration(), changed, member), [
        "* ACCOUNT unreadable AccessDenied: no role",
        "* ORGANIZATION unreadable AccessDenied: no role",
      ]);
    });

    it("organization analyzers while the delegated administrator's Regions cannot be read", () => {
      const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({
        ...account,
        regions: { unreadable: "timed out" },
        analyzers: [],
      }));
      assert.deepEqual(reasons(configuration(), changed, delegatedAdministrator), [
        "* ACCOUNT unreadable timed out",
        "* ORGANIZATION unreadable timed out",
        "* ORGANIZATION_UNUSED_ACCESS disabled analyzers.unusedAccess.enabled",
        "* ORGANIZATION_INTERNAL_ACCESS disabled analyzers.internalAccess.enabled",
      ]);
    });

    it("accounts whose tags cannot be read while an override goes by tag", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));
      assert.deepEqual(reasons(configuration(), changed, member), []);
      const config = configuration("overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }]");
      assert.match(reasons(config, changed, member)[0] ?? "", /^\* ACCOUNT unreadable an override goes by tag.*AccessDenied$/);
    });
  });

  describe("lets the most specific override win", () => {
    const tagged = (inventory: Inventory) =>
      changeAccount(
        changeAccount(inventory, management, (account) => ({ ...account, ou: "Workloads/Pro" })),
        member,
        (account) => ({
          ...account,
          ou: "Workloads/Prod",
          tags: { read: { stage: "prod" } },
        }),
      );
    const cases: { title: string; overrides: string; covered: boolean }[] = [
      {
        title: "the deeper OU over the one around it",
        overrides:
          "- { where: { ou: Workloads/Prod }, account: { enabled: true } }\n- { where: { ou: Workloads }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "the OU around it where the deeper one says nothing",
        overrides:
          "- { where: { ou: Workloads/Prod }, unusedAccess: { enabled: false } }\n- { where: { ou: Workloads }, account: { enabled: false } }",
        covered: false,
      },
      {
        title: "nobody where an OU's name only begins alike",
        overrides: "- { where: { ou: Workloads/Pro }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "a tag over an OU",
        overrides:
          "- { where: { tag: { key: stage, value: prod } }, account: { enabled: true } }\n- { where: { ou: Workloads/Prod }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "a tag's key alone, whatever the value",
        overrides: "- { where: { tag: { key: stage } }, account: { enabled: false } }",
        covered: false,
      },
      {
        title: "the account over a tag",
        overrides: `- { where: { tag: { key: stage } }, account: { enabled: true } }\n- { where: { account: "${member}" }, account: { enabled: false } }`,
        covered: false,
      },
      {
        title: "nobody where the tag has another value",
        overrides: "- { where: { tag: { key: stage, value: dev } }, account: { enabled: false } }",
        covered: true,
      },
    ];
    for (const { title, overrides, covered } of cases) {
      it(title, () => {
        const config = configuration(`overrides:\n${overrides}\n`);
        assert.equal(
          places(config, tagged(inventory()), "ACCOUNT").some((place) => place.startsWith(member)),
          covered,
        );
      });
    }

    it("a less specific exemption where the more specific one has run out", () => {
      const config = configuration(`overrides:
- { where: { account: "${member}" }, exempt: { reason: old, owner: a, until: 2026-11-21 } }
- { where: { ou: Workloads }, exempt: { reason: standing, owner: b } }
`);
      assert.match(reasons(config, tagged(inventory()), member)[0] ?? "", /exempt standing$/);
    });
  });

  describe("keeps", () => {
    const other = (name: string, change: Partial<ExistingAnalyzer> = {}): ExistingAnalyzer => ({
      name,
      type: "ACCOUNT",
      status: "ACTIVE",
      owner: { kind: "other" },
      tags: {},
      ...change,
    });
    const specAt = (inventory: Inventory, account: AccountId, type: AnalyzerType, config = configuration(everything)) =>
      coveragePlan(config, inventory, today).analyzers.filter(
        (spec) => spec.type === type && spec.region === "eu-central-1" && spec.account === account,
      );

    it("somebody else's account analyzer, with the name and status that it has", () => {
      const changed = withAnalyzers(inventory(), member, [
        other("ConsoleAnalyzer-1", { status: "DISABLED", owner: { kind: "other", by: "terraform" } }),
      ]);
      assert.deepEqual(specAt(changed, member, "ACCOUNT"), [
        {
          account: member,
          region: "eu-central-1",
          type: "ACCOUNT",
          name: "ConsoleAnalyzer-1",
          source: { kind: "keep", status: "DISABLED", owner: "terraform" },
          archiveRules: [],
          tags: {},
        },
      ]);
    });

    it("nothing that is ours, of another type, or made by a service for itself", () => {
      const ours = other("access-analyzer-org-account", { owner: { kind: "ours" } });
      const otherType = other("unused", { type: "ACCOUNT_UNUSED_ACCESS" });
      const service = other("_AccessAnalyzerForSecurityHub-1", { owner: { kind: "service", by: "securityhubv2.amazonaws.com" } });
      for (const analyzers of [[ours], [otherType], [service], [ours, other("a")]]) {
        assert.equal(specAt(withAnalyzers(inventory(), member, analyzers), member, "ACCOUNT")[0]?.source.kind, "create");
      }
    });

    it("organization analyzers of others only where the five that AWS allows are used up, and then the best", () => {
      for (const type of ["ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"] as const) {
        const four = ["a", "b", "c", "d"].map((name) => other(name, { type, status: "FAILED" }));
        assert.equal(
          specAt(withAnalyzers(inventory(), delegatedAdministrator, four), delegatedAdministrator, type)[0]?.source.kind,
          "create",
        );
        const five = [...four, other("z", { type })];
        assert.equal(specAt(withAnalyzers(inventory(), delegatedAdministrator, five), delegatedAdministrator, type)[0]?.name, "z");
        const withOurs = [...four, other("ours", { type, owner: { kind: "ours" } })];
        assert.equal(
          specAt(withAnalyzers(inventory(), delegatedAdministrator, withOurs), delegatedAdministrator, type)[0]?.source.kind,
          "create",
        );
      }
    });

    it("one that has our name without our tag", () => {
      const namesake = other("access-analyzer-org-organization", { type: "ORGANIZATION" });
      const [spec] = specAt(withAnalyzers(inventory(), delegatedAdministrator, [namesake]), delegatedAdministrator, "ORGANIZATION");
      assert.deepEqual(spec?.source, { kind: "keep", status: "ACTIVE" });
    });

    it("the management account's internal-access analyzer, since an organization can have one in a Region", () => {
      const changed = withAnalyzers(inventory(), management, [other("theirs", { type: "ORGANIZATION_INTERNAL_ACCESS" })]);
      assert.equal(specAt(changed, management, "ORGANIZATION_INTERNAL_ACCESS")[0]?.name, "theirs");
      assert.deepEqual(specAt(changed, delegatedAdministrator, "ORGANIZATION_INTERNAL_ACCESS"), []);
    });

    it("nothing where the analyzers cannot be read: before our roles exist that is everywhere", () => {
      const changed = changeAccount(inventory(), member, (account) => ({
        ...account,
        analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "no role yet" } })),
      }));
      assert.equal(specAt(changed, member, "ACCOUNT")[0]?.source.kind, "create");
    });
  });

  describe("refuses", () => {
    const refused = (config: Configuration, inventory: Inventory, pattern: RegExp) =>
      assert.throws(
        () => coveragePlan(config, inventory, today),
        (error) => error instanceof ConfigurationError && pattern.test(error.message),
      );

    it("a delegated administrator that the inventory does not have", () => {
      const without = { ...inventory(), accounts: inventory().accounts.filter(({ id }) => id !== delegatedAdministrator) };
      refused(
        configuration(),
        without,
        /^organization\.delegatedAdministrator: found 222222222222, which is not among the 2 accounts of the inventory/,
      );
    });

    it("a delegated administrator that is not active", () => {
      const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({ ...account, state: "SUSPENDED" }));
      refused(configuration(), changed, /organization\.delegatedAdministrator: found 222222222222 .*SUSPENDED, expected an ACTIVE account/);
    });

    it("another organization's inventory", () => {
      const changed = { ...inventory(), organization: { ...inventory().organization, management: member } };
      refused(configuration(), changed, /organization\.management: found 111111111111, but .* has the management account 333333333333/);
    });

    it("a home Region that is off in the delegated administrator or in the management account", () => {
      for (const [id, role] of [
        [delegatedAdministrator, "delegated administrator"],
        [management, "management account"],
      ] as const) {
        const changed = withRegions(inventory(), id, { "eu-central-1": "DISABLED" });
        refused(
          configuration(),
          changed,
          new RegExp(`^organization\\.homeRegion: found eu-central-1, which is DISABLED in the ${role} ${id} .* eu-west-1, us-east-1$`),
        );
      }
    });

    it("accounts that the inventory does not have, wherever they are named, all at once", () => {
      const config = configuration(`analyzers:
  unusedAccess: { enabled: true, exclude: { accounts: ["333333333334"] } }
  internalAccess: { enabled: true, include: [{ accounts: ["999999999999"] }] }
overrides: [{ where: { account: "888888888888" }, account: { enabled: false } }]
`);
      refused(config, inventory(), /exclude\.accounts\[0\]: found 333333333334, .*did you mean 333333333333/);
      refused(config, inventory(), /internalAccess\.include\[0\]\.accounts\[0\]: found 999999999999/);
      refused(config, inventory(), /overrides\[0\]\.where\.account: found 888888888888/);
    });

    it("an OU without any account, with the path that was meant", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, ou: "Workloads/Prod" }));
      for (const ou of ["Prod", "workloads/prod", "Root/Workloads/Prod", "Workloads/Prd"]) {
        refused(
          configuration(`overrides: [{ where: { ou: ${ou} }, account: { enabled: false } }]`),
          changed,
          /overrides\[0\]\.where\.ou: found .*did you mean "Workloads\/Prod"/,
        );
      }
    });

    it("two overrides of equal rank that disagree, and takes two that agree", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, tags: { read: { stage: "prod", team: "data" } } }));
      const overrides = (second: boolean) =>
        configuration(
          `overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }, { where: { tag: { key: team } }, account: { enabled: ${second} } }]`,
        );
      refused(overrides(true), changed, /overrides\[0\] and overrides\[1\] disagree about account of account 333333333333/);
      assert.doesNotThrow(() => coveragePlan(overrides(false), changed, today));
    });

    it("more exclusions from unused access than AWS takes", () => {
      const many = Array.from({ length: 2001 }, (_, index) => accountId(String(300000000000 + index)));
      const changed = { ...inventory(many, ["eu-central-1"]) };
      const inOu = {
        ...changed,
        accounts: changed.accounts.map((account) => (many.includes(account.id) ? { ...account, ou: "Sandbox" } : account)),
      };
      const config = configuration(`${everything}overrides: [{ where: { ou: Sandbox }, unusedAccess: { enabled: false } }]`);
      refused(config, inOu, /leave out 2001 accounts, expected at most 2000/);
    });
  });

  it("never excludes the delegated administrator from its own analyzer, whatever OU it is in", () => {
    const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({ ...account, ou: "Security" }));
    const config = configuration(`${everything}overrides: [{ where: { ou: Security }, unusedAccess: { enabled: false } }]`);
    const spec = coveragePlan(config, changed, today).analyzers.find(({ type }) => type === "ORGANIZATION_UNUSED_ACCESS");
    assert.deepEqual(spec?.configuration, { unusedAccess: { unusedAccessAge: 90 } });
  });
});

function places(config: Configuration, inventory: Inventory, type: AnalyzerType): string[] {
  return coveragePlan(config, inventory, today)
    .analyzers.filter((spec) => spec.type === type)
    .map(({ account, region }) => `${account} ${region}`);
}

/** "Region type kind detail" of an account's exemptions, "*" for the whole account. */
function reasons(config: Configuration, inventory: Inventory, account: AccountId, day = today): string[] {
  return coveragePlan(config, inventory, day)
    .uncovered.filter((exemption) => exemption.account === account)
    .map(({ region, type, reason }) => `${region ?? "*"} ${type} ${reason.kind} ${detail(reason)}`);
}

function detail(reason: ReturnType<typeof coveragePlan>["uncovered"][number]["reason"]): string {
  if ("reason" in reason) return reason.reason;
  if ("by" in reason) return reason.by;
  return "state" in reason ? reason.state : reason.optStatus;
}

function changeAccount(inventory: Inventory, id: AccountId, change: (account: InventoryAccount) => InventoryAccount): Inventory {
  return { ...inventory, accounts: inventory.accounts.map((account) => (account.id === id ? change(account) : account)) };
}

function withRegions(inventory: Inventory, id: AccountId, statuses: Record<string, RegionOptStatus>): Inventory {
  return changeAccount(inventory, id, (account) => {
    const known = "read" in account.regions ? account.regions.read : [];
    const merged = new Map<string, RegionOptStatus>([
      ...known.map(({ name, optStatus }) => [name, optStatus] as const),
      ...Object.entries(statuses),
    ]);
    return { ...account, regions: { read: [...merged].map(([name, optStatus]) => ({ name: regionCode(name), optStatus })) } };
  });
}

function withAnalyzers(inventory: Inventory, id: AccountId, read: ExistingAnalyzer[]): Inventory {
  return changeAccount(inventory, id, (account) => ({
    ...account,
    analyzers: account.analyzers.map((entry) => (entry.region === "eu-central-1" ? { ...entry, found: { read } } : entry)),
  }));
}
