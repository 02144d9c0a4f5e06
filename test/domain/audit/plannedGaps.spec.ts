import assert from "node:assert/strict";
import fc from "fast-check";
import { auditCoverage } from "../../../domain/audit/audit";
import { plannedGaps } from "../../../domain/audit/plannedGaps";
import type { Configuration } from "../../../domain/configuration/configuration";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { typeOfOurs } from "../../../domain/plan/unplanned";
import { others, ours, standing } from "../../support/auditedOrganization";
import { organizations } from "../../support/arbitraries";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, today, withRegions } from "../../support/planned";

const neither = "analyzers: { account: { enabled: false }, organization: { enabled: false } }";
const noAccount = "analyzers: { account: { enabled: false } }";

describe("gaps of the plan", () => {
  it("are the places whose Regions are on and that nothing will cover", () => {
    const all = ["eu-central-1", "eu-west-1", "us-east-1"];
    assert.deepEqual(
      told(configuration(neither), inventory()),
      [management, delegatedAdministrator, member].flatMap((id) => all.map((name) => `${id} ${name} gap`)),
    );
    assert.deepEqual(told(configuration(), inventory()), []);
    assert.deepEqual(told(configuration(noAccount), inventory()), [], "the organization's analyzer is planned");
  });

  it("are told where the organization's analyzer does not reach an account that has none of its own", () => {
    const live = withRegions(inventory(), member, { "eu-south-2": "ENABLED" });
    const entered = changeAccount(live, member, (account) => ({
      ...account,
      analyzers: [...account.analyzers, { region: "eu-south-2" as never, found: { read: [] } }],
    }));
    assert.deepEqual(told(configuration(noAccount), entered), [`${member} eu-south-2 gap`]);
    assert.deepEqual(told(configuration(), entered), []);
  });

  it("are none where there is an exemption or an exclusion with a reason", () => {
    const more = [
      `overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`,
      "regions: { exclude: [{ name: us-east-1, reason: denied }] }",
    ].join("\n");
    const left = told(configuration(`${neither}\n${more}`), inventory());
    assert.deepEqual(
      left,
      [management, delegatedAdministrator].flatMap((id) => ["eu-central-1", "eu-west-1"].map((name) => `${id} ${name} gap`)),
    );
  });

  it("count the analyzers of others, and not ours that the plan has no longer", () => {
    const config = configuration(neither);
    const live = standing(inventory(), ({ id }) =>
      id === member ? [others("console", "ACCOUNT")] : [ours(configuration(), id, "ACCOUNT")],
    );
    assert.equal(told(config, live).length, 6);
    assert.ok(!told(config, live).some((place) => place.startsWith(member)));
  });

  it("are not known where it could not be read what is there", () => {
    const unread = changeAccount(inventory(), member, (account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "timed out" } })),
    }));
    assert.deepEqual(
      told(configuration(neither), unread).filter((place) => place.startsWith(member)),
      ["eu-central-1", "eu-west-1", "us-east-1"].map((name) => `${member} ${name} unreadable`),
    );
    assert.deepEqual(told(configuration(noAccount), unread), [], "the organization's analyzer will cover it, whatever is there");
  });

  it("are those that the audit finds when exactly the plan is there", () => {
    fc.assert(
      fc.property(organizations(), ({ config, inventory }) => {
        const plan = coveragePlan(config, inventory, today);
        const live: Inventory = {
          ...inventory,
          accounts: inventory.accounts.map((account) => ({
            ...account,
            analyzers: account.analyzers.map(({ region, found }) => {
              const created = plan.analyzers.flatMap((spec): ExistingAnalyzer[] =>
                spec.account === account.id && spec.region === region && spec.source.kind === "create"
                  ? [
                      {
                        name: spec.name,
                        type: spec.type,
                        status: "ACTIVE",
                        owner: { kind: "ours" },
                        tags: spec.tags,
                        archiveRules: { read: [] },
                      },
                    ]
                  : [],
              );
              const isKnown = "read" in found || created.length > 0;
              return isKnown
                ? {
                    region,
                    found: { read: [...("read" in found ? found.read.filter((one) => typeOfOurs(one) === undefined) : []), ...created] },
                  }
                : { region, found };
            }),
          })),
        };
        const audited = auditCoverage(config, live, today).places.flatMap(({ account, region, state }) =>
          state === "gap" ? [`${account} ${region} gap`] : [],
        );
        const gaps = told(config, inventory).filter((place) => place.endsWith(" gap"));
        for (const gap of gaps) assert.ok(audited.includes(gap), gap);
        if (inventory.accounts.every(({ analyzers }) => analyzers.every(({ found }) => "read" in found))) assert.deepEqual(gaps, audited);
      }),
    );
  });
});

function told(config: Configuration, live: Inventory): string[] {
  return plannedGaps(config, live, coveragePlan(config, live, today)).map(({ account, region, state }) => `${account} ${region} ${state}`);
}
