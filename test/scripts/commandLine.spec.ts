import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateAnalyzerCommand, DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import type { Audit } from "../../domain/audit/audit";
import { startSandbox } from "../../dev/sandbox/server/server";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { run, start } from "../support/commandLine";
import { clients, sessionIn } from "../support/sandboxClients";

const organization = 'organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }';
const firstLook = ["--role-name", "OrganizationAccountAccessRole"];

describe("the command line", function () {
  this.timeout(60_000);
  let folder: string;
  let sandbox: Sandbox;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    write("organization.yaml", `version: 1\n${organization}\n`);
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0, serviceLinkedRoleSettleMilliseconds: 0 } });
    const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
    environment = { AWS_ENDPOINT_URL: sandbox.url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  });

  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("explains itself: help of every subcommand has an example and the exit codes", async () => {
    const helps = await Promise.all(
      [[], ["inventory"], ["plan"], ["deploy"], ["audit"], ["retire"], ["forget"], ["redrive"]].map((subcommand) =>
        run([...subcommand, "--help"], folder),
      ),
    );
    for (const { code, stdout } of helps) {
      assert.equal(code, 0);
      assert.match(stdout, /\$ access-analyzer-org/);
      assert.match(stdout, /Exit codes:/);
    }
  });

  it("first look: audit before any roll-out is red, legible at 100 columns and plain", async () => {
    const { code, stdout, stderr } = await run(["audit", ...firstLook], folder, environment);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /Drift: 36 of 37 planned analyzers are not there as planned \(36 missing\)\.\n$/);
    assert.match(stdout, /Covered by analyzers that are not ours[^]*ConsoleAnalyzer-1234 in eu-west-1 of 777777777777 sandbox-anna/);
    assert.match(stdout, /888888888888 legacy .*SUSPENDED/);
    assert.doesNotMatch(stdout, /\u001b/);
    for (const line of stdout.split("\n")) assert.ok([...line].length <= 100, `${[...line].length} columns: ${line}`);
    assert.doesNotMatch(stderr, /Warning/i);
  });

  it("audit --json is what a program reads, and nothing else is on standard output", async () => {
    const { code, stdout } = await run(["audit", "--json", ...firstLook], folder, environment);
    const audit = JSON.parse(stdout) as Audit; // What the command documents.
    assert.equal(code, audit.verdict.exitCode);
    assert.equal(audit.totals.missing, 36);
    assert.deepEqual(
      audit.places.find(({ account, region }) => account === "777777777777" && region === "eu-west-1"),
      {
        account: "777777777777",
        region: "eu-west-1",
        type: "ACCOUNT",
        state: "covered",
        analyzer: "ConsoleAnalyzer-1234",
        by: "other",
      },
    );
  });

  it("audit ends 0 where everything planned is there, 2 where the rest could not be seen, and 1 where nothing covers a place", async () => {
    const configure = (isOrganizationOn: boolean) =>
      write(
        "organization.yaml",
        `version: 1
${organization}
regions: { exclude: [{ name: eu-south-2, reason: not used }] }
analyzers: { account: { enabled: false }, organization: { enabled: ${isOrganizationOn} }, unusedAccess: { enabled: true, ageDays: 30 } }
`,
      );
    configure(true);
    await rollOutOrganizationAnalyzers(sandbox);
    const green = await run(["audit", ...firstLook], folder, environment);
    assert.equal(green.code, 0, green.stdout + green.stderr);
    assert.match(green.stdout, /As planned: all 5 places have an ACTIVE analyzer/);
    const { id } = sandbox.world.faults.add({
      match: { operation: "ListAnalyzers", account: "222222222222", region: "eu-central-1" },
      effect: { kind: "deny" },
    });
    const partial = await run(["audit", ...firstLook], folder, environment);
    assert.equal(partial.code, 2);
    assert.match(partial.stdout, /Unreadable, 2 places: ListAnalyzers: AccessDeniedException/);
    sandbox.world.faults.remove(id);
    configure(false);
    assert.equal((await run(["audit", ...firstLook], folder, environment)).code, 0, "what is there covers, planned or not");
    for (const region of externalRegions) {
      const { accessAnalyzer } = clients(sandbox, await sessionIn(sandbox, "222222222222"), region);
      await accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "access-analyzer-org-organization" }));
    }
    const gaps = await run(["audit", ...firstLook], folder, environment);
    assert.equal(gaps.code, 1);
    assert.match(gaps.stdout, /Drift: 31 places have no external analyzer at all\.\n$/);
  });

  it("audit without roles sees nothing, says why, and never calls it missing", async () => {
    const { code, stdout } = await run(["audit"], folder, environment);
    assert.equal(code, 2);
    assert.match(stdout, /AssumeRole: AccessDenied/);
    assert.match(stdout, /--role-name/);
    assert.doesNotMatch(stdout, /[Mm]issing/);
  });

  it("audit of an organization that cannot be listed ends 2, not 0", async () => {
    sandbox.world.faults.add({ match: { operation: "ListAccounts" }, effect: { kind: "deny" } });
    const { code, stderr, stdout } = await run(["audit", ...firstLook], folder, environment);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /The organization could not be read as .*ListAccounts: AccessDenied/);
  });

  it("inventory writes once, tells what changed since, and leaves an unchanged file alone", async () => {
    const first = await run(["inventory", ...firstLook], folder, environment);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /9 accounts \(8 active\), 33 enabled Regions in them, 1 analyzer\.\nWrote inventory\.json\.\n/);
    const { mtimeMs } = statSync(join(folder, "inventory.json"));

    const second = await run(["inventory", ...firstLook], folder, environment);
    assert.match(second.stdout, /inventory\.json is up to date\./);
    assert.equal(statSync(join(folder, "inventory.json")).mtimeMs, mtimeMs);

    sandbox.world.accounts.get("444444444444")?.regions.set("eu-south-2", "ENABLED");
    const third = await run(["inventory", ...firstLook], folder, environment);
    assert.match(third.stdout, /- Region eu-south-2 ENABLED \(was DISABLED\) in 444444444444 payments-prod\n[^]*Updated inventory\.json/);
    assert.deepEqual(readdirSync(folder).sort(), ["inventory.json", "organization.yaml"]);
  });

  it("inventory writes what it could read, says what it could not, and ends 2", async () => {
    sandbox.world.faults.add({
      match: { operation: "ListAnalyzers", account: "444444444444", region: "us-east-1" },
      effect: { kind: "deny" },
    });
    const { code, stdout } = await run(["inventory", ...firstLook], folder, environment);
    assert.equal(code, 2);
    assert.match(stdout, /analyzers \(ListAnalyzers: AccessDeniedException.*444444444444 payments-prod in us-east-1/s);
    assert.match(readFileSync(join(folder, "inventory.json"), "utf8"), /"analyzersUnreadable"/);
  });

  it("plan needs no credentials, and --diff shows what another inventory would change", async () => {
    await run(["inventory", ...firstLook], folder, environment);
    const plan = await run(["plan"], folder);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /37 analyzers in 8 accounts and 5 Regions\.\n$/);
    const whole = JSON.parse((await run(["plan", "--json"], folder)).stdout) as { analyzers: unknown[] }; // What the command documents.
    assert.equal(whole.analyzers.length, 37);

    writeFileSync(join(folder, "before.json"), readFileSync(join(folder, "inventory.json")));
    sandbox.world.accounts.get("444444444444")?.regions.set("eu-south-2", "ENABLED");
    await run(["inventory", ...firstLook], folder, environment);
    const difference = await run(["plan", "--diff", "before.json"], folder);
    assert.match(difference.stdout, /\+ 1 analyzer more[^]*444444444444 +payments-prod +account +create +1 +eu-south-2/);
    assert.match(difference.stdout, /1 added, 0 removed, 0 changed\.\n\nStacks that it concerns: member-444444444444\.\n$/);
  });

  it("a Ctrl-C ends a reading with 130, although a call hangs, and leaves no file behind", async () => {
    sandbox.world.faults.add({ match: { operation: "ListAnalyzers" }, effect: { kind: "hang" } });
    const { child, ended } = start(["inventory", ...firstLook], folder, environment);
    while (!sandbox.calls.some(({ operation }) => operation === "AssumeRole") && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code } = await ended;
    assert.equal(code, 130);
    assert.equal(existsSync(join(folder, "inventory.json")), false);
  });

  describe("refuses bad input with exit code 3, one clear sentence and no call", () => {
    const wrong: { name: string; yaml?: string; args: string[]; message: RegExp }[] = [
      { name: "a missing configuration", args: ["plan", "--config", "nowhere.yaml"], message: /nowhere\.yaml: there is no such file/ },
      { name: "a missing inventory", args: ["plan"], message: /inventory\.json: there is no such file.*access-analyzer-org inventory/ },
      {
        name: "an unknown key",
        yaml: `version: 1\n${organization}\nanalysers: {}\n`,
        args: ["audit"],
        message: /organization\.yaml:3.*analysers/,
      },
      { name: "a wrong type", yaml: `version: one\n${organization}\n`, args: ["plan"], message: /organization\.yaml:1.*version/ },
      {
        name: "a bad account id",
        yaml: 'version: 1\norganization: { management: "123", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }\n',
        args: ["plan"],
        message: /management.*twelve digits/,
      },
      {
        name: "an unknown Region",
        yaml: `version: 1\n${organization.replace("eu-central-1", "eu-middle-1")}\n`,
        args: ["plan"],
        message: /homeRegion.*eu-middle-1/,
      },
      {
        name: "a Region excluded twice",
        yaml: `version: 1\n${organization}\nregions: { exclude: [{ name: us-east-1, reason: a }, { name: us-east-1, reason: b }] }\n`,
        args: ["plan"],
        message: /us-east-1/,
      },
      { name: "an unknown option", args: ["audit", "--rolename", "x"], message: /unknown option '--rolename'/ },
      { name: "an unknown subcommand", args: ["adit"], message: /unknown command 'adit'/ },
      { name: "a number that is none", args: ["audit", "--concurrency", "many"], message: /whole number from 1 to 500/ },
    ];
    for (const { name, yaml, args, message } of wrong) {
      it(name, async () => {
        if (yaml !== undefined) write("organization.yaml", yaml);
        const { code, stdout, stderr } = await run(args, folder, environment);
        assert.equal(code, 3, stderr);
        assert.match(stderr, message);
        assert.equal(stdout, "");
        assert.doesNotMatch(stderr, /^\s+at /m);
        assert.equal(sandbox.calls.length, 0);
      });
    }

    it("credentials that AWS does not know", async () => {
      const { code, stderr } = await run(["audit"], folder, { ...environment, AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN00" });
      assert.equal(code, 3, stderr);
      assert.match(stderr, /AWS credentials \(usual AWS chain\) cannot be used: InvalidClientTokenId/);
    });

    it("no credentials at all", async () => {
      const { code, stderr } = await run(["audit"], folder, { AWS_ENDPOINT_URL: sandbox.url });
      assert.equal(code, 3, stderr);
      assert.match(stderr, /Give a profile or a role/);
    });

    it("a configuration of another organization", async () => {
      write("organization.yaml", `version: 1\n${organization.replace("111111111111", "333333333333")}\n`);
      const { code, stderr } = await run(["inventory", ...firstLook], folder, environment);
      assert.equal(code, 3, stderr);
      assert.match(stderr, /organization\.management is 333333333333, but the management account .* is 111111111111/);
      assert.equal(existsSync(join(folder, "inventory.json")), false);
    });

    it("with an object where --json was asked for", async () => {
      const { code, stdout, stderr } = await run(["plan", "--json", "--config", "nowhere.yaml"], folder, environment);
      assert.equal(code, 3, stderr);
      const { error, exitCode } = JSON.parse(stdout) as { error: string; exitCode: number }; // What the command documents.
      assert.match(error, /nowhere\.yaml: there is no such file/);
      assert.equal(exitCode, 3);
      assert.equal(stderr, `${error}\n`);
    });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }
});

const externalRegions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];

