import assert from "node:assert/strict";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  paginateListRoles,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
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
      await bounded.send(new ListRolesCommand({}));
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

  it("users have keys, at most two, and what is attached to them", async () => {
    await iam.send(new CreateUserCommand({ UserName: "robot" }));
    const create = new CreateAccessKeyCommand({ UserName: "robot" });
    const { AccessKey: key } = await iam.send(create);
    await iam.send(create);
    await assert.rejects(iam.send(create), { name: "LimitExceededException", message: /AccessKeysPerUser: 2/ });
    await assert.rejects(iam.send(new CreateUserCommand({ UserName: "Robot" })), { name: "EntityAlreadyExistsException" });

    const robot = clients(sandbox, { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" }).iam;
    await assert.rejects(robot.send(new ListRolesCommand({})), { name: "AccessDenied" });
    await iam.send(new AttachUserPolicyCommand({ UserName: "robot", PolicyArn: administratorAccess }));
    await robot.send(new ListRolesCommand({}));
    // Without a name: a second key of its own, which is one too many.
    await assert.rejects(robot.send(new CreateAccessKeyCommand({})), { name: "LimitExceededException" });
  });

  it("managed policies are created once, and attached by their ARN", async () => {
    const create = new CreatePolicyCommand({ PolicyName: "all", Path: "/p/", PolicyDocument: allowAll });
    const PolicyArn = (await iam.send(create)).Policy?.Arn ?? "";
    assert.equal(PolicyArn, "arn:aws:iam::444444444444:policy/p/all");
    await assert.rejects(iam.send(create), { name: "EntityAlreadyExistsException" });
    await createRole("holder");
    await iam.send(new AttachRolePolicyCommand({ RoleName: "holder", PolicyArn }));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "holder" }));
    assert.deepEqual(AttachedPolicies, [{ PolicyArn, PolicyName: "all" }]);
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
