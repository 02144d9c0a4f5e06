import assert from "node:assert/strict";
import { CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { EnableAWSServiceAccessCommand, RegisterDelegatedAdministratorCommand } from "@aws-sdk/client-organizations";
import { InterruptedError, ReadError } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { defaultCallSettings } from "../../aws/clients";
import { readInventory } from "../../aws/inventoryReader";
import type { Progress, ReadInventoryOptions } from "../../aws/inventoryReader";
import type { Session } from "../../aws/sessions";
import { accountId, region } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { parseInventory } from "../../domain/inventory/parseInventory";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import type { Fault } from "../../dev/sandbox/world/faults";
import { startSandbox } from "../../dev/sandbox/server/server";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, sessionIn } from "../support/sandboxClients";

const home = "eu-central-1";
const management = "111111111111";

describe("readInventory", () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0, serviceLinkedRoleSettleMilliseconds: 0 } });
    process.env.AWS_ENDPOINT_URL = sandbox.url;
  });

  afterEach(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await sandbox.close();
  });

  describe("before any roll-out, from the management account", () => {
    it("reads every account with state, place, tags and Regions, over small pages", async () => {
      const inventory = await read();
      assert.deepEqual(
        inventory.accounts.map(({ id, ou, state }) => [id, ou, state]),
        [
          ["111111111111", "", "ACTIVE"],
          ["222222222222", "Security", "ACTIVE"],
          ["333333333333", "Security", "ACTIVE"],
          ["444444444444", "Workloads/Prod", "ACTIVE"],
          ["555555555555", "Workloads/Prod", "ACTIVE"],
          ["666666666666", "Workloads/Dev", "ACTIVE"],
          ["777777777777", "Sandbox", "ACTIVE"],
          ["888888888888", "Suspended", "SUSPENDED"],
          ["999999999999", "Workloads/Prod", "ACTIVE"],
        ],
      );
      assert.deepEqual(accountOf(inventory, "444444444444").tags, { read: { team: "payments" } });
      assert.deepEqual(regionsOf(inventory, "555555555555"), {
        "af-south-1": "DISABLED",
        "ap-east-1": "DISABLED",
        "eu-central-1": "ENABLED_BY_DEFAULT",
        "eu-south-2": "ENABLED",
        "eu-west-1": "ENABLED_BY_DEFAULT",
        "us-east-1": "ENABLED_BY_DEFAULT",
        "us-west-2": "ENABLED_BY_DEFAULT",
      });
      assert.deepEqual(
        accountOf(inventory, "555555555555").analyzers.map(({ region }) => region),
        ["eu-central-1", "eu-south-2", "eu-west-1", "us-east-1", "us-west-2"],
      );
    });

    it("finds the analyzer that somebody made in the console, and does not call it ours", async () => {
      const found = analyzersIn(await read(), "777777777777", "eu-west-1");
      assert.ok("read" in found);
      assert.deepEqual(
        found.read.map(({ name, type, status, owner }) => ({ name, type, status, owner })),
        [{ name: "ConsoleAnalyzer-1234", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" } }],
      );
    });

    it("enters no account that is not ACTIVE, and says so", async () => {
      const inventory = await read();
      const legacy = accountOf(inventory, "888888888888");
      assert.deepEqual(legacy.regions, { unreadable: "not entered: the account is SUSPENDED" });
      assert.deepEqual(legacy.analyzers, []);
      assert.ok(!sandbox.calls.some(({ operation, account }) => operation === "ListAnalyzers" && account === "888888888888"));
    });

    it("uses the caller's own credentials in the caller's own account, and assumes the role once per other account", async () => {
      await read();
      const assumed = sandbox.calls.filter(({ operation }) => operation === "AssumeRole");
      assert.equal(assumed.length, 7);
      assert.ok(
        sandbox.calls.some(
          ({ operation, account, principalArn }) =>
            operation === "ListAnalyzers" && account === management && principalArn?.endsWith(":user/admin"),
        ),
      );
    });

    it("asks for Regions inside each account, and names none of them", async () => {
      const inventory = await read();
      const asked = sandbox.calls.filter(({ operation }) => operation === "ListRegions");
      assert.ok(asked.some(({ account }) => account === "444444444444"));
      assert.ok(asked.every(({ authorizations }) => authorizations.every(({ resource }) => resource.endsWith(":account"))));
      assert.ok("read" in accountOf(inventory, "444444444444").regions);
    });

    it("tells the Regions of an account that cannot be entered, where Account Management has trusted access for other reasons", async () => {
      await clients(sandbox).organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: "account.amazonaws.com" }));
      sandbox.world.faults.add(fault({ service: "account", account: "444444444444" }, { kind: "deny" }));
      const inventory = await read({ role: { path: "/", name: "NoSuchRole" } });
      const account = accountOf(inventory, "444444444444");
      assert.ok("read" in account.regions);
      assert.equal(account.analyzers.length, 4);
      for (const { found } of account.analyzers) assert.match(unreadable(found), /^AssumeRole.*NoSuchRole/);
    });

    it("reads the same organization to the same bytes, and its file back to the same inventory", async () => {
      const [first, second] = [await read(), await read({ concurrency: 1 })];
      assert.equal(serializeInventory(first), serializeInventory(second));
      assert.deepEqual(parseInventory(serializeInventory(first), "inventory.json"), first);
    });

    it("says who is delegated administrator for what", async () => {
      const { organizations } = clients(sandbox);
      const service = "access-analyzer.amazonaws.com";
      await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: service }));
      await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId: "222222222222", ServicePrincipal: service }));
      assert.deepEqual((await read()).organization.delegatedAdministrators, { read: [{ service, account: "222222222222" }] });
    });

    it("knows ours by tag, others by theirs, and reads the configuration that ListAnalyzers leaves out", async () => {
      const inside = clients(sandbox, await sessionIn(sandbox, "444444444444")).accessAnalyzer;
      await inside.send(
        new CreateAnalyzerCommand({
          analyzerName: "unused",
          type: "ACCOUNT_UNUSED_ACCESS",
          configuration: { unusedAccess: { unusedAccessAge: 42 } },
          tags: { Owner: "platform" },
        }),
      );
      await inside.send(
        new CreateAnalyzerCommand({ analyzerName: "external", type: "ACCOUNT", tags: { "managed-by": "access-analyzer-org" } }),
      );
      const found = analyzersIn(await read(), "444444444444", home);
      assert.ok("read" in found);
      assert.deepEqual(
        found.read.map(({ name, owner, configuration }) => ({ name, owner, configuration })),
        [
          { name: "external", owner: { kind: "ours" }, configuration: undefined },
          { name: "unused", owner: { kind: "other", by: "Owner=platform" }, configuration: { unusedAccess: { unusedAccessAge: 42 } } },
        ],
      );
    });
  });

  describe("what goes wrong in one place", () => {
    const cases: { name: string; effect: Fault["effect"]; reason: RegExp }[] = [
      { name: "a denial", effect: { kind: "deny" }, reason: /^ListAnalyzers: AccessDeniedException/ },
      { name: "throttling without end", effect: { kind: "throttle" }, reason: /^ListAnalyzers: ThrottlingException/ },
      { name: "a server error", effect: { kind: "serverError" }, reason: /^ListAnalyzers: InternalServerException/ },
      { name: "a call that never answers", effect: { kind: "hang" }, reason: /^ListAnalyzers: no answer in time/ },
    ];
    for (const { name, effect, reason } of cases) {
      it(`${name} makes that place unreadable with its reason, and no other`, async () => {
        sandbox.world.faults.add(fault({ operation: "ListAnalyzers", account: "444444444444", region: "eu-west-1" }, effect));
        // Only the call that hangs needs an end; a busy machine must not end the others.
        const inventory = await read({ settings: { ...quick, requestTimeout: effect.kind === "hang" ? 2500 : quick.requestTimeout } });
        assert.match(unreadable(analyzersIn(inventory, "444444444444", "eu-west-1")), reason);
        const others = inventory.accounts
          .flatMap(({ id, analyzers }) => analyzers.map(({ region, found }) => ({ id, region, found })))
          .filter(({ found }) => "unreadable" in found);
        assert.equal(others.length, 1);
      });
    }

    it("throttling that passes is waited for", async () => {
      sandbox.world.faults.add({ ...fault({ operation: "ListAnalyzers", account: "444444444444" }, { kind: "throttle" }), times: 2 });
      assert.ok("read" in analyzersIn(await read({ settings: { ...quick, maxAttempts: 4 } }), "444444444444", home));
    });

    it("an analyzer that cannot be looked at makes its Region unreadable", async () => {
      const inside = clients(sandbox, await sessionIn(sandbox, "444444444444")).accessAnalyzer;
      await inside.send(
        new CreateAnalyzerCommand({
          analyzerName: "unused",
          type: "ACCOUNT_UNUSED_ACCESS",
          configuration: { unusedAccess: { unusedAccessAge: 42 } },
        }),
      );
      sandbox.world.faults.add(fault({ operation: "GetAnalyzer" }, { kind: "deny" }));
      assert.match(unreadable(analyzersIn(await read(), "444444444444", home)), /^GetAnalyzer: AccessDeniedException/);
    });

    it("unreadable tags and delegated administrators are told as such", async () => {
      sandbox.world.faults.add(fault({ service: "organizations", operation: "ListTagsForResource" }, { kind: "deny" }));
      sandbox.world.faults.add(fault({ service: "organizations", operation: "ListDelegatedAdministrators" }, { kind: "deny" }));
      const inventory = await read();
      assert.match(unreadable(accountOf(inventory, "444444444444").tags), /^ListTagsForResource: AccessDenied/);
      assert.match(unreadable(inventory.organization.delegatedAdministrators), /^ListDelegatedAdministrators: AccessDenied/);
    });

    it("a role that cannot be assumed is tried once and told for every Region", async () => {
      sandbox.world.faults.add(fault({ service: "sts", operation: "AssumeRole" }, { kind: "deny" }));
      const inventory = await read();
      assert.match(unreadable(accountOf(inventory, "444444444444").regions), /^AssumeRole/);
      assert.equal(sandbox.calls.filter(({ operation }) => operation === "AssumeRole").length, 7);
    });

    it("an organization that cannot be listed ends the reading, since an empty one would look fine", async () => {
      sandbox.world.faults.add(fault({ operation: "ListAccounts" }, { kind: "deny" }));
      await assert.rejects(read(), (error: Error) => error instanceof ReadError && /ListAccounts: AccessDenied/.test(error.message));
    });
  });

  it("reads through the audit role everywhere, the organization included, for a caller who may do nothing but assume it", async () => {
    const caller = await delegatedCaller(sandbox);
    const inventory = await read({
      session: caller,
      role: { path: "/access-analyzer-org/", name: "access-analyzer-org-audit" },
      ownAccount: "assume",
    });
    assert.ok("read" in analyzersIn(inventory, "222222222222", home));
    const asCaller = sandbox.calls
      .filter(({ principalArn }) => principalArn?.endsWith(":role/nightly-job"))
      .map(({ operation }) => operation);
    assert.deepEqual([...new Set(asCaller)], ["AssumeRole"]);
  });

  it("has no more calls under way than allowed", async () => {
    let underWay = 0;
    let most = 0;
    const calls = new Calls(3);
    await Promise.all(
      Array.from({ length: 20 }, () =>
        calls.run(async () => {
          most = Math.max(most, ++underWay);
          await new Promise((resolve) => setImmediate(resolve));
          underWay--;
        }),
      ),
    );
    assert.equal(most, 3);
  });

  it("tells progress that only grows and ends complete", async () => {
    const told: Progress[] = [];
    await read({ onProgress: (progress) => told.push(progress) });
    const last = told.at(-1);
    assert.deepEqual(last, { accounts: { entered: 8, total: 8 }, places: { read: 33, total: 33 }, unreadable: 0 });
    assert.ok(told.every((progress, index) => progress.places.read >= (told[index - 1]?.places.read ?? 0)));
  });

  it("stops when it is told to, even while a call hangs", async () => {
    sandbox.world.faults.add(fault({ operation: "ListAnalyzers" }, { kind: "hang" }));
    const controller = new AbortController();
    const reading = read({
      signal: controller.signal,
      settings: { ...defaultCallSettings },
      onProgress: ({ places }) => places.total > 0 && controller.abort(),
    });
    await assert.rejects(reading, (error) => error instanceof InterruptedError);
  });

  function read({ settings = quick, ...options }: Partial<ReadInventoryOptions> & { settings?: typeof quick } = {}): Promise<Inventory> {
    return readInventory({
      session: { ...session(sandbox), settings },
      role: { path: "/", name: "OrganizationAccountAccessRole" },
      ownAccount: "caller",
      ...options,
    });
  }
});

