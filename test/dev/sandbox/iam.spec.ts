import assert from "node:assert/strict";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteServiceLinkedRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  paginateListRoles,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  type IAMClient,
  type Tag,
} from "@aws-sdk/client-iam";
import { createAccessKey } from "../../../dev/sandbox/iam/accessKeys";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { putUser } from "../../../dev/sandbox/iam/users";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";

const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "sts:AssumeRole" }],
});
const allowAll = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

describe("iam of the sandbox", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  before(async () => {
    sandbox = await startSandbox();
    iam = clients(sandbox, await sessionIn(sandbox, "444444444444")).iam;
  });
  after(() => sandbox.close());

  describe("roles", () => {
    it("with tags are created by those only who may tag as well", async () => {
      const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:CreateRole", Resource: "*" }] };
      putUser(sandbox.world, "444444444444", { name: "limited", inlinePolicies: { limited: policy } });
      const limited = clients(sandbox, createAccessKey(sandbox.world, "444444444444", "limited")).iam;
      const create = (Tags: Tag[]) =>
        limited.send(new CreateRoleCommand({ RoleName: "by-limited", AssumeRolePolicyDocument: trust, Tags }));
      await assert.rejects(create([{ Key: "team", Value: "a" }]), /not authorized to perform: iam:TagRole/);
      await create([]);
    });

    it("are created with everything that was given, and read back", async () => {
      const { Role: created } = await iam.send(
        new CreateRoleCommand({
          RoleName: "Reader",
          Path: "/app/",
          AssumeRolePolicyDocument: trust,
          Description: "reads",
          MaxSessionDuration: 7200,
          PermissionsBoundary: administratorAccess,
          Tags: [{ Key: "team", Value: "payments & <co>" }],
        }),
      );
      const { Role: read } = await iam.send(new GetRoleCommand({ RoleName: "Reader" }));
      assert.deepEqual(read, created);
      assert.match(read?.RoleId ?? "", /^AROA[A-Z2-7]{17}$/);
      assert.deepEqual(
        {
          ...read,
          RoleId: "",
          CreateDate: undefined,
          AssumeRolePolicyDocument: JSON.parse(decodeURIComponent(read?.AssumeRolePolicyDocument ?? "")),
        },
        {
          Path: "/app/",
          RoleName: "Reader",
          RoleId: "",
          Arn: "arn:aws:iam::444444444444:role/app/Reader",
          CreateDate: undefined,
          AssumeRolePolicyDocument: JSON.parse(trust),
          Description: "reads",
          MaxSessionDuration: 7200,
          PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: administratorAccess },
          Tags: [{ Key: "team", Value: "payments & <co>" }],
          RoleLastUsed: {},
        },
      );
    });

    it("have names that are unique in the account whatever the path, compared without case", async () => {
      await assert.rejects(createRole("reader"), {
        name: "EntityAlreadyExistsException",
        message: "Role with name reader already exists.",
      });
    });

    it("are listed in small pages, below a path where one is asked for", async () => {
      for (const name of ["a", "b", "c", "d"]) await createRole(`paged-${name}`, "/paged/");
      const pages: string[][] = [];
      for await (const { Roles } of paginateListRoles({ client: iam }, { PathPrefix: "/paged/" }))
        pages.push((Roles ?? []).map(({ RoleName }) => RoleName ?? ""));
      assert.deepEqual(pages, [["paged-a", "paged-b", "paged-c"], ["paged-d"]]);
    });

    it("are updated: description, session duration, trust", async () => {
      await createRole("updated");
      await iam.send(new UpdateRoleCommand({ RoleName: "updated", Description: "new", MaxSessionDuration: 43_200 }));
      await iam.send(new UpdateRoleDescriptionCommand({ RoleName: "updated", Description: "newer" }));
      const newTrust = trust.replace("222222222222", "333333333333");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "updated", PolicyDocument: newTrust }));
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: "updated" }));
      assert.equal(Role?.Description, "newer");
      assert.equal(Role.MaxSessionDuration, 43_200);
      assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""), newTrust);
    });

    it("are deleted only when no policy is left on them", async () => {
      await createRole("doomed");
      await iam.send(new AttachRolePolicyCommand({ RoleName: "doomed", PolicyArn: administratorAccess }));
      await iam.send(new PutRolePolicyCommand({ RoleName: "doomed", PolicyName: "all", PolicyDocument: allowAll }));
      await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName: "doomed" })), {
        name: "DeleteConflictException",
        message: /detach all policies first/,
      });
      await iam.send(new DetachRolePolicyCommand({ RoleName: "doomed", PolicyArn: administratorAccess }));
      await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName: "doomed" })), {
        name: "DeleteConflictException",
        message: /delete policies first/,
      });
      await iam.send(new DeleteRolePolicyCommand({ RoleName: "doomed", PolicyName: "all" }));
      assert.deepEqual((await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "doomed" }))).InstanceProfiles, []);
      await iam.send(new DeleteRoleCommand({ RoleName: "doomed" }));
      await assert.rejects(iam.send(new GetRoleCommand({ RoleName: "doomed" })), {
        name: "NoSuchEntityException",
        message: "The role with name doomed cannot be found.",
      });
    });

    it("are tagged and untagged", async () => {
      await createRole("tagged");
      await iam.send(
        new TagRoleCommand({
          RoleName: "tagged",
          Tags: [
            { Key: "a", Value: "1" },
            { Key: "b", Value: "2" },
          ],
        }),
      );
      await iam.send(new TagRoleCommand({ RoleName: "tagged", Tags: [{ Key: "a", Value: "3" }] }));
      await iam.send(new UntagRoleCommand({ RoleName: "tagged", TagKeys: ["b"] }));
      assert.deepEqual((await iam.send(new ListRoleTagsCommand({ RoleName: "tagged" }))).Tags, [{ Key: "a", Value: "3" }]);
    });

    it("have inline and attached policies", async () => {
      await createRole("policies");
      await iam.send(new PutRolePolicyCommand({ RoleName: "policies", PolicyName: "all", PolicyDocument: allowAll }));
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: "policies", PolicyName: "all" }));
      assert.equal(decodeURIComponent(PolicyDocument ?? ""), allowAll);
      assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName: "policies" }))).PolicyNames, ["all"]);
      await iam.send(new AttachRolePolicyCommand({ RoleName: "policies", PolicyArn: administratorAccess }));
      assert.deepEqual((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "policies" }))).AttachedPolicies, [
        { PolicyArn: administratorAccess, PolicyName: "AdministratorAccess" },
      ]);
      await assert.rejects(iam.send(new GetRolePolicyCommand({ RoleName: "policies", PolicyName: "none" })), {
        name: "NoSuchEntityException",
      });
      await assert.rejects(
        iam.send(new DetachRolePolicyCommand({ RoleName: "policies", PolicyArn: "arn:aws:iam::444444444444:policy/none" })),
        {
          name: "NoSuchEntityException",
        },
      );
    });

    it("are bounded by a permissions boundary", async () => {
      const listOnly = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:List*", Resource: "*" }] });
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "list-only", PolicyDocument: listOnly }));
      putRole(sandbox.world, "444444444444", {
        name: "bounded",
        trustPolicy: trust.replace("222222222222", "111111111111"),
        attachedPolicies: [administratorAccess],
      });
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary: Policy?.Arn }));
      const bounded = clients(sandbox, await sessionIn(sandbox, "444444444444", "bounded")).iam;
      await bounded.send(new ListUsersCommand({}));
      await assert.rejects(
        bounded.send(new GetRoleCommand({ RoleName: "bounded" })),
        /because no permissions boundary allows the iam:GetRole action/,
      );
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "bounded" }));
      await bounded.send(new GetRoleCommand({ RoleName: "bounded" }));
    });

    const refused: [
      why: string,
      input: Partial<ConstructorParameters<typeof CreateRoleCommand>[0]>,
      error: { name: string; message: RegExp },
    ][] = [
      ["a name with a space", { RoleName: "a b" }, { name: "ValidationError", message: /'a b' at 'roleName'/ }],
      ["a name that is too long", { RoleName: "a".repeat(65) }, { name: "ValidationError", message: /less than or equal to 64/ }],
      ["a path without its slashes", { Path: "app" }, { name: "ValidationError", message: /path is invalid/ }],
      ["sessions shorter than an hour", { MaxSessionDuration: 900 }, { name: "ValidationError", message: /3600/ }],
      [
        "a trust policy that is not JSON",
        { AssumeRolePolicyDocument: "{" },
        { name: "MalformedPolicyDocumentException", message: /Syntax errors/ },
      ],
      [
        "a trust policy with a resource",
        { AssumeRolePolicyDocument: allowAll },
        { name: "MalformedPolicyDocumentException", message: /prohibited field Resource/ },
      ],
      [
        "trust in a role that does not exist",
        { AssumeRolePolicyDocument: trust.replace(":root", ":role/nobody") },
        {
          name: "MalformedPolicyDocumentException",
          message: /Invalid principal in policy: "AWS":"arn:aws:iam::222222222222:role\/nobody"/,
        },
      ],
      [
        "a boundary that does not exist",
        { PermissionsBoundary: "arn:aws:iam::444444444444:policy/none" },
        { name: "NoSuchEntityException", message: /does not exist/ },
      ],
      ["tags of AWS's own", { Tags: [{ Key: "aws:x", Value: "y" }] }, { name: "InvalidInputException", message: /aws:x/ }],
    ];
    for (const [why, input, error] of refused) {
      it(`are refused with ${why}`, async () => {
        await assert.rejects(iam.send(new CreateRoleCommand({ RoleName: "refused", AssumeRolePolicyDocument: trust, ...input })), error);
      });
    }

    it("name the AWS managed policies that the sandbox holds when another is attached", async () => {
      await createRole("wants-more");
      const attach = new AttachRolePolicyCommand({ RoleName: "wants-more", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
      await assert.rejects(iam.send(attach), { name: "NotImplemented", message: /does not hold .*ReadOnlyAccess.*AdministratorAccess/ });
    });
  });

  describe("service-linked roles", () => {
    const create = new CreateServiceLinkedRoleCommand({ AWSServiceName: "access-analyzer.amazonaws.com" });

    it("are created once", async () => {
      const { Role } = await iam.send(create);
      assert.equal(
        Role?.Arn,
        "arn:aws:iam::444444444444:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer",
      );
      await assert.rejects(iam.send(create), {
        name: "InvalidInputException",
        message: "Service role name AWSServiceRoleForAccessAnalyzer has been taken in this account, please try a different suffix.",
      });
    });

    it("cannot be changed or deleted like others", async () => {
      const RoleName = "AWSServiceRoleForAccessAnalyzer";
      const protectedRole = { name: "UnmodifiableEntityException", message: /protected role 'AWSServiceRoleForAccessAnalyzer'/ };
      await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName })), protectedRole);
      await assert.rejects(iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "all", PolicyDocument: allowAll })), protectedRole);
      await assert.rejects(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: administratorAccess })), protectedRole);
    });

    it("are deleted on request, unless the service still needs them", async () => {
      const RoleName = "AWSServiceRoleForAccessAnalyzer";
      const anna = clients(sandbox, await sessionIn(sandbox, "777777777777")).iam;
      assert.equal((await deletion(anna)).Status, "FAILED");
      await anna.send(new GetRoleCommand({ RoleName }));

      assert.equal((await deletion(iam)).Status, "SUCCEEDED");
      await assert.rejects(iam.send(new GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
      await iam.send(create);

      async function deletion(client: IAMClient) {
        const { DeletionTaskId } = await client.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
        return client.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
      }
    });

    it("ask for a permission that names the service", async () => {
      putRole(sandbox.world, "555555555555", {
        name: "maker",
        trustPolicy: trust.replace("222222222222", "111111111111"),
        inlinePolicies: {
          slr: {
            Version: "2012-10-17",
            Statement: {
              Effect: "Allow",
              Action: "iam:CreateServiceLinkedRole",
              Resource: "arn:aws:iam::*:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer",
              Condition: { StringEquals: { "iam:AWSServiceName": "access-analyzer.amazonaws.com" } },
            },
          },
        },
      });
      const maker = clients(sandbox, await sessionIn(sandbox, "555555555555", "maker")).iam;
      await maker.send(create);
      const other = new CreateServiceLinkedRoleCommand({ AWSServiceName: "stacksets.cloudformation.amazonaws.com" });
      await assert.rejects(maker.send(other), { name: "AccessDenied" });
    });

    it("are refused for services that the sandbox does not know", async () => {
      const unknown = new CreateServiceLinkedRoleCommand({ AWSServiceName: "nothing.amazonaws.com" });
      await assert.rejects(iam.send(unknown), { name: "InvalidInputException", message: /nothing\.amazonaws\.com/ });
    });
  });

  describe("users", () => {
    it("have keys, at most two, and policies, and go when both are gone", async () => {
      await iam.send(new CreateUserCommand({ UserName: "robot" }));
      const first = (await iam.send(new CreateAccessKeyCommand({ UserName: "robot" }))).AccessKey;
      const second = (await iam.send(new CreateAccessKeyCommand({ UserName: "robot" }))).AccessKey;
      await assert.rejects(iam.send(new CreateAccessKeyCommand({ UserName: "robot" })), {
        name: "LimitExceededException",
        message: /AccessKeysPerUser: 2/,
      });

      const robot = clients(sandbox, { accessKeyId: first?.AccessKeyId ?? "", secretAccessKey: first?.SecretAccessKey ?? "" }).iam;
      await assert.rejects(robot.send(new GetUserCommand({})), { name: "AccessDenied" });
      await iam.send(new PutUserPolicyCommand({ UserName: "robot", PolicyName: "all", PolicyDocument: allowAll }));
      assert.equal((await robot.send(new GetUserCommand({}))).User?.UserName, "robot");
      assert.equal(
        decodeURIComponent((await iam.send(new GetUserPolicyCommand({ UserName: "robot", PolicyName: "all" }))).PolicyDocument ?? ""),
        allowAll,
      );
      assert.deepEqual((await iam.send(new ListUserPoliciesCommand({ UserName: "robot" }))).PolicyNames, ["all"]);
      await iam.send(new AttachUserPolicyCommand({ UserName: "robot", PolicyArn: administratorAccess }));

      const remove = new DeleteUserCommand({ UserName: "robot" });
      await assert.rejects(iam.send(remove), { name: "DeleteConflictException", message: /access keys/ });
      for (const key of [first, second]) await iam.send(new DeleteAccessKeyCommand({ UserName: "robot", AccessKeyId: key?.AccessKeyId }));
      assert.deepEqual((await iam.send(new ListAccessKeysCommand({ UserName: "robot" }))).AccessKeyMetadata, []);
      await assert.rejects(robot.send(new GetUserCommand({})), { name: "InvalidClientTokenId" });
      await assert.rejects(iam.send(remove), { name: "DeleteConflictException", message: /detach/ });
      await iam.send(new DetachUserPolicyCommand({ UserName: "robot", PolicyArn: administratorAccess }));
      await iam.send(new DeleteUserPolicyCommand({ UserName: "robot", PolicyName: "all" }));
      await iam.send(remove);
      await assert.rejects(iam.send(new GetUserCommand({ UserName: "robot" })), { name: "NoSuchEntityException" });
    });
  });

  describe("managed policies", () => {
    it("are created, read, and deleted when nobody holds them", async () => {
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "all", Path: "/p/", PolicyDocument: allowAll }));
      const PolicyArn = Policy?.Arn ?? "";
      assert.equal(PolicyArn, "arn:aws:iam::444444444444:policy/p/all");
      await assert.rejects(iam.send(new CreatePolicyCommand({ PolicyName: "all", Path: "/p/", PolicyDocument: allowAll })), {
        name: "EntityAlreadyExistsException",
      });
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
      assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ""), allowAll);
      assert.equal((await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions?.length, 1);

      await createRole("holder");
      await iam.send(new AttachRolePolicyCommand({ RoleName: "holder", PolicyArn }));
      assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount, 1);
      await assert.rejects(iam.send(new DeletePolicyCommand({ PolicyArn })), { name: "DeleteConflictException" });
      await iam.send(new DetachRolePolicyCommand({ RoleName: "holder", PolicyArn }));
      await iam.send(new DeletePolicyCommand({ PolicyArn }));
      await assert.rejects(iam.send(new GetPolicyCommand({ PolicyArn })), { name: "NoSuchEntityException" });
    });
  });

  it("keeps each account's entities to itself", async () => {
    await createRole("only-here");
    const other = clients(sandbox, await sessionIn(sandbox, "666666666666")).iam;
    await assert.rejects(other.send(new GetRoleCommand({ RoleName: "only-here" })), { name: "NoSuchEntityException" });
  });

  function createRole(RoleName: string, Path?: string) {
    return iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust }));
  }
});
