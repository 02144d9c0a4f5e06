import assert from "node:assert/strict";
import fc from "fast-check";
import { accountId, region, type AccountId } from "../../../domain/identifiers";
import type { Inventory, InventoryAccount } from "../../../domain/inventory/inventory";
import { emptiedStacks } from "../../../domain/plan/emptiedStacks";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { isEnabled } from "../../../domain/inventory/inventory";
import type { Partition } from "../../../domain/partitions";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { scannerPlan } from "../../../domain/plan/scannerPlan";
import { organizations } from "../../support/arbitraries";
import { notifying } from "../../support/notifying";
import { account, configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, today, withRegions } from "../../support/planned";

const other = accountId("444444444444");
const two = () => inventory([member, other]);

function plan(yaml: string, live: Inventory = two(), partition: Partition = "aws") {
  const config = configuration(`${notifying}\n${yaml}`);
  return scannerPlan({ ...config, organization: { ...config.organization, partition } }, live, today);
}
const placesOf = (yaml: string, live?: Inventory, partition?: Partition) =>
  plan(yaml, live, partition)?.places.map((place) => `${place.account} ${place.region}`);
const everywhere = "scanner: { enabled: true }";
const all = (...accounts: AccountId[]) => accounts.flatMap((id) => ["eu-central-1", "eu-west-1", "us-east-1"].map((at) => `${id} ${at}`));