/** Few attempts and short patience, so that faults without end are told soon. */
const quick = { connectionTimeout: 5000, requestTimeout: 8000, maxAttempts: 1, deadline: 12_000 };

function session(sandbox: Sandbox): Session {
  const credentials = sandbox.adminCredentials;
  return {
    account: accountId(management),
    partition: "aws",
    arn: `arn:aws:iam::${management}:user/admin`,
    homeRegion: region(home),
    credentials: () => Promise.resolve(credentials),
    settings: quick,
  };
}

function fault(match: Fault["match"], effect: Fault["effect"]): Omit<Fault, "id"> {
  return { match, effect };
}

function accountOf(inventory: Inventory, id: string) {
  const account = inventory.accounts.find((one) => one.id === id);
  assert.ok(account, `account ${id} is not in the inventory`);
  return account;
}

function regionsOf(inventory: Inventory, id: string): Record<string, string> {
  const { regions } = accountOf(inventory, id);
  assert.ok("read" in regions);
  return Object.fromEntries(regions.read.map(({ name, optStatus }) => [name, optStatus]));
}

function analyzersIn(inventory: Inventory, id: string, name: string) {
  const entry = accountOf(inventory, id).analyzers.find(({ region }) => region === name);
  assert.ok(entry, `${name} of account ${id} is not in the inventory`);
  return entry.found;
}

