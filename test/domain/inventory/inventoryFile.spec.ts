import assert from "node:assert/strict";
import fc from "fast-check";
import type { AnalyzerConfiguration } from "../../../domain/analyzer";
import { InventoryError } from "../../../domain/errors";
import { accountId, region } from "../../../domain/identifiers";
import type { Inventory } from "../../../domain/inventory/inventory";
import { parseInventory } from "../../../domain/inventory/parseInventory";
import { serializeInventory } from "../../../domain/inventory/serializeInventory";
import { accounts, inventories } from "../../support/arbitraries";
import { deepFreeze } from "../../support/deepFreeze";

/** One value of it replaced by another, anywhere. */
function mutations(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.constantFrom<unknown>(null, 7, "", "x", [], [null], {}, { x: 1 }, false);
  if (typeof value !== "object" || value === null) return other;
  const members = Object.entries(value);
  if (members.length === 0) return other;
  const inside = fc
    .constantFrom(...members)
    .chain(([key, member]) =>
      mutations(member).map((changed): unknown =>
        Array.isArray(value) ? value.map((item: unknown, index) => (String(index) === key ? changed : item)) : { ...value, [key]: changed },
      ),
    );
  return fc.oneof({ weight: 4, arbitrary: inside }, { weight: 1, arbitrary: other });
}