async function rollOutOrganizationAnalyzers(sandbox: Sandbox): Promise<void> {
  const { EnableAWSServiceAccessCommand, RegisterDelegatedAdministratorCommand } = await import("@aws-sdk/client-organizations");
  const { CreateServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
  const { organizations, iam } = clients(sandbox);
  const ServicePrincipal = "access-analyzer.amazonaws.com";
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  await organizations.send(new RegisterDelegatedAdministratorCommand({ ServicePrincipal, AccountId: "222222222222" }));
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: ServicePrincipal }));
  const keys = await sessionIn(sandbox, "222222222222");
  const { accessAnalyzer } = clients(sandbox, keys, "eu-central-1");
  await new Promise((resolve) => setTimeout(resolve, 20));
  const tags = { "managed-by": "access-analyzer-org" };
  for (const region of externalRegions)
    await clients(sandbox, keys, region).accessAnalyzer.send(
      new CreateAnalyzerCommand({ analyzerName: "access-analyzer-org-organization", type: "ORGANIZATION", tags }),
    );
  await accessAnalyzer.send(
    new CreateAnalyzerCommand({
      analyzerName: "access-analyzer-org-unused-access",
      type: "ORGANIZATION_UNUSED_ACCESS",
      configuration: { unusedAccess: { unusedAccessAge: 30 } },
      tags,
    }),
  );
}