describe("places of the scanner", () => {
  it("are none where it is on nowhere", () => {
    assert.equal(plan(""), undefined);
    assert.equal(coveragePlan(configuration(notifying), two(), today).scanner, undefined);
  });

  it("are the enabled Regions of every active account but the management account", () => {
    const live = withRegions(two(), other, { "eu-west-1": "DISABLED" });
    live.accounts.push(account(accountId("555555555555"), ["eu-central-1"], "SUSPENDED"));
    assert.deepEqual(placesOf(everywhere, live), [...all(delegatedAdministrator, member), `${other} eu-central-1`, `${other} us-east-1`]);
    assert.ok(!placesOf(everywhere)?.some((place) => place.startsWith(management)));
  });

  it("follow overrides: the most specific one that speaks of it", () => {
    const live = changeAccount(two(), member, (one) => ({ ...one, ou: "Workloads/Prod", tags: { read: { stage: "prod" } } }));
    for (const where of [`account: "${member}"`, "ou: Workloads", "tag: { key: stage, value: prod }"])
      assert.deepEqual(placesOf(`overrides: [{ where: { ${where} }, scanner: { enabled: true } }]`, live), all(member), where);
    const off = `${everywhere}\noverrides: [{ where: { ou: Workloads }, scanner: { enabled: false } }]`;
    assert.deepEqual(placesOf(off, live), all(delegatedAdministrator, other));
  });

  it("are none in an exempt account, until the exemption has run out", () => {
    const exempt = (until: string) =>
      `${everywhere}\noverrides: [{ where: { account: "${member}" }, exempt: { reason: sold, owner: legal, until: ${until} } }]`;
    assert.deepEqual(placesOf(exempt("2027-01-01")), all(delegatedAdministrator, other));
    assert.deepEqual(placesOf(exempt("2026-01-01")), all(delegatedAdministrator, member, other));
  });

  it("are no Regions in which the delegated administrator can have no queue", () => {
    const live = withRegions(two(), member, { "ap-south-2": "ENABLED" });
    assert.deepEqual(placesOf(everywhere, live), all(delegatedAdministrator, member, other));
    const both = withRegions(live, delegatedAdministrator, { "ap-south-2": "ENABLED" });
    assert.ok(placesOf(everywhere, both)?.includes(`${member} ap-south-2`));
  });

  it("is the home Region alone where AWS takes no event to another one", () => {
    assert.deepEqual(
      placesOf(everywhere, two(), "aws-us-gov"),
      [delegatedAdministrator, member, other].map((id) => `${id} eu-central-1`),
    );
  });

  it("of roles is the global Region, whatever leaves it out, and no other one", () => {
    for (const yaml of [
      "scanner: { enabled: true, regions: [eu-west-1] }",
      "scanner: { enabled: true }\nregions: { exclude: [{ name: us-east-1, reason: no }] }",
      "scanner: { enabled: true }\nregions: { forwarders: { exclude: [{ name: us-east-1, reason: no }] } }",
    ])
      for (const { region: at, resourceTypes } of plan(yaml)?.places ?? assert.fail())
        if (at === region("us-east-1")) assert.deepEqual(resourceTypes, ["AWS::IAM::Role"], yaml);
        else assert.ok(!resourceTypes.includes("AWS::IAM::Role") && resourceTypes.includes("AWS::KMS::Key"), yaml);
    assert.deepEqual(placesOf("scanner: { enabled: true, resourceTypes: [AWS::KMS::Key], regions: [eu-west-1] }", inventory([member])), [
      `${delegatedAdministrator} eu-west-1`,
      `${member} eu-west-1`,
    ]);
  });

  it("are undecided where tags or Regions cannot be read, and counted at home all the same", () => {
    const untold = changeAccount(two(), member, (one) => ({ ...one, tags: { unreadable: "no" } }));
    const byTag = "overrides: [{ where: { tag: { key: prod } }, scanner: { enabled: true } }]";
    assert.deepEqual(
      plan(byTag, untold)?.undecided.map((one) => one.account),
      [member],
    );
    assert.deepEqual(placesOf(byTag, untold), all(member));
    const unread = changeAccount(two(), member, (one) => ({ ...one, regions: { unreadable: "AccessDenied" } }));
    assert.deepEqual(plan(everywhere, unread)?.undecided, [{ account: member, reason: "unreadable, AccessDenied" }]);
    assert.deepEqual(plan(everywhere, untold)?.undecided, [], "tags that nothing goes by");
  });

  it("leave a stack alone that has nothing but such rules, while it is undecided", () => {
    const config = configuration(
      `${notifying}\nanalyzers: { account: { enabled: false } }\noverrides: [{ where: { tag: { key: prod } }, scanner: { enabled: true } }]`,
    );
    const stacks = (tags: InventoryAccount["tags"]) => {
      const live = changeAccount(two(), member, (one) => ({ ...one, tags }));
      const made = coveragePlan(config, live, today);
      const planned = plannedStacks(config, made);
      return { planned: planned.map(({ name }) => name), ...emptiedStacks([`member-${member}`], planned, config, live, made) };
    };
    const undecided = stacks({ unreadable: "no" });
    assert.deepEqual([undecided.planned, undecided.emptied], [["management", "security"], []]);
    assert.match(undecided.leftAlone[0]?.reason ?? "", /to have the scanner is not known: overrides\[0\] goes by tag.*stays as it is/);
    assert.deepEqual(stacks({ read: { prod: "" } }).planned, ["management", "security", `member-${member}`]);
    assert.deepEqual(
      stacks({ read: {} }).emptied.map(({ name }) => name),
      [`member-${member}`],
    );
  });

  it("are each in an enabled Region, once, sorted, with something that is followed, in any organization", () => {
    fc.assert(
      fc.property(organizations(), ({ config, inventory: live, today: day }) => {
        const { notifications } = configuration(notifying);
        const on = { ...config, notifications, scanner: { ...config.scanner, enabled: true } };
        const { scanner } = coveragePlan(on, live, day);
        const names = scanner?.places.map((place) => `${place.account} ${place.region}`) ?? assert.fail();
        assert.deepEqual(names, [...new Set(names)].sort());
        for (const place of scanner?.places ?? []) {
          assert.notEqual(place.account, config.organization.management);
          assert.ok(place.resourceTypes.length > 0);
          const regions = live.accounts.find(({ id }) => id === place.account)?.regions ?? assert.fail();
          assert.ok("read" in regions && regions.read.some((one) => one.name === place.region && isEnabled(one)));
        }
        // Built-in archive rules speak of the scan role, which is there once the scanner is on anywhere.
        const analyzers = (of: typeof on) => coveragePlan(of, live, day).analyzers.map((spec) => ({ ...spec, archiveRules: 0 }));
        assert.deepEqual(analyzers(on), analyzers({ ...on, scanner: config.scanner }));
      }),
      { numRuns: 50 },
    );
  });
});