const example: Inventory = {
  version: 1,
  organization: {
    id: "o-exampleorg1",
    rootId: "r-ab12",
    management: accountId("111111111111"),
    delegatedAdministrators: { read: [{ service: "access-analyzer.amazonaws.com", account: accountId("222222222222") }] },
    rolesRegions: { read: [region("eu-central-1")] },
  },
  accounts: [
    {
      id: accountId("111111111111"),
      name: "management",
      state: "ACTIVE",
      ou: "",
      tags: { unreadable: "AccessDeniedException" },
      regions: {
        read: [
          { name: region("ap-east-1"), optStatus: "DISABLED" },
          { name: region("eu-central-1"), optStatus: "ENABLED_BY_DEFAULT" },
          { name: region("eu-south-2"), optStatus: "ENABLED" },
          { name: region("us-east-1"), optStatus: "ENABLED_BY_DEFAULT" },
        ],
      },
      analyzers: [
        { region: region("eu-central-1"), found: { read: [] } },
        { region: region("eu-south-2"), found: { unreadable: "timed out" } },
        {
          region: region("us-east-1"),
          found: {
            read: [
              { name: "ConsoleAnalyzer-1", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" }, tags: {} },
              {
                name: "unused",
                type: "ACCOUNT_UNUSED_ACCESS",
                status: "DISABLED",
                statusReason: "AWS_SERVICE_ACCESS_DISABLED",
                owner: { kind: "other", by: "terraform" },
                tags: { team: "data", stage: "prod" },
                configuration: {
                  unusedAccess: { unusedAccessAge: 30, analysisRule: { exclusions: [{ resourceTags: [{ ignore: "" }] }] } },
                },
              },
            ],
          },
        },
      ],
    },
    {
      id: accountId("333333333333"),
      name: "legacy",
      state: "SUSPENDED",
      ou: "Suspended",
      tags: { read: {} },
      regions: { unreadable: "SUSPENDED" },
      analyzers: [],
    },
  ],
};

describe("inventory.json", () => {
  it("has Regions in groups, an analyzer on a line, and nothing that depends on the day", () => {
    assert.equal(
      serializeInventory(example),
      `{
  "version": 1,
  "organization": {
    "id": "o-exampleorg1",
    "rootId": "r-ab12",
    "management": "111111111111",
    "delegatedAdministrators": [
      { "service": "access-analyzer.amazonaws.com", "account": "222222222222" }
    ],
    "rolesRegions": ["eu-central-1"]
  },
  "accounts": [
    {
      "id": "111111111111",
      "name": "management",
      "state": "ACTIVE",
      "ou": "",
      "tagsUnreadable": "AccessDeniedException",
      "regions": {
        "ENABLED": ["eu-south-2"],
        "ENABLED_BY_DEFAULT": ["eu-central-1", "us-east-1"],
        "DISABLED": ["ap-east-1"]
      },
      "regionsWithoutAnalyzer": ["eu-central-1"],
      "analyzersUnreadable": [
        { "reason": "timed out", "regions": ["eu-south-2"] }
      ],
      "analyzers": [
        { "region": "us-east-1", "name": "ConsoleAnalyzer-1", "type": "ACCOUNT", "status": "ACTIVE", "owner": { "kind": "other" }, "tags": {} },
        { "region": "us-east-1", "name": "unused", "type": "ACCOUNT_UNUSED_ACCESS", "status": "DISABLED", "statusReason": "AWS_SERVICE_ACCESS_DISABLED", "owner": { "kind": "other", "by": "terraform" }, "tags": { "stage": "prod", "team": "data" }, "configuration": { "unusedAccess": { "analysisRule": { "exclusions": [{ "resourceTags": [{ "ignore": "" }] }] }, "unusedAccessAge": 30 } } }
      ]
    },
    {
      "id": "333333333333",
      "name": "legacy",
      "state": "SUSPENDED",
      "ou": "Suspended",
      "tags": {},
      "regionsUnreadable": "SUSPENDED",
      "analyzers": []
    }
  ]
}
`,
    );
    assert.deepEqual(parseInventory(serializeInventory(example), "inventory.json"), example);
  });

  it("reads back every inventory as it was, unreadable parts included", () => {
    fc.assert(
      fc.property(inventories(), (inventory) => {
        assert.deepEqual(parseInventory(serializeInventory(deepFreeze(inventory)), "inventory.json"), inventory);
      }),
    );
  });

  it("keeps what AWS has added since, whichever word it is", () => {
    const newer = structuredClone(example);
    const [account] = newer.accounts;
    assert.ok(account !== undefined && "read" in account.regions);
    account.state = "HIBERNATING";
    account.regions.read.push({ name: region("sa-north-1"), optStatus: "HALF_ENABLED" });
    account.tags = { read: Object.fromEntries([["__proto__", "a"]]) };
    account.analyzers.push({
      region: region("us-west-2"),
      found: {
        read: [
          {
            name: "secrets",
            type: "ACCOUNT_EXPOSED_SECRETS",
            status: "PAUSED",
            owner: { kind: "other" },
            tags: Object.fromEntries([["__proto__", "b"]]),
            configuration: { exposedSecrets: { depth: 3 } } as unknown as AnalyzerConfiguration, // of a type that is to come
          },
        ],
      },
    });
    const sorted = { ...account, regions: { read: [...account.regions.read].sort((a, b) => (a.name < b.name ? -1 : 1)) } };
    assert.deepEqual(parseInventory(serializeInventory(newer), "inventory.json"), { ...newer, accounts: [sorted, newer.accounts[1]] });
  });

  it("says everything in sentences of its own, whatever is written where", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutations(JSON.parse(serializeInventory(example)))), (raw) => {
        let message = "";
        try {
          parseInventory(JSON.stringify(raw), "i.json");
        } catch (error) {
          assert.ok(error instanceof InventoryError, String(error));
          message = error.message;
        }
        assert.doesNotMatch(message, /Invalid|Too (big|small)|Unrecognized|undefined/);
      }),
      { numRuns: 500 },
    );
  });

  it("is the same text whatever the order in which things were found", () => {
    fc.assert(
      fc.property(inventories(), (inventory) => {
        const reversed: Inventory = {
          ...inventory,
          accounts: [...inventory.accounts].reverse().map((account) => ({
            ...account,
            tags: "read" in account.tags ? { read: Object.fromEntries(Object.entries(account.tags.read).reverse()) } : account.tags,
            regions: "read" in account.regions ? { read: [...account.regions.read].reverse() } : account.regions,
            analyzers: [...account.analyzers]
              .reverse()
              .map(({ region, found }) => ({ region, found: "read" in found ? { read: [...found.read].reverse() } : found })),
          })),
        };
        assert.equal(serializeInventory(reversed), serializeInventory(inventory));
      }),
    );
  });

  it("shows a new account as one block of new lines, at most a comma beside it", () => {
    fc.assert(
      fc.property(inventories(), accounts(accountId("150000000000")), (inventory, account) => {
        const before = serializeInventory(inventory).split("\n");
        const after = serializeInventory({ ...inventory, accounts: [...inventory.accounts, account] }).split("\n");
        const start = after.indexOf('      "id": "150000000000",') - 1;
        const added = after.length - before.length;
        assert.deepEqual([...after.slice(0, start), ...after.slice(start + added)], before);
      }),
    );
  });

  describe("is refused with file, line, path and value", () => {
    const text = serializeInventory(example);
    const cases: { title: string; text: string; expected: RegExp }[] = [
      {
        title: "when it is no JSON",
        text: "{",
        expected: /^i\.json: this is not JSON \(.*\); write the file anew with "access-analyzer-org inventory"$/,
      },
      {
        title: "when it is another version",
        text: text.replace('"version": 1', '"version": 9'),
        expected: /^i\.json:2:14: version: found the number 9, expected 1/,
      },
      {
        title: "for a state that is no text",
        text: text.replace('"SUSPENDED",', "7,"),
        expected: /^i\.json:36:16: accounts\[1\]\.state: found the number 7, expected text/,
      },
      {
        title: "for a key that it does not know",
        text: text.replace('"ou": "",', '"ou": "", "email": "a@example.com",'),
        expected: /accounts\[0\]\.email: found "email", which is not a key of this section/,
      },
      {
        title: "for an account id that is none",
        text: text.replaceAll("333333333333", "33333333333"),
        expected: /accounts\[1\]\.id: found "33333333333", expected an account id/,
      },
      {
        title: "for an account that is there twice",
        text: text.replaceAll("333333333333", "111111111111"),
        expected: /accounts\[1\]\.id: found "111111111111", which stands here a second time/,
      },
      {
        title: "for a Region in two groups",
        text: text.replace('"DISABLED": ["ap-east-1"]', '"DISABLED": ["us-east-1"]'),
        expected: /accounts\[0\]\.regions\.DISABLED\[0\]: found "us-east-1", a Region that stands in another group/,
      },
      {
        title: "for a Region with and without analyzers",
        text: text.replace('"regionsWithoutAnalyzer": ["eu-central-1"]', '"regionsWithoutAnalyzer": ["us-east-1"]'),
        expected: /accounts\[0\]\.regionsWithoutAnalyzer\[0\]: found "us-east-1"/,
      },
      {
        title: "for two analyzers of one name",
        text: text.replace('"name": "unused"', '"name": "ConsoleAnalyzer-1"'),
        expected: /accounts\[0\]\.analyzers\[1\]\.name: found "ConsoleAnalyzer-1", the name of another analyzer/,
      },
      {
        title: "for Regions neither read nor unreadable",
        text: text.replace('      "regionsUnreadable": "SUSPENDED",\n', ""),
        expected: /accounts\[1\]\.regions: found nothing, expected either regions or regionsUnreadable/,
      },
      {
        title: "for tags both read and unreadable",
        text: text.replace('"tags": {},\n      "regionsUnreadable"', '"tags": {}, "tagsUnreadable": "no",\n      "regionsUnreadable"'),
        expected: /accounts\[1\]\.tagsUnreadable: found "no", expected either tags or tagsUnreadable/,
      },
    ];
    for (const { title, text: changed, expected } of cases) {
      it(title, () => {
        assert.notEqual(changed, text);
        assert.throws(
          () => parseInventory(changed, "i.json"),
          (error) => (error instanceof InventoryError && expected.test(error.message) ? true : assert.fail(String(error))),
        );
      });
    }
  });
});
