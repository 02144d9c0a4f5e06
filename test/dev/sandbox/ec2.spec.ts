import assert from "node:assert/strict";
import { DescribeRegionsCommand, EC2Client, type DescribeRegionsCommandInput } from "@aws-sdk/client-ec2";
import { ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients } from "../../support/sandboxClients";

describe("what tools ask on their way to Access Analyzer", () => {
  let sandbox: Sandbox;
  before(async () => void (sandbox = await startSandbox()));
  after(() => sandbox.close());

  const regions = async (input: DescribeRegionsCommandInput) => {
    const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
    const client = new EC2Client({ endpoint: sandbox.url, region: "eu-central-1", credentials: { accessKeyId, secretAccessKey } });
    return (await client.send(new DescribeRegionsCommand(input))).Regions ?? [];
  };

  it("ec2:DescribeRegions names the enabled Regions, or all with their opt-in status", async () => {
    const enabled = await regions({});
    assert.ok(enabled.length > 0 && enabled.every(({ OptInStatus }) => OptInStatus !== "not-opted-in"));
    const all = await regions({ AllRegions: true });
    assert.ok(all.length > enabled.length);
    assert.deepEqual(new Set(all.map(({ OptInStatus }) => OptInStatus)).has("not-opted-in"), true);
    assert.deepEqual(await regions({ RegionNames: ["eu-west-1"] }), [
      { RegionName: "eu-west-1", OptInStatus: "opt-in-not-required", Endpoint: "ec2.eu-west-1.amazonaws.com" },
    ]);
    const filtered = await regions({ AllRegions: true, Filters: [{ Name: "opt-in-status", Values: ["not-opted-in"] }] });
    assert.equal(filtered.length, all.length - enabled.length);
  });

  it("ec2:DescribeRegions refuses what it does not know, as EC2 prints errors", async () => {
    await assert.rejects(
      regions({ RegionNames: ["eu-nowhere-1"] }),
      (error: Error) => error.name === "InvalidParameterValue" && /eu-nowhere-1/.test(error.message),
    );
    await assert.rejects(regions({ DryRun: true }), (error: Error) => error.name === "DryRunOperation");
  });

  it("iam:ListAccountAliases: no account has one", async () => {
    assert.deepEqual((await clients(sandbox).iam.send(new ListAccountAliasesCommand({}))).AccountAliases, []);
  });
});
