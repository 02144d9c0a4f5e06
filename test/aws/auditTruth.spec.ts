import assert from "node:assert/strict";
import fc from "fast-check";
import { auditOrganization, parseConfiguration, type Audit } from "../../aws/auditOrganization";
import type { Analyzer, ArchiveRule } from "../../dev/sandbox/services/accessanalyzer/analyzers";
import { seedAnalyzer, type AnalyzerSeed } from "../../dev/sandbox/services/accessanalyzer/seedAnalyzer";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import type { Fault } from "../../dev/sandbox/world/faults";
import { analyzerNames } from "../../domain/analyzer";

const management = "111111111111";
const security = "222222222222";
const members = ["333333333333", "444444444444"];
const accounts = [management, security, ...members];
const regions = ["eu-central-1", "eu-west-1"];
const roleName = "OrganizationAccountAccessRole";
const ourTag = { "managed-by": "access-analyzer-org" };

/** What stands in one account and Region, and what AWS would do to a question there. */
interface Corner {
  account: string;
  region: string;
  analyzers: Omit<AnalyzerSeed, "account" | "region">[];
  rule: Pick<ArchiveRule, "filter"> | undefined;
  refused: "ListAnalyzers" | "ListArchiveRules" | undefined;
}

const analyzer = fc.oneof(
  fc.constantFrom("ACTIVE", "FAILED", "DISABLED", "CREATING", "PAUSED").map((status) => ({
    name: analyzerNames.ACCOUNT,
    type: "ACCOUNT" as const,
    tags: ourTag,
    status: status as Analyzer["creation"], // PAUSED: newer than this version
  })),
  fc
    .constantFrom("ACTIVE", "FAILED")
    .map((status) => ({ name: "theirs", type: "ACCOUNT" as const, status: status as Analyzer["creation"] })),
  fc.constantFrom("ACCOUNT_UNUSED_ACCESS", "ACCOUNT_FUTURE_ACCESS").map((type) => ({
    name: "another-type",
    type: type as AnalyzerSeed["type"], // the second one is newer than this version
  })),
  // Our name and tag on another type.
  fc.constant({ name: analyzerNames.ACCOUNT, type: "ACCOUNT_UNUSED_ACCESS" as const, tags: ourTag }),
);

const rules: Pick<ArchiveRule, "filter">[] = [
  { filter: { isPublic: { eq: ["true"] } } },
  { filter: { resourceType: { eq: ["AWS::S3::Bucket"] } } },
  { filter: { "principal.AWS": { eq: ["999999999999"] } } },
];

const corner = (account: string, region: string): fc.Arbitrary<Corner> =>
  fc.record({
    account: fc.constant(account),
    region: fc.constant(region),
    analyzers: fc.uniqueArray(analyzer, { maxLength: 2, selector: ({ name, type }) => (type === "ACCOUNT" ? type : name), size: "max" }),
    rule: fc.option(fc.constantFrom(...rules), { nil: undefined }),
    refused: fc.option(fc.constantFrom("ListAnalyzers" as const, "ListArchiveRules" as const), { nil: undefined, freq: 5 }),
  });

const organizations = fc.record({
  corners: fc.tuple(...accounts.flatMap((account) => regions.map((region) => corner(account, region)))),
  closed: fc.option(fc.constantFrom(...members), { nil: undefined, freq: 4 }),
  shut: fc.option(fc.constantFrom(security, ...members), { nil: undefined, freq: 4 }),
});

describe("The audit of a random organization", function () {
  this.timeout(240_000);
  const kept = { ...process.env };
  const configuration = parseConfiguration(
    `version: 1\norganization: { management: "${management}", delegatedAdministrator: "${security}", homeRegion: eu-central-1 }\n`,
    "organization.yaml",
  );
  afterEach(() => {
    process.env = { ...kept };
  });

  it("never says covered where nothing covers, never missing where it could not read, and never nothing (300 organizations)", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(organizations, async ({ corners, closed, shut }) => {
        const sandbox = await startSandbox({
          organization: {
            management,
            homeRegion: "eu-central-1",
            regions: { enabledByDefault: regions },
            accounts: accounts.map((id) => ({ id, name: `account-${id}`, state: id === closed ? "SUSPENDED" : "ACTIVE" })),
            trustedServices: ["access-analyzer.amazonaws.com"],
            delegatedAdministrators: [{ service: "access-analyzer.amazonaws.com", account: security }],
          },
        });
        try {
          for (const each of corners) furnish(sandbox, each);
          if (shut !== undefined) refuse(sandbox, { service: "account", operation: "ListRegions", account: shut });
          const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
          Object.assign(process.env, {
            AWS_ENDPOINT_URL: sandbox.url,
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
          });
          delete process.env.AWS_PROFILE;
          const audit = await auditOrganization({ configuration, roleName });
          assert.ok(JSON.stringify(audit).startsWith("{"));
          for (const each of corners) if (each.account !== closed && each.account !== shut) judge(audit, each);
          const ofShut = audit.places.filter(({ account, type }) => account === shut && account !== closed && type === "ACCOUNT");
          assert.ok(ofShut.length > 0 === (shut !== undefined && shut !== closed) && ofShut.every(({ state }) => state === "unreadable"));
          for (const { state } of audit.places) seen.add(state);
          assert.equal(
            audit.verdict.exitCode === 0,
            audit.places.every(({ state }) => ["covered", "exempt", "regionNotEnabled"].includes(state)),
          );
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: 300, seed: 20261122, endOnFailure: true },
    );
    assert.deepEqual([...seen].sort(), ["covered", "exempt", "hides", "inactive", "missing", "unreadable", "wrong"]);
  });
});

function furnish(sandbox: Sandbox, { account, region, analyzers, rule, refused }: Corner): void {
  for (const seed of analyzers) {
    const made = seedAnalyzer(sandbox.world, { account, region, ...seed });
    const now = sandbox.world.clock.now();
    if (rule !== undefined) made.archiveRules.set("by-hand", { ruleName: "by-hand", createdAt: now, updatedAt: now, ...rule });
  }
  if (refused !== undefined) refuse(sandbox, { service: "access-analyzer", operation: refused, account, region });
}

function refuse(sandbox: Sandbox, match: Fault["match"]): void {
  sandbox.world.faults.add({ match, effect: { kind: "deny" } });
}

/** What the audit says of the account's own external analyzer, beside what is there. */
function judge({ places }: Audit, { account, region, analyzers, rule, refused }: Corner): void {
  const place = places.find((one) => one.account === account && one.region === region && one.type === "ACCOUNT");
  const said = JSON.stringify(place);
  assert.ok(place, `${account} ${region}: nothing is said`);
  const active = analyzers.some(({ type, status }) => type === "ACCOUNT" && (status ?? "ACTIVE") === "ACTIVE");
  const hides = rule !== undefined && !("principal.AWS" in rule.filter);
  switch (place.state) {
    case "covered":
      assert.ok(active && !hides && refused !== "ListAnalyzers" && refused !== "ListArchiveRules", said);
      break;
    case "missing":
      assert.ok(!active && refused !== "ListAnalyzers", said);
      break;
    case "hides":
      assert.ok(active && hides && refused === undefined, said);
      break;
    case "unreadable":
      assert.ok(refused !== undefined, said);
      break;
    case "exempt":
    case "regionNotEnabled":
    case "gap":
      assert.fail(said);
  }
}
