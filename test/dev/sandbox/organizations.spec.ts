import assert from "node:assert/strict";
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  RegisterDelegatedAdministratorCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from "@aws-sdk/client-organizations";
import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, eventually, sessionIn } from "../../support/sandboxClients";

const root = "r-demo";
const analyzerPrincipal = "access-analyzer.amazonaws.com";

describe("sandbox: Organizations", () => {
  let sandbox: Sandbox;
  let admin: ReturnType<typeof clients>;
  let organizations: ReturnType<typeof clients>["organizations"];

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 2 } });
    admin = clients(sandbox);
    ({ organizations } = admin);
  });
  afterEach(() => sandbox.close());

  const inMember = async (account: string) => clients(sandbox, await sessionIn(sandbox, account));
  const trust = () => organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: analyzerPrincipal }));
  const register = (AccountId: string, ServicePrincipal = analyzerPrincipal) =>
    organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal }));
  const units = async (ParentId: string) => {
    const all: { Id: string; Name: string }[] = [];
    for await (const { OrganizationalUnits } of paginateListOrganizationalUnitsForParent({ client: organizations }, { ParentId })) {
      all.push(...(OrganizationalUnits ?? []).map(({ Id = "", Name = "" }) => ({ Id, Name })));
    }
    return all;
  };

  describe("reading", () => {
    it("tells every member what organization it is in, and nothing else", async () => {
      const member = await inMember("333333333333");
      const { Organization } = await member.organizations.send(new DescribeOrganizationCommand({}));
      assert.equal(Organization?.Id, "o-demo000001");
      assert.equal(Organization?.MasterAccountId, "111111111111");
      await assert.rejects(member.organizations.send(new ListAccountsCommand({})), {
        name: "AccessDeniedException",
        message: "You don't have permissions to access this resource.",
      });
    });

    it("lets a delegated administrator read, and change nothing", async () => {
      await trust();
      await register("222222222222");
      const administrator = await inMember("222222222222");
      assert.ok((await administrator.organizations.send(new ListAccountsCommand({}))).Accounts?.length);
      await assert.rejects(administrator.organizations.send(new TagResourceCommand({ ResourceId: "333333333333", Tags: [] })), {
        name: "AccessDeniedException",
      });
      await organizations.send(
        new DeregisterDelegatedAdministratorCommand({ AccountId: "222222222222", ServicePrincipal: analyzerPrincipal }),
      );
      await assert.rejects(administrator.organizations.send(new ListAccountsCommand({})), { name: "AccessDeniedException" });
    });

    it("lists accounts with State, without the retired Status, in small pages of which one is empty", async () => {
      const pages: number[] = [];
      const states: Record<string, string | undefined> = {};
      for await (const { Accounts } of paginateListAccounts({ client: organizations }, {})) {
        pages.push(Accounts?.length ?? 0);
        for (const { Id = "", State, Status } of Accounts ?? []) {
          states[Id] = State;
          assert.equal(Status, undefined);
        }
      }
      assert.deepEqual(pages, [3, 0, 3, 3]);
      assert.equal(states["888888888888"], "SUSPENDED");
      assert.equal(states["111111111111"], "ACTIVE");
    });

    it("walks the tree down", async () => {
      const { Roots } = await organizations.send(new ListRootsCommand({}));
      assert.equal(Roots?.[0]?.Id, root);
      const workloads = (await units(root)).find(({ Name }) => Name === "Workloads")?.Id ?? "";
      const production = (await units(workloads)).find(({ Name }) => Name === "Prod")?.Id ?? "";
      const accounts: string[] = [];
      for await (const { Accounts } of paginateListAccountsForParent({ client: organizations }, { ParentId: production }))
        accounts.push(...(Accounts ?? []).map(({ Id = "" }) => Id));
      assert.deepEqual(accounts, ["444444444444", "555555555555", "999999999999"]);
      for (const list of [paginateListAccountsForParent, paginateListOrganizationalUnitsForParent])
        await assert.rejects(list({ client: organizations }, { ParentId: "ou-none-00000000" }).next(), { name: "ParentNotFoundException" });
    });
  });

  describe("trusted access and delegated administrators", () => {
    it("knows services by name", async () => {
      await assert.rejects(
        organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: "stacksets.cloudformation.amazonaws.com" })),
        {
          name: "InvalidInputException",
          Reason: "UNRECOGNIZED_SERVICE_PRINCIPAL",
        },
      );
      await trust();
      await trust();
      const { EnabledServicePrincipals } = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
      assert.deepEqual(
        EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal),
        [analyzerPrincipal],
      );
    });

    it("registers only with trusted access, an active member, and once", async () => {
      await assert.rejects(register("222222222222"), { name: "ConstraintViolationException", Reason: "SERVICE_ACCESS_NOT_ENABLED" });
      await trust();
      await assert.rejects(register("111111111111"), {
        name: "ConstraintViolationException",
        Reason: "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
      });
      await assert.rejects(register("888888888888"), {
        name: "ConstraintViolationException",
        Reason: "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
      });
      await assert.rejects(register("123456789012"), { name: "AccountNotFoundException" });
      await register("222222222222");
      await assert.rejects(register("222222222222"), { name: "AccountAlreadyRegisteredException" });
      await assert.rejects(register("333333333333"), {
        name: "ConstraintViolationException",
        Reason: "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE",
      });
    });

    it("lists administrators by service, and services by administrator", async () => {
      await trust();
      await register("222222222222");
      const { DelegatedAdministrators } = await organizations.send(
        new ListDelegatedAdministratorsCommand({ ServicePrincipal: analyzerPrincipal }),
      );
      assert.deepEqual(
        DelegatedAdministrators?.map(({ Id, State }) => [Id, State]),
        [["222222222222", "ACTIVE"]],
      );
      assert.deepEqual(
        (await organizations.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal: "account.amazonaws.com" })))
          .DelegatedAdministrators,
        [],
      );
      const { DelegatedServices } = await organizations.send(new ListDelegatedServicesForAccountCommand({ AccountId: "222222222222" }));
      assert.deepEqual(
        DelegatedServices?.map(({ ServicePrincipal }) => ServicePrincipal),
        [analyzerPrincipal],
      );
      await assert.rejects(organizations.send(new ListDelegatedServicesForAccountCommand({ AccountId: "333333333333" })), {
        name: "AccountNotRegisteredException",
      });
      await assert.rejects(
        organizations.send(new DeregisterDelegatedAdministratorCommand({ AccountId: "333333333333", ServicePrincipal: analyzerPrincipal })),
        {
          name: "AccountNotRegisteredException",
        },
      );
    });

    it("asks IAM about the account that is registered", async () => {
      await trust();
      await register("222222222222");
      assert.deepEqual(sandbox.calls.at(-1)?.authorizations, [
        {
          action: "organizations:RegisterDelegatedAdministrator",
          resource: "arn:aws:organizations::111111111111:account/o-demo000001/222222222222",
          allowed: true,
        },
      ]);
    });
  });

  describe("accounts", () => {
    const created = async (input: { AccountName: string; Email: string; RoleName?: string }) => {
      const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand(input));
      assert.equal(CreateAccountStatus?.State, "IN_PROGRESS");
      const done = await eventually(
        () => organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id })),
        ({ CreateAccountStatus: status }) => status?.State !== "IN_PROGRESS",
      );
      return done.CreateAccountStatus;
    };

    it("are created under the root, with a role for the management account and the Regions of a new account", async () => {
      const status = await created({ AccountName: "new", Email: "new@example.com" });
      const id = status?.AccountId ?? "";
      assert.equal(sandbox.world.accounts.get(id)?.parentId, root);
      const { accessAnalyzer } = await inMember(id);
      assert.deepEqual((await accessAnalyzer.send(new ListAnalyzersCommand({}))).analyzers, []);
      assert.equal(sandbox.world.accounts.get(id)?.regions.get("eu-south-2"), "DISABLED");
    });

    it("may have the role under another name", async () => {
      const status = await created({ AccountName: "new", Email: "new@example.com", RoleName: "Breakglass" });
      const id = status?.AccountId ?? "";
      assert.ok(await sessionIn(sandbox, id, "Breakglass"));
      await assert.rejects(sessionIn(sandbox, id), { name: "AccessDenied" });
    });

    it("are not created with an address that is taken", async () => {
      const status = await created({ AccountName: "again", Email: "security@example.com" });
      assert.deepEqual([status?.State, status?.FailureReason], ["FAILED", "EMAIL_ALREADY_EXISTS"]);
    });

    it("are moved from where they are", async () => {
      const workloads = (await units(root)).find(({ Name }) => Name === "Workloads")?.Id ?? "";
      const from = sandbox.world.accounts.get("777777777777")?.parentId ?? "";
      const move = (SourceParentId: string, DestinationParentId: string) =>
        organizations.send(new MoveAccountCommand({ AccountId: "777777777777", SourceParentId, DestinationParentId }));
      await assert.rejects(move(root, workloads), { name: "SourceParentNotFoundException" });
      await assert.rejects(move(from, "ou-none-00000000"), { name: "DestinationParentNotFoundException" });
      await assert.rejects(move(from, from), { name: "DuplicateAccountException" });
      const { OrganizationalUnit } = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId: workloads, Name: "Lab" }));
      await assert.rejects(organizations.send(new CreateOrganizationalUnitCommand({ ParentId: workloads, Name: "Lab" })), {
        name: "DuplicateOrganizationalUnitException",
      });
      await move(from, OrganizationalUnit?.Id ?? "");
      assert.equal(sandbox.world.accounts.get("777777777777")?.parentId, OrganizationalUnit?.Id);
    });

    it("are closed in time, never the management account", async () => {
      await assert.rejects(organizations.send(new CloseAccountCommand({ AccountId: "111111111111" })), {
        name: "ConstraintViolationException",
        Reason: "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
      });
      sandbox.world.settings.creatingMilliseconds = 100;
      await organizations.send(new CloseAccountCommand({ AccountId: "666666666666" }));
      const state = () => sandbox.world.accounts.get("666666666666")?.state;
      assert.equal(state(), "PENDING_CLOSURE");
      await eventually(state, (now) => now === "SUSPENDED");
      await assert.rejects(organizations.send(new CloseAccountCommand({ AccountId: "666666666666" })), {
        name: "AccountAlreadyClosedException",
      });
    });

    it("and units carry tags", async () => {
      const unit = (await units(root))[0]?.Id ?? "";
      for (const ResourceId of ["444444444444", unit]) {
        await organizations.send(
          new TagResourceCommand({
            ResourceId,
            Tags: [
              { Key: "cost", Value: "1" },
              { Key: "tier", Value: "2" },
            ],
          }),
        );
        await organizations.send(new UntagResourceCommand({ ResourceId, TagKeys: ["cost"] }));
        const { Tags } = await organizations.send(new ListTagsForResourceCommand({ ResourceId }));
        assert.ok(Tags?.some(({ Key, Value }) => Key === "tier" && Value === "2"));
        assert.equal(
          Tags?.some(({ Key }) => Key === "cost"),
          false,
        );
      }
      await assert.rejects(organizations.send(new TagResourceCommand({ ResourceId: "123456789012", Tags: [{ Key: "a", Value: "b" }] })), {
        name: "TargetNotFoundException",
      });
    });
  });
});
