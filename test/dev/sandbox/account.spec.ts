import assert from "node:assert/strict";
import {
  DisableRegionCommand,
  EnableRegionCommand,
  GetRegionOptStatusCommand,
  ListRegionsCommand,
  paginateListRegions,
  type ListRegionsCommandInput,
} from "@aws-sdk/client-account";
import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { EnableAWSServiceAccessCommand, RegisterDelegatedAdministratorCommand } from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, eventually, sessionIn } from "../../support/sandboxClients";

const principal = "account.amazonaws.com";

describe("sandbox: Account Management", () => {
  let sandbox: Sandbox;
  let admin: ReturnType<typeof clients>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 300 } });
    admin = clients(sandbox);
  });
  afterEach(() => sandbox.close());

  const regions = async (who: ReturnType<typeof clients>, input: ListRegionsCommandInput = {}) => {
    const all: Record<string, string> = {};
    for await (const { Regions } of paginateListRegions({ client: who.account }, input)) {
      for (const { RegionName, RegionOptStatus } of Regions ?? []) all[RegionName ?? ""] = RegionOptStatus ?? "";
    }
    return all;
  };
  const trust = () => admin.organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: principal }));
  const delegated = async () => {
    await trust();
    await admin.organizations.send(new RegisterDelegatedAdministratorCommand({ ServicePrincipal: principal, AccountId: "222222222222" }));
    return clients(sandbox, await sessionIn(sandbox, "222222222222"));
  };

  it("lists every Region of the own account, in pages, and by status", async () => {
    const inShop = clients(sandbox, await sessionIn(sandbox, "555555555555"));
    assert.deepEqual(await regions(inShop), {
      "af-south-1": "DISABLED",
      "ap-east-1": "DISABLED",
      "eu-central-1": "ENABLED_BY_DEFAULT",
      "eu-south-2": "ENABLED",
      "eu-west-1": "ENABLED_BY_DEFAULT",
      "us-east-1": "ENABLED_BY_DEFAULT",
      "us-west-2": "ENABLED_BY_DEFAULT",
    });
    assert.deepEqual(await regions(inShop, { RegionOptStatusContains: ["ENABLED"] }), { "eu-south-2": "ENABLED" });
    const first = await inShop.account.send(new ListRegionsCommand({ MaxResults: 50 }));
    assert.equal(first.Regions?.length, 3);
    assert.ok(first.NextToken);
  });

  it("asks IAM about the own account, or about the account in the organization", async () => {
    await trust();
    await admin.account.send(new ListRegionsCommand({}));
    assert.equal(sandbox.calls.at(-1)?.authorizations[0]?.resource, "arn:aws:account::111111111111:account");
    await admin.account.send(new ListRegionsCommand({ AccountId: "555555555555" }));
    assert.equal(sandbox.calls.at(-1)?.authorizations[0]?.resource, "arn:aws:account::111111111111:account/o-demo000001/555555555555");
  });

  describe("with AccountId", () => {
    const denied = (who: ReturnType<typeof clients>, AccountId: string, message: RegExp) =>
      assert.rejects(who.account.send(new ListRegionsCommand({ AccountId })), { name: "AccessDeniedException", message });

    it("needs trusted access", async () => {
      await denied(admin, "555555555555", /trusted access is not enabled/);
      await trust();
      assert.equal((await regions(admin, { AccountId: "555555555555" }))["eu-south-2"], "ENABLED");
    });

    it("is for the management account and the delegated administrator", async () => {
      await trust();
      await denied(clients(sandbox, await sessionIn(sandbox, "333333333333")), "555555555555", /neither/);
      assert.equal((await regions(await delegatedAgain(), { AccountId: "555555555555" }))["eu-south-2"], "ENABLED");
    });

    it("never names the management account, nor the caller's own", async () => {
      const administrator = await delegated();
      await denied(admin, "111111111111", /standalone context/);
      await denied(administrator, "111111111111", /standalone context/);
      await denied(administrator, "222222222222", /leave AccountId out/);
      await denied(admin, "123456789012", /not a member/);
    });

    async function delegatedAgain() {
      await admin.organizations.send(new RegisterDelegatedAdministratorCommand({ ServicePrincipal: principal, AccountId: "222222222222" }));
      return clients(sandbox, await sessionIn(sandbox, "222222222222"));
    }
  });

  it("enables and disables a Region, in time", async () => {
    const keys = await sessionIn(sandbox, "555555555555");
    const { account } = clients(sandbox, keys);
    const status = (RegionName: string) =>
      account.send(new GetRegionOptStatusCommand({ RegionName })).then(({ RegionOptStatus }) => RegionOptStatus);
    const listThere = () => clients(sandbox, keys, "af-south-1").accessAnalyzer.send(new ListAnalyzersCommand({}));

    await account.send(new EnableRegionCommand({ RegionName: "af-south-1" }));
    assert.equal(await status("af-south-1"), "ENABLING");
    await assert.rejects(listThere(), { name: "UnrecognizedClientException" });
    await assert.rejects(account.send(new DisableRegionCommand({ RegionName: "af-south-1" })), { name: "ConflictException" });
    await eventually(
      () => status("af-south-1"),
      (now) => now === "ENABLED",
    );
    assert.deepEqual((await listThere()).analyzers, []);

    await account.send(new DisableRegionCommand({ RegionName: "eu-south-2" }));
    assert.equal(await status("eu-south-2"), "DISABLING");
    await eventually(
      () => status("eu-south-2"),
      (now) => now === "DISABLED",
    );
  });

  it("refuses to change what is enabled by default, and Regions that do not exist", async () => {
    await assert.rejects(admin.account.send(new DisableRegionCommand({ RegionName: "us-east-1" })), { name: "ValidationException" });
    await assert.rejects(admin.account.send(new EnableRegionCommand({ RegionName: "mars-north-1" })), { name: "ValidationException" });
  });

  it("is throttled by a name of its own", async () => {
    sandbox.world.faults.add({ match: { service: "account" }, effect: { kind: "throttle" }, times: 1 });
    await assert.rejects(admin.account.send(new ListRegionsCommand({})), { name: "TooManyRequestsException" });
    assert.ok(await admin.account.send(new ListRegionsCommand({})));
  });
});
