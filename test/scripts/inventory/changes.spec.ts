import assert from "node:assert/strict";
import { region } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount } from "../../../domain/inventory/inventory";
import { inventoryChanges } from "../../../scripts/inventory/changes";
import { account, inventory, member } from "../../support/organization";

describe("inventoryChanges", () => {
  const before = inventory();

  it("is silent when nothing changed", () => {
    assert.deepEqual(inventoryChanges(before, structuredClone(before)), []);
  });

  it("names new accounts and those that left", () => {
    const without = { ...before, accounts: before.accounts.filter(({ id }) => id !== member) };
    assert.deepEqual(inventoryChanges(without, before), ["new account 333333333333 account-333333333333"]);
    assert.deepEqual(inventoryChanges(before, without), ["account 333333333333 account-333333333333 is no longer in the organization"]);
  });

  it("tells equal changes of several accounts in one line", () => {
    const everywhere: Inventory = { ...before, accounts: before.accounts.map(withRegion) };
    assert.deepEqual(inventoryChanges(before, everywhere), [
      "Region eu-south-2 ENABLED, new in 111111111111 account-111111111111, 222222222222 account-222222222222, 333333333333 account-333333333333",
    ]);
  });

  const analyzer: ExistingAnalyzer = { name: "one", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" }, tags: {} };
  const cases: { name: string; was: Partial<InventoryAccount>; is: Partial<InventoryAccount>; told: RegExp }[] = [
    { name: "a state", was: {}, is: { state: "SUSPENDED" }, told: /^state ACTIVE became SUSPENDED/ },
    { name: "a move", was: {}, is: { ou: "Suspended" }, told: /^organizational unit "" became "Suspended"/ },
    { name: "tags", was: {}, is: { tags: { read: { team: "a" } } }, told: /^tags changed/ },
    {
      name: "tags that can no longer be read",
      was: {},
      is: { tags: { unreadable: "denied" } },
      told: /^tags can no longer be read \(denied\)/,
    },
    { name: "Regions that can be read again", was: { regions: { unreadable: "denied" } }, is: {}, told: /^Regions can be read now/ },
    { name: "a new analyzer", was: {}, is: standing(analyzer), told: /^new analyzer one \(ACCOUNT, ACTIVE\) in eu-west-1/ },
    { name: "an analyzer that is gone", was: standing(analyzer), is: {}, told: /^analyzer one is gone from eu-west-1/ },
    {
      name: "an analyzer that went down",
      was: standing(analyzer),
      is: standing({ ...analyzer, status: "DISABLED" }),
      told: /^analyzer one in eu-west-1 went from ACTIVE to DISABLED/,
    },
    {
      name: "an analyzer's tags",
      was: standing(analyzer),
      is: standing({ ...analyzer, tags: { a: "b" } }),
      told: /^analyzer one in eu-west-1 changed/,
    },
  ];
  for (const { name, was, is, told } of cases) {
    it(`tells ${name}`, () => {
      const changes = inventoryChanges(change(was), change(is));
      assert.equal(changes.length, 1);
      assert.match(changes[0] ?? "", told);
    });
  }

  function change(part: Partial<InventoryAccount>): Inventory {
    return { ...before, accounts: before.accounts.map((one) => (one.id === member ? { ...one, ...part } : one)) };
  }

  function standing(found: ExistingAnalyzer): Partial<InventoryAccount> {
    return {
      analyzers: account(member, ["eu-central-1", "eu-west-1", "us-east-1"]).analyzers.map((entry) =>
        entry.region === "eu-west-1" ? { ...entry, found: { read: [found] } } : entry,
      ),
    };
  }

  it("names where the StackSet of the roles is", () => {
    const rolesIn = (...regions: string[]): Inventory => ({
      ...before,
      organization: { ...before.organization, rolesRegions: { read: regions.map(region) } },
    });
    assert.deepEqual(inventoryChanges(before, rolesIn("eu-central-1")), ["the roles' StackSet is in eu-central-1, it was in no Region"]);
  });
});

function withRegion(one: InventoryAccount): InventoryAccount {
  assert.ok("read" in one.regions);
  return { ...one, regions: { read: [...one.regions.read, { name: region("eu-south-2"), optStatus: "ENABLED" }] } };
}