function unreadable(value: object): string {
  assert.ok("unreadable" in value && typeof value.unreadable === "string", "it was read");
  return value.unreadable;
}

/** A role of the delegated administrator that may assume the audit role, and audit roles that trust that account, as our stacks make them. */
async function delegatedCaller(sandbox: Sandbox): Promise<Session> {
  const security = "222222222222";
  const auditRole = "access-analyzer-org-audit";
  const trust = (principal: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }] });
  const allow = (...actions: string[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
  const { organizations } = clients(sandbox);
  for (const ServicePrincipal of ["access-analyzer.amazonaws.com"]) {
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId: security, ServicePrincipal }));
  }
  for (const [id, account] of sandbox.world.accounts) {
    if (account.state !== "ACTIVE") continue;
    const { iam } = clients(sandbox, id === management ? sandbox.adminCredentials : await sessionIn(sandbox, id));
    await iam.send(
      new CreateRoleCommand({
        RoleName: auditRole,
        Path: "/access-analyzer-org/",
        AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${security}:root` }),
      }),
    );
    const organizationReads = id === security ? ["organizations:Describe*", "organizations:List*"] : [];
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: auditRole,
        PolicyName: "read",
        PolicyDocument: allow("access-analyzer:ListAnalyzers", "access-analyzer:GetAnalyzer", "account:ListRegions", ...organizationReads),
      }),
    );
  }
  const { iam } = clients(sandbox, await sessionIn(sandbox, security));
  await iam.send(
    new CreateRoleCommand({ RoleName: "nightly-job", AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${management}:root` }) }),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName: "nightly-job", PolicyName: "enter", PolicyDocument: allow("sts:AssumeRole") }));
  const keys = await sessionIn(sandbox, security, "nightly-job");
  return {
    ...session(sandbox),
    account: accountId(security),
    arn: `arn:aws:sts::${security}:assumed-role/nightly-job/test`,
    credentials: () => Promise.resolve(keys),
  };
}
