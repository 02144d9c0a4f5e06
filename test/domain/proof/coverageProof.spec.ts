import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import type { Configuration } from "../../../domain/configuration/configuration";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { parseProof, proofOf, serializeProof } from "../../../domain/proof/coverageProof";
import { auditDay, others, ours, rolledOut, standing, withoutRules } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount } from "../../support/planned";

const at = "2026-11-22T02:00:00.000Z";
const home = "eu-central-1";
const regions = ["eu-central-1", "eu-west-1", "us-east-1"];

const text = serializeProof({
  version: 1,
  organization: "o-exampleorgid",
  date: at,
  accounts: { ["222222222222"]: ["eu-central-1"], ["111111111111"]: ["us-east-1", "eu-central-1"] },
} as unknown as Parameters<typeof serializeProof>[0]); // ids that are not parsed

describe("the proof of coverage", () => {
  it("names every account and Region that an external analyzer covers, and nothing else", () => {
    const config = configuration();
    const proof = proved(config, rolledOut(config, inventory()));
    assert.deepEqual(proof, {
      version: 1,
      organization: inventory().organization.id,
      date: at,
      accounts: { [management]: regions, [delegatedAdministrator]: regions, [member]: regions },
    });
    assert.doesNotMatch(serializeProof(proof), /analyzer/);
  });

  it("the organization's analyzer covers accounts that have none of their own", () => {
    const config = configuration();
    const live = standing(inventory(), ({ id }, region) =>
      id === delegatedAdministrator && region === home ? [ours(config, id, "ORGANIZATION")] : [],
    );
    assert.deepEqual(proved(config, live).accounts, { [management]: [home], [delegatedAdministrator]: [home], [member]: [home] });
  });

  it("another's analyzer counts, one of a member's organization type does not", () => {
    assert.deepEqual(coveredBy(others("console", "ACCOUNT")), regions);
    assert.deepEqual(coveredBy(others("console", "ORGANIZATION")), []);
  });

  it("other types, analyzers that are not ACTIVE, and those of a service do not count", () => {
    const account = others("console", "ACCOUNT");
    assert.deepEqual(coveredBy(others("console", "ACCOUNT_UNUSED_ACCESS")), []);
    assert.deepEqual(coveredBy(others("console", "ACCOUNT_INTERNAL_ACCESS")), []);
    assert.deepEqual(coveredBy({ ...account, status: "FAILED" }), []);
    assert.deepEqual(coveredBy({ ...account, status: "CREATING" }), []);
    assert.deepEqual(coveredBy({ ...account, owner: { kind: "service", by: "securityhub" } }), []);
  });

  it("one whose archive rules could hide findings, or were not read, proves nothing; one without a planned rule does", () => {
    const account = others("console", "ACCOUNT");
    const hiding = { read: [{ name: "all", filter: { isPublic: { eq: ["true"] } } }] };
    assert.deepEqual(coveredBy({ ...account, archiveRules: hiding }), []);
    assert.deepEqual(coveredBy({ ...account, archiveRules: { unreadable: "AccessDenied" } }), []);
    assert.deepEqual(coveredBy(withoutRules(account)), []);
    assert.deepEqual(coveredBy({ ...ours(configuration(), member, "ACCOUNT"), archiveRules: { read: [] } }), regions);
  });

  it("what could not be seen is not in it", () => {
    const config = configuration();
    const live = rolledOut(config, inventory());
    const noRegions = changeAccount(live, member, (account) => ({ ...account, regions: { unreadable: "denied" } }));
    assert.deepEqual(Object.keys(proved(config, noRegions).accounts), [management, delegatedAdministrator]);
    const nothing = standing(inventory(), () => []);
    const noAnalyzers = {
      ...nothing,
      accounts: nothing.accounts.map((account) => ({
        ...account,
        analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "denied" } })),
      })),
    };
    assert.deepEqual(proved(config, noAnalyzers).accounts, {});
  });

  it("nor are accounts that are not ACTIVE", () => {
    const config = configuration();
    const live = changeAccount(rolledOut(config, inventory()), member, (account) => ({ ...account, state: "SUSPENDED" }));
    assert.deepEqual(Object.keys(proved(config, live).accounts), [management, delegatedAdministrator]);
  });

  it("is the same text for the same proof, and reads back", () => {
    const config = configuration();
    for (const live of [rolledOut(config, inventory()), standing(inventory(), () => [])]) {
      const proof = proved(config, live);
      assert.deepEqual(parseProof(serializeProof(proof)), proof);
    }
    assert.equal(
      serializeProof(parseProof(text)),
      `{
  "version": 1,
  "organization": "o-exampleorgid",
  "date": "2026-11-22T02:00:00.000Z",
  "accounts": {
    "111111111111": ["eu-central-1","us-east-1"],
    "222222222222": ["eu-central-1"]
  }
}
`,
    );
  });

  for (const [what, wrong, sentence] of [
    ["no JSON", "{", /^the proof is not JSON \(/],
    ["a list", "[]", /^the proof is \[\], expected an object with version, organization, date, accounts$/],
    ["null", "null", /^the proof is null, expected an object/],
    ["a key too many", changed('"version": 1,', '"version": 1, "name": "x",'), /^the proof has the key "name", expected version/],
    ["a hidden key too many", changed('"version": 1,', '"version": 1, "__proto__": {},'), /^the proof has the key "__proto__"/],
    ["a key too few", changed('"organization": "o-exampleorgid",', ""), /^the proof has no key organization$/],
    ["another version", changed('"version": 1', '"version": 2'), /^version of the proof is 2, expected 1$/],
    ["no organization's id", changed("o-exampleorgid", "r-root"), /^organization of the proof is "r-root"/],
    ["a day", changed(at, "2026-11-22"), /^date of the proof is "2026-11-22", expected an instant/],
    ["a day that there is not", changed(at, "2026-02-30T02:00:00.000Z"), /^date of the proof is "2026-02-30/],
    ["another zone", changed(at, "2026-11-22T02:00:00.000+01:00"), /^date of the proof is/],
    ["accounts as a list", changed(/\{\n {4}[^}]*\}/, "[]"), /^accounts of the proof is \[\], expected Regions by account$/],
    ["a short account", changed("222222222222", "2222"), /^accounts of the proof has "2222", expected twelve digits$/],
    ["a hidden account", changed("222222222222", "__proto__"), /^accounts of the proof has "__proto__"/],
    ["no Regions", changed('["eu-central-1"]', "[]"), /^account 222222222222 of the proof has \[\], expected a list of Regions$/],
    ["one Region", changed('["eu-central-1"]', '"eu-central-1"'), /^account 222222222222 of the proof has "eu-central-1", expected a list/],
    ["no Region's code", changed('["eu-central-1"]', '["*"]'), /^account 222222222222 of the proof has "\*", expected a Region's code/],
    ["an account twice", changed("222222222222", "111111111111"), /a key or a Region stands in it twice/],
    ["a key twice", changed('"version": 1,', '"version": 1,\n  "version": 1,'), /a key or a Region stands in it twice/],
    ["a Region twice", changed('["eu-central-1"]', '["eu-central-1","eu-central-1"]'), /a key or a Region stands in it twice/],
    ["another order", changed('["eu-central-1","us-east-1"]', '["us-east-1","eu-central-1"]'), /order or spaces differ/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parseProof(wrong), { message: sentence }));
  }
});

function changed(from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  assert.notEqual(result, text);
  return result;
}

function proved(config: Configuration, live: Inventory): ReturnType<typeof proofOf> {
  return proofOf(auditCoverage(config, live, auditDay), at);
}

/** Regions of the member with this analyzer in each, and no other anywhere. */
function coveredBy(analyzer: ExistingAnalyzer): readonly string[] {
  return (
    proved(
      configuration(),
      standing(inventory(), ({ id }) => (id === member ? [analyzer] : [])),
    ).accounts[member] ?? []
  );
}
