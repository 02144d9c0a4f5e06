import assert from "node:assert/strict";
import { accountId, region } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount } from "../../../domain/inventory/inventory";
import { compareInventory, refuseMovedRoles } from "../../../scripts/deploy/staleInventory";
import { account, configuration, inventory, member } from "../../support/organization";

const others: ExistingAnalyzer = { name: "console", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" }, tags: {} };
const ours: ExistingAnalyzer = { ...others, name: "access-analyzer-org-account", owner: { kind: "ours" } };

describe("inventory.json beside the live organization", () => {
  const written = inventory();

  it("is no different where nothing changed", () => {
    assert.deepEqual(compareInventory(written, structuredClone(written)), { differences: [], unread: [], current: written });
  });

  const differing: { name: string; live: Partial<InventoryAccount>; said: RegExp }[] = [
    {
      name: "a state",
      live: { state: "SUSPENDED", regions: { unreadable: "not entered: the account is SUSPENDED" }, analyzers: [] },
      said: /^state ACTIVE became SUSPENDED in 333333333333/,
    },
    { name: "a unit", live: { ou: "Security" }, said: /^organizational unit "" became "Security"/ },
    { name: "tags", live: { tags: { read: { env: "prod" } } }, said: /^tags changed/ },
    {
      name: "a Region",
      live: account(member, ["eu-central-1", "eu-south-2", "eu-west-1", "us-east-1"]),
      said: /^Region eu-south-2 ENABLED_BY_DEFAULT, new/,
    },
    {
      name: "an analyzer that has our tag under another name, around which is planned",
      live: holding({ ...ours, name: "copied" }),
      said: /^new analyzer copied \(ACCOUNT, ACTIVE\) in eu-west-1/,
    },
    {
      name: "an analyzer of another type that has our tag and name",
      live: holding({ ...ours, type: "ACCOUNT_UNUSED_ACCESS" }),
      said: /^new analyzer access-analyzer-org-account \(ACCOUNT_UNUSED_ACCESS, ACTIVE\) in eu-west-1/,
    },
    { name: "an analyzer of another owner", live: holding(others), said: /^new analyzer console \(ACCOUNT, ACTIVE\) in eu-west-1/ },
  ];
  for (const { name, live, said } of differing) {
    it(`differs by ${name}, and by nothing else`, () => {
      const { differences, unread } = compareInventory(written, change(written, live));
      assert.equal(differences.length, 1, differences.join("\n"));
      assert.match(differences[0] ?? "", said);
      assert.deepEqual(unread, []);
    });
  }

  it("differs by accounts that joined and left", () => {
    const live = inventory([accountId("444444444444")]);
    assert.deepEqual(compareInventory(written, live).differences, [
      "new account 444444444444 account-444444444444",
      "account 333333333333 account-333333333333 is no longer in the organization",
    ]);
  });

  it("does not differ by what a deploy itself makes or mends: our analyzers and registrations; nor by a name", () => {
    const registered = {
      ...written.organization,
      delegatedAdministrators: { read: [{ service: "access-analyzer.amazonaws.com", account: member }] },
    };
    const live = { ...change(written, { ...holding(ours), name: "renamed" }), organization: registered };
    assert.deepEqual(compareInventory(written, live).differences, []);
    assert.deepEqual(compareInventory(live, written).differences, []);
  });

  it("does not differ by what cannot be read: that keeps what was written, and is named", () => {
    const before = change(written, { ...holding(others), tags: { read: { env: "prod" } } });
    const unreadable = { unreadable: "AssumeRole: AccessDenied" };
    const { differences, unread, current } = compareInventory(
      before,
      change(before, { regions: unreadable, analyzers: [], tags: unreadable }),
    );
    assert.deepEqual(differences, []);
    assert.deepEqual(unread, [
      "tags (AssumeRole: AccessDenied): 333333333333 account-333333333333",
      "Regions (AssumeRole: AccessDenied): 333333333333 account-333333333333",
    ]);
    assert.deepEqual(current, before);
  });

  it("names what cannot be read of a new account, of which nothing was written", () => {
    const without: Inventory = { ...written, accounts: written.accounts.filter(({ id }) => id !== member) };
    const { current, unread } = compareInventory(without, change(written, { regions: { unreadable: "denied" }, analyzers: [] }));
    assert.deepEqual(unread, ["Regions (denied): 333333333333 account-333333333333"]);
    assert.deepEqual(current.accounts.find(({ id }) => id === member)?.regions, { unreadable: "denied" });
  });

  it("asks nothing of accounts that were not entered on purpose", () => {
    const live = change(written, { regions: { unreadable: "not entered: it was not asked for" }, analyzers: [] });
    const others = new Set(written.accounts.map(({ id }) => id).filter((id) => id !== member));
    assert.deepEqual(compareInventory(written, live, others).unread, []);
  });

  it("is another organization's where the ids differ", () => {
    const live = { ...written, organization: { ...written.organization, id: "o-another" } };
    assert.match(compareInventory(written, live).differences[0] ?? "", /another organization: o-another, it was o-exampleorgid/);
  });

  it("does not mind that a deploy has made the roles, and refuses to make them in a second Region", () => {
    const written = inventory();
    const rolesIn = (...regions: string[]): Inventory => ({
      ...written,
      organization: { ...written.organization, rolesRegions: { read: regions.map(region) } },
    });
    assert.deepEqual(compareInventory(written, rolesIn("eu-central-1")).differences, []);
    assert.doesNotThrow(() => refuseMovedRoles(configuration(), written, rolesIn("eu-central-1")));
    assert.throws(
      () => refuseMovedRoles(configuration(), written, rolesIn("us-east-1")),
      (error: Error) => /is in us-east-1, and this roll-out would make one in eu-central-1.*inventory/.test(error.message),
    );
  });
});

function change(whole: Inventory, part: Partial<InventoryAccount>): Inventory {
  return { ...whole, accounts: whole.accounts.map((one) => (one.id === member ? { ...one, ...part } : one)) };
}

function holding(analyzer: ExistingAnalyzer): Partial<InventoryAccount> {
  const { analyzers } = account(member, ["eu-central-1", "eu-west-1", "us-east-1"]);
  return {
    analyzers: analyzers.map((entry) => (entry.region === region("eu-west-1") ? { ...entry, found: { read: [analyzer] } } : entry)),
  };
}
