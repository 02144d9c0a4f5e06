import assert from "node:assert/strict";
import { auditedOrganization } from "../../../domain/audit/audit";
import { plannedGaps } from "../../../domain/audit/plannedGaps";
import type { Configuration } from "../../../domain/configuration/configuration";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import type { Inventory } from "../../../domain/inventory/inventory";
import { partitions } from "../../../domain/partitions";
import { planDifference } from "../../../scripts/plan/difference";
import { renderDifference, renderPlan } from "../../../scripts/plan/report";
import type { Style } from "../../../scripts/terminal/style";
import { widthOf } from "../../../scripts/terminal/text";
import { configuration, inventory, member } from "../../support/organization";

const today = "2026-11-22";
const style: Style = { colour: false, unicode: true, columns: 100 };

describe("the plan's report", () => {
  it("keeps within 100 columns with long names and every type", () => {
    const live = named("a-rather-long-account-name-for-payments-production", [...partitions.aws.defaultRegions]);
    const config = configuration(
      'analyzers: { unusedAccess: { enabled: true, regions: all }, internalAccess: { enabled: true, include: [{ resourceTypes: ["AWS::S3::Bucket"] }] } }',
    );
    const text = renderPlan(
      { plan: coveragePlan(config, live, today), unplanned: [], gaps: gapsOf(config, live), inventory: live, today },
      style,
      false,
    );
    for (const line of text.split("\n")) assert.ok(widthOf(line) <= 100, `${widthOf(line)} columns: ${line}`);
    assert.match(text, /internal \(ORGANIZATION_INTERNAL_ACCESS\) +17 +0/);
  });

  it("says who gets none and why", () => {
    const live = named("payments", ["eu-central-1", "us-east-1"]);
    const config = configuration(
      `regions: { exclude: [{ name: us-east-1, reason: denied by SCP }] }\noverrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`,
    );
    const text = renderPlan(
      { plan: coveragePlan(config, live, today), unplanned: [], gaps: gapsOf(config, live), inventory: live, today },
      style,
      false,
    );
    assert.match(text, /ACCOUNT: Region excluded, denied by SCP/);
    assert.match(text, /ACCOUNT: exempt, divested \(legal\) \(2 places\): 333333333333 payments/);
  });

  it("names gaps as the audit does", () => {
    const live = named("payments", ["eu-central-1", "us-east-1"]);
    const config = configuration("analyzers: { account: { enabled: false }, organization: { enabled: false } }");
    const text = renderPlan(
      { plan: coveragePlan(config, live, today), unplanned: [], gaps: gapsOf(config, live), inventory: live, today },
      style,
      false,
    ).replace(/\s+/g, " ");
    assert.match(text, /Gap, 6 places: analyzers\.account\.enabled is false, and no other external analyzer covers the account here/);
    assert.match(text, /exempt the account or exclude the Region with a reason\./);
  });

  it("tells what was added, removed and planned differently", () => {
    const before = named("payments", ["eu-central-1", "us-east-1"]);
    const after = named("payments", ["eu-central-1", "eu-west-1"]);
    const plan = (live: Inventory, more = "") => coveragePlan(configuration(more), live, today);
    const text = renderDifference(
      { ...planDifference(plan(before), plan(after, "tags: { team: security }")), stacks: ["security", "member-333333333333"] },
      [after, before],
      "before.json",
      style,
      false,
    );
    assert.match(text, /\+ 4 analyzers more/);
    assert.match(text, /- 4 analyzers fewer/);
    assert.match(text, /~ 4 analyzers planned differently/);
    assert.match(text, /\n\nStacks that it concerns: security, member-333333333333\.\n$/);
    assert.equal(
      renderDifference({ ...planDifference(plan(before), plan(before)), stacks: [] }, [before, before], "before.json", style, false),
      "Same plan as with before.json.\n",
    );
  });
});

function gapsOf(config: Configuration, live: Inventory) {
  const places = plannedGaps(config, live, coveragePlan(config, live, today));
  return { places, accounts: live.accounts, organization: auditedOrganization(config, live) };
}

function named(name: string, regions: string[]): Inventory {
  const live = inventory([member], regions);
  return { ...live, accounts: live.accounts.map((account) => ({ ...account, name })) };
}
