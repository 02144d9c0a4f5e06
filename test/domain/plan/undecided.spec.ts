import assert from "node:assert/strict";
import { accountId } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { unplannedAnalyzers } from "../../../domain/plan/unplanned";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";
import { changeAccount, reasons, today, withAnalyzers } from "../../support/planned";

/** Exactly the settings that go by tag are undecided while tags cannot be read, and what is in AWS stays as it is. */
describe("while an account's tags cannot be read", () => {
  const unread = changeAccount(inventory(), member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));
  const why = "overrides[0] goes by tag, and the account's tags cannot be read: AccessDenied";
  const everywhere = ["eu-central-1", "eu-west-1", "us-east-1"].map((name) => `${name} ACCOUNT undecided ${why}`);
  const unused = "analyzers: { unusedAccess: { enabled: true } }\n";

  it("its own analyzers are undecided if the tag could switch them off or exempt the account", () => {
    assert.deepEqual(
      reasons(configuration("overrides: [{ where: { tag: { key: a } }, account: { enabled: false } }]"), unread, member),
      everywhere,
    );
    const exempt = configuration("overrides: [{ where: { tag: { key: a } }, exempt: { reason: r, owner: o } }]");
    assert.deepEqual(reasons(exempt, unread, member), everywhere);
  });

  it("nothing is undecided that the tag does not change, or that the account's own override says", () => {
    for (const overrides of [
      "- { where: { tag: { key: a } }, account: { enabled: true } }",
      "- { where: { tag: { key: a } }, exempt: { reason: r, owner: o, until: 2026-11-21 } }",
      `- { where: { tag: { key: a } }, account: { enabled: false } }\n- { where: { account: "${member}" }, account: { enabled: true } }`,
      "- { where: { tag: { key: a } }, unusedAccess: { enabled: false } }",
    ])
      assert.deepEqual(
        reasons(configuration(`overrides:\n${overrides}\n`), unread, member).filter((text) => text.includes(" ACCOUNT ")),
        [],
        overrides,
      );
  });

  it("a Region that a tag excludes is undecided, and the others are planned", () => {
    const config = configuration("overrides: [{ where: { tag: { key: a } }, regions: { exclude: [{ name: eu-west-1, reason: r }] } }]");
    assert.deepEqual(reasons(config, unread, member), [`eu-west-1 ACCOUNT undecided ${why}`]);
  });

  it("nothing that is there is called unplanned, and no stack is made empty", () => {
    const config = configuration("overrides: [{ where: { tag: { key: a } }, account: { enabled: false } }]");
    const ours: ExistingAnalyzer = {
      name: "access-analyzer-org-account",
      type: "ACCOUNT",
      status: "ACTIVE",
      owner: { kind: "ours" },
      tags: { "managed-by": "access-analyzer-org" },
    };
    const live = withAnalyzers(unread, member, [ours]);
    const plan = coveragePlan(config, live, today);
    assert.deepEqual(unplannedAnalyzers(live, plan), []);
    assert.ok(!plannedStacks(config, plan).some(({ account }) => account === member));
  });

  describe("unused access of it", () => {
    const config = configuration(`${unused}overrides: [{ where: { tag: { key: a } }, unusedAccess: { enabled: false } }]`);
    const excluded = (found: Inventory) =>
      coveragePlan(config, found, today).analyzers.find(({ type }) => type === "ORGANIZATION_UNUSED_ACCESS")?.configuration;
    const withOurs = (accountIds: string[]) =>
      withAnalyzers(unread, delegatedAdministrator, [
        {
          name: "access-analyzer-org-unused-access",
          type: "ORGANIZATION_UNUSED_ACCESS",
          status: "ACTIVE",
          owner: { kind: "ours" },
          tags: { "managed-by": "access-analyzer-org" },
          configuration: {
            unusedAccess: { unusedAccessAge: 90, ...(accountIds.length === 0 ? {} : { analysisRule: { exclusions: [{ accountIds }] } }) },
          },
        },
      ]);

    it("stays in the analyzer what it is there", () => {
      const leftOut = { unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions: [{ accountIds: [member] }] } } };
      assert.deepEqual(excluded(withOurs([member])), leftOut);
      assert.deepEqual(excluded(withOurs([])), { unusedAccess: { unusedAccessAge: 90 } });
    });

    it("is left out of the first analyzer, because it would be billed, and told", () => {
      const leftOut = { unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions: [{ accountIds: [member] }] } } };
      assert.deepEqual(excluded(unread), leftOut);
      assert.deepEqual(reasons(config, unread, member), [`eu-central-1 ORGANIZATION_UNUSED_ACCESS undecided ${why}`]);
    });

    it("leaves the whole analyzer undecided where that could not be read either", () => {
      const blind = changeAccount(unread, delegatedAdministrator, (account) => ({
        ...account,
        analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "timed out" } })),
      }));
      assert.equal(excluded(blind), undefined);
      assert.match(
        reasons(config, blind, delegatedAdministrator).join("\n"),
        /eu-central-1 ORGANIZATION_UNUSED_ACCESS undecided account 333333333333: .*could not be read: timed out/,
      );
    });
  });
});

describe("an account about which two tags disagree", () => {
  const other = accountId("444444444444");
  const tagged = changeAccount(inventory([member, other]), member, (account) => ({
    ...account,
    tags: { read: { stage: "prod", lab: "x" } },
  }));

  it("has exactly that setting undecided, and the others are planned", () => {
    const config = configuration(`analyzers: { unusedAccess: { enabled: true } }
overrides:
  - { where: { tag: { key: stage, value: prod } }, account: { enabled: true } }
  - { where: { tag: { key: lab } }, account: { enabled: false } }
`);
    const told = reasons(config, tagged, member);
    assert.equal(told.length, 3);
    for (const text of told) assert.match(text, / ACCOUNT undecided overrides\[0\] and overrides\[1\] disagree about account/);
    assert.deepEqual(reasons(config, tagged, other), []);
  });

  it("is exempt if both exempt it, whatever the reasons", () => {
    const config = configuration(`overrides:
  - { where: { tag: { key: stage } }, exempt: { reason: a, owner: o } }
  - { where: { tag: { key: lab } }, exempt: { reason: b, owner: o } }
`);
    assert.equal(reasons(config, tagged, member)[0], "eu-central-1 ACCOUNT exempt a");
  });
});

describe("unused access that would leave out more accounts than AWS takes", () => {
  it("is undecided, so that growth of the organization ends no audit", () => {
    const many = Array.from({ length: 2001 }, (_, index) => accountId(String(300000000000 + index)));
    const found = inventory(many, ["eu-central-1"]);
    const inOu = {
      ...found,
      accounts: found.accounts.map((account) => (many.includes(account.id) ? { ...account, ou: "Sandbox" } : account)),
    };
    const config = configuration(
      "analyzers: { unusedAccess: { enabled: true } }\noverrides: [{ where: { ou: Sandbox }, unusedAccess: { enabled: false } }]",
    );
    const told = coveragePlan(config, inOu, today).uncovered.filter(({ account }) => account === delegatedAdministrator);
    assert.ok(
      told.some(
        ({ type, reason }) =>
          type === "ORGANIZATION_UNUSED_ACCESS" && reason.kind === "undecided" && /leave out 2001 accounts/.test(reason.reason),
      ),
    );
  });
});
