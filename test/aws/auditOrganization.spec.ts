import assert from "node:assert/strict";
import { CreateAnalyzerCommand, CreateArchiveRuleCommand } from "@aws-sdk/client-accessanalyzer";
import { ConfigurationError, auditOrganization, parseConfiguration } from "../../aws/auditOrganization";
import type { AuditOptions } from "../../aws/auditOrganization";
import { startSandbox } from "../../dev/sandbox/server/server";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, sessionIn } from "../support/sandboxClients";

const roleName = "OrganizationAccountAccessRole";

describe("auditOrganization", () => {
  let sandbox: Sandbox;
  const kept = { ...process.env };

  beforeEach(async () => {
    sandbox = await startSandbox();
    const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
    Object.assign(process.env, { AWS_ENDPOINT_URL: sandbox.url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    delete process.env.AWS_PROFILE;
  });

  afterEach(async () => {
    process.env = { ...kept };
    await sandbox.close();
  });

  it("reads an organization without analyzers and finds its gap, the console-made one told as not ours", async () => {
    const audit = await auditOrganization(options());
    assert.deepEqual(audit.totals, {
      covered: 1,
      missing: 36,
      inactive: 0,
      wrong: 0,
      hides: 0,
      gap: 0,
      unreadable: 0,
      regionNotEnabled: 30,
      exempt: 7,
    });
    const [covered] = audit.places.filter(({ state }) => state === "covered");
    assert.deepEqual(covered, {
      account: "777777777777",
      region: "eu-west-1",
      type: "ACCOUNT",
      state: "covered",
      analyzer: "ConsoleAnalyzer-1234",
      by: "other",
    });
  });

  it("writes nothing", async () => {
    await auditOrganization(options());
    const writing = sandbox.calls.filter(({ operation }) => !/^(List|Get|Describe|AssumeRole$)/.test(operation));
    assert.deepEqual(writing, []);
  });

  it("applies exemptions of the day that it is told", async () => {
    const exempt = 'overrides: [{ where: { account: "444444444444" }, exempt: { reason: divested, owner: legal, until: 2027-03-31 } }]';
    const missing = async (today: string) =>
      (await auditOrganization({ ...options(exempt), today })).places.filter(
        ({ account, state }) => account === "444444444444" && state === "missing",
      ).length;
    assert.equal(await missing("2027-03-31"), 0);
    assert.equal(await missing("2027-04-01"), 4);
  });

  describe("reads archive rules", () => {
    const console_ = { account: "777777777777", analyzerName: "ConsoleAnalyzer-1234" };

    it("of external analyzers alone, over small pages, with one call more for each", async () => {
      const { accessAnalyzer } = await inSandbox();
      for (const name of ["a", "b", "c"])
        await accessAnalyzer.send(
          new CreateArchiveRuleCommand({ ...console_, ruleName: name, filter: { "principal.AWS": { eq: ["999999999999"] } } }),
        );
      await accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" }));
      sandbox.world.settings.pageSize = 2;
      const since = sandbox.calls.length;
      const { notes, verdict } = await auditOrganization(options());
      const rules = notes.flatMap((note) => (note.kind === "archiveRule" ? [note] : []));
      assert.deepEqual(
        rules.map(({ account, region, analyzer, rule, by }) => ({ account, region, analyzer, rule, by })),
        ["a", "b", "c"].map((rule) => ({
          account: console_.account,
          region: "eu-west-1",
          analyzer: console_.analyzerName,
          rule,
          by: "other",
        })),
      );
      assert.match(rules[0]?.createdAt ?? "", /^\d{4}-\d\d-\d\dT/);
      assert.equal(verdict.exitCode, 1);
      assert.equal(sandbox.calls.slice(since).filter(({ operation }) => operation === "ListArchiveRules").length, 2);
    });

    it("and tells one that hides findings", async () => {
      const { accessAnalyzer } = await inSandbox();
      await accessAnalyzer.send(new CreateArchiveRuleCommand({ ...console_, ruleName: "quiet", filter: { resource: { exists: true } } }));
      const hiding = (await auditOrganization(options())).places.filter(({ state }) => state === "hides");
      assert.deepEqual(
        hiding.map(({ account, region }) => ({ account, region })),
        [{ account: console_.account, region: "eu-west-1" }],
      );
    });

    it("and calls the place unreadable where they cannot be read", async () => {
      sandbox.world.faults.add({ match: { operation: "ListArchiveRules" }, effect: { kind: "deny" } });
      const { places, totals } = await auditOrganization(options());
      assert.equal(totals.unreadable, 1);
      const [place] = places.filter(({ state }) => state === "unreadable");
      assert.ok(place?.state === "unreadable");
      assert.match(place.reason, /^archive rules of ConsoleAnalyzer-1234: ListArchiveRules: AccessDenied/);
    });

    const inSandbox = async () => clients(sandbox, await sessionIn(sandbox, console_.account), "eu-west-1");
  });

  it("takes the role from access.readRole where none is named", async () => {
    const { configuration } = options(`access: { readRole: ${roleName} }`);
    assert.equal((await auditOrganization({ configuration })).totals.unreadable, 0);
  });

  it("refuses a configuration of another organization before it enters an account", async () => {
    await assert.rejects(auditOrganization(options("", "999999999999")), (error) => error instanceof ConfigurationError);
    assert.ok(
      !sandbox.calls.some(({ operation }) => operation === "AssumeRole" || operation === "ListAnalyzers"),
      "no account was entered",
    );
  });

  function options(more = "", management = "111111111111"): AuditOptions {
    const text = `version: 1\norganization: { management: "${management}", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }\n${more}\n`;
    return { configuration: parseConfiguration(text, "organization.yaml"), roleName };
  }
});
