import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import type { Configuration } from "../../../domain/configuration/configuration";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { renderAudit } from "../../../scripts/audit/report";
import { auditDay, others, ours, placeAt, standing } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, withRegions } from "../../support/planned";

const home = "eu-central-1";
const plain = { colour: false, unicode: true, columns: 100 };
const noAccount = "analyzers: { account: { enabled: false } }";
const neither = "analyzers: { account: { enabled: false }, organization: { enabled: false } }";

describe("gaps: places that no external analyzer covers", () => {
  it("a type that is switched off is no reason where nothing else covers the place", () => {
    const config = configuration(neither);
    const audit = auditCoverage(config, organization(config), auditDay);
    assert.equal(audit.totals.gap, 9);
    assert.equal(audit.verdict.exitCode, 1);
    assert.match(audit.verdict.sentence, /^Drift: 9 places have no external analyzer at all\.$/);
    const text = renderAudit(audit, plain).replace(/\s+/g, " ");
    assert.match(text, /Gap, 9 places: analyzers\.account\.enabled is false, and no other external analyzer covers/);
    assert.match(text, /exempt the account or exclude the Region with a reason/);
  });

  it("nor is an override, while the organization's analyzer is off", () => {
    const config = configuration(
      `analyzers: { organization: { enabled: false } }\noverrides: [{ where: { account: "${member}" }, account: { enabled: false } }]`,
    );
    const live = standing(inventory(), ({ id }) => (id === member ? [] : [ours(config, id, "ACCOUNT")]));
    const { audit, place } = placeAt(config, live, member, home);
    assert.deepEqual(stateOf(place), { state: "gap", off: "overrides[0].account.enabled" });
    assert.equal(audit.totals.gap, 3);
  });

  it("the organization's analyzer covers what has none of its own", () => {
    const config = configuration(noAccount);
    const { audit, place } = placeAt(config, organization(config, ["ORGANIZATION"]), member, home);
    assert.equal(place.state, "exempt");
    assert.equal(audit.verdict.exitCode, 0);
  });

  it("but only while it is ACTIVE", () => {
    const config = configuration(noAccount);
    for (const change of [
      { status: "FAILED" as const },
      { status: "CREATING" as const },
      { owner: { kind: "service" as const, by: "x" } },
    ]) {
      const live = organization(config, ["ORGANIZATION"], (analyzer) => ({ ...analyzer, ...change }));
      assert.equal(placeAt(config, live, member, home).place.state, "gap");
    }
  });

  it("another's analyzer of the account covers as well", () => {
    const config = configuration(neither);
    const live = standing(inventory(), ({ id }) => (id === member ? [others("console", "ACCOUNT")] : []));
    assert.equal(placeAt(config, live, member, home).place.state, "exempt");
    assert.equal(placeAt(config, live, management, home).place.state, "gap");
  });

  it("one for unused access does not", () => {
    const config = configuration(neither);
    const live = standing(inventory(), () => [others("unused", "ACCOUNT_UNUSED_ACCESS")]);
    assert.equal(placeAt(config, live, member, home).place.state, "gap");
  });

  it("a Region that is off in the owner's account is a gap where the account has no analyzer of its own", () => {
    const config = configuration(noAccount);
    const known = withRegions(inventory([member], [home]), member, { "eu-south-2": "ENABLED" });
    const live = organization(config, ["ORGANIZATION"], undefined, withScannedRegion(known));
    const { audit, place } = placeAt(config, live, member, "eu-south-2");
    assert.equal(place.state, "gap");
    assert.equal(placeAt(config, live, member, home).place.state, "exempt");
    const text = renderAudit(audit, plain);
    assert.doesNotMatch(text, /alone watches/);
  });

  it("and none where it has: the remark says so, and only then", () => {
    const config = configuration();
    const known = withRegions(inventory([member], [home]), member, { "eu-south-2": "ENABLED" });
    const live = organization(config, ["ORGANIZATION", "ACCOUNT"], undefined, withScannedRegion(known));
    const covered = auditCoverage(config, live, auditDay);
    assert.equal(covered.verdict.exitCode, 0);
    assert.match(renderAudit(covered, plain).replace(/\s+/g, " "), /the account's own analyzer alone watches it/);
    const bare = standing(live, ({ id }) => (id === member ? [] : [ours(config, id, "ACCOUNT"), ours(config, id, "ORGANIZATION")]));
    assert.doesNotMatch(renderAudit(auditCoverage(config, bare, auditDay), plain), /alone watches/);
  });

  it("an exemption and an excluded Region are reasons", () => {
    const config = configuration(
      `${neither}\nregions: { exclude: [{ name: us-east-1, reason: denied }] }\noverrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`,
    );
    const live = organization(config);
    assert.equal(placeAt(config, live, member, home).place.state, "exempt");
    assert.equal(placeAt(config, live, management, "us-east-1").place.state, "exempt");
    assert.equal(placeAt(config, live, management, home).place.state, "gap");
  });

  it("what cannot be read is neither a gap nor covered", () => {
    const config = configuration(noAccount);
    const blind = changeAccount(organization(config), delegatedAdministrator, (account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "ListAnalyzers: AccessDenied" } })),
    }));
    const { audit, place } = placeAt(config, blind, member, home);
    assert.deepEqual(stateOf(place), {
      state: "unreadable",
      reason: `analyzers.account.enabled is false, and whether another external analyzer covers the place is not known: ${home} of account ${delegatedAdministrator}: ListAnalyzers: AccessDenied`,
    });
    assert.equal(audit.totals.gap, 0);
    const unknownRegions = changeAccount(organization(config), member, (account) => ({
      ...account,
      regions: { unreadable: "AssumeRole: AccessDenied" },
      analyzers: [],
    }));
    const states = auditCoverage(config, unknownRegions, auditDay).places.filter(({ account }) => account === member);
    assert.ok(states.some(({ type, state }) => type === "ACCOUNT" && state === "unreadable"));
  });

  it("of accounts that were rolled out without the owner nothing is said", () => {
    const config = configuration(noAccount);
    const audit = auditCoverage(config, organization(config), auditDay, { accounts: new Set([management]) });
    assert.ok(audit.places.every(({ account, state }) => account === management && state !== "gap"));
    assert.equal(audit.verdict.exitCode, 0);
  });
});

/** Ours of these types where they belong. */
function organization(
  config: Configuration,
  types: ("ACCOUNT" | "ORGANIZATION")[] = [],
  change: (analyzer: ExistingAnalyzer) => ExistingAnalyzer = (analyzer) => analyzer,
  known: Inventory = inventory(),
): Inventory {
  return standing(known, ({ id }) =>
    types.filter((type) => type === "ACCOUNT" || id === delegatedAdministrator).map((type) => change(ours(config, id, type))),
  );
}

function withScannedRegion(known: Inventory): Inventory {
  return changeAccount(known, member, (account) => ({
    ...account,
    analyzers: ("read" in account.regions ? account.regions.read : []).map(({ name }) => ({ region: name, found: { read: [] } })),
  }));
}

function stateOf(place: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(place).filter(([key]) => !["account", "region", "type"].includes(key)));
}
