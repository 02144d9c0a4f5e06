import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Audit } from "../../domain/audit/audit";
import type { CoveragePlan } from "../../domain/plan/types";
import { partitions } from "../../domain/partitions";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { run } from "../support/commandLine";

const firstLook = ["--role-name", "OrganizationAccountAccessRole"];

for (const partition of ["aws-us-gov", "aws-eusc"] as const) {
  describe(`an organization of the partition ${partition}, which has no Account Management`, function () {
    this.timeout(60_000);
    const regions = [...partitions[partition].defaultRegions];
    const [homeRegion = ""] = regions;
    let folder: string;
    let sandbox: Sandbox;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
      sandbox = await startSandbox({
        organization: {
          partition,
          management: "111111111111",
          homeRegion,
          regions: { enabledByDefault: regions },
          accounts: ["111111111111", "222222222222", "333333333333"].map((id) => ({ id, name: `account-${id.slice(0, 1)}` })),
        },
      });
      const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
      environment = { AWS_ENDPOINT_URL: sandbox.url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      writeFileSync(
        join(folder, "organization.yaml"),
        `version: 1\norganization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: ${homeRegion} }\n`,
      );
    });
    after(async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("is read with ec2:DescribeRegions, planned and audited", async () => {
      const inventory = await run(["inventory", ...firstLook], folder, environment);
      assert.equal(inventory.code, 0, inventory.stderr);
      const plan = await run(["plan", "--json"], folder);
      assert.equal(plan.code, 0, plan.stderr);
      const { analyzers } = JSON.parse(plan.stdout) as CoveragePlan;
      assert.equal(analyzers.length, 4 * regions.length, "one in each account and Region, and the organization's");
      const audit = await run(["audit", "--json", ...firstLook], folder, environment);
      assert.equal(audit.code, 1, audit.stderr);
      const { totals } = JSON.parse(audit.stdout) as Audit;
      assert.deepEqual([totals.missing, totals.unreadable], [4 * regions.length, 0]);
      assert.deepEqual(new Set(sandbox.calls.flatMap(({ service }) => (service === "account" ? [service] : []))), new Set());
      assert.ok(sandbox.calls.some(({ principalArn }) => principalArn?.startsWith(`arn:${partition}:iam::333333333333:role/`)));
    });

    it("says why where the Regions of an account cannot be read, and does not ask an endpoint that is not there", async () => {
      const fault = sandbox.world.faults.add({
        match: { operation: "DescribeRegions", account: "333333333333" },
        effect: { kind: "deny" },
      });
      const inventory = await run(["inventory", ...firstLook], folder, environment);
      sandbox.world.faults.remove(fault.id);
      assert.equal(inventory.code, 2, inventory.stderr);
      const text = readFileSync(join(folder, "inventory.json"), "utf8");
      assert.match(text, /DescribeRegions: /);
      assert.doesNotMatch(text, /ListRegions/);
    });
  });
}
