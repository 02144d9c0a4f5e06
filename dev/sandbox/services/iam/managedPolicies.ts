import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  Policy,
  PolicyVersion,
} from "@aws-sdk/client-iam";
import { iamOf } from "../../iam/entities";
import { awsManagedPolicies, managedPolicyDocument } from "../../iam/managedPolicies";
import { uniqueId } from "../../iam/uniqueId";
import type { World } from "../../world/world";
import { AwsError, type Call, type Operation } from "../../service";
import { requestTags } from "./holder";
import { encodedPolicy } from "./shapes";
import { checkName, checkPath, checkPolicy, limitExceeded } from "./validation";

export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  authorize: (input, call) => [{ action: "iam:CreatePolicy", resource: arnOf(input, call), context: requestTags(input.Tags) }],
  handle(input, call) {
    const document = input.PolicyDocument ?? "";
    checkPolicy(document, "identity");
    if (document.replace(/\s/g, "").length > 6144) throw limitExceeded("Cannot exceed quota for PolicySize: 6144");
    const arn = arnOf(input, call);
    const { policies } = iamOf(call.world, call.caller.account);
    if (policies.has(arn))
      throw new AwsError(
        "EntityAlreadyExistsException",
        `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
      );
    policies.set(arn, {
      arn,
      id: uniqueId("policy"),
      name: input.PolicyName ?? "",
      path: checkPath(input.Path),
      description: input.Description,
      createdAt: call.world.clock.now(),
      document,
    });
    return { Policy: describe(call.world, arn) };
  },
};

export const getPolicy: Operation<GetPolicyRequest, GetPolicyResponse> = {
  authorize: (input) => on("GetPolicy", input),
  handle: (input, { world }) => ({ Policy: describe(world, existingPolicy(world, input.PolicyArn)) }),
};

export const getPolicyVersion: Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> = {
  authorize: (input) => on("GetPolicyVersion", input),
  handle(input, { world }) {
    const arn = existingPolicy(world, input.PolicyArn);
    if (input.VersionId !== "v1") {
      throw new AwsError("NoSuchEntityException", `Policy ${arn} version ${input.VersionId} does not exist or is not attachable.`);
    }
    return { PolicyVersion: { ...firstVersion(world, arn), Document: encodedPolicy(managedPolicyDocument(world, arn) ?? "") } };
  },
};

export const listPolicyVersions: Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  authorize: (input) => on("ListPolicyVersions", input),
  handle: (input, { world }) => ({ Versions: [firstVersion(world, existingPolicy(world, input.PolicyArn))], IsTruncated: false }),
};

export const deletePolicy: Operation<DeletePolicyRequest, Record<string, never>> = {
  authorize: (input) => on("DeletePolicy", input),
  handle({ PolicyArn }, { world, caller }) {
    const { policies } = iamOf(world, caller.account);
    const arn = existingPolicy(world, PolicyArn);
    if (!policies.has(arn)) throw new AwsError("AccessDenied", `Policy ${arn} is not of account ${caller.account}`);
    if (attachments(world, arn) > 0) throw new AwsError("DeleteConflictException", "Cannot delete a policy attached to entities.");
    policies.delete(arn);
    return {};
  },
};

/**
 * @returns the ARN.
 *
 * @throws NoSuchEntity; for an AWS managed policy that the sandbox does not hold, a refusal that says so.
 */
export function existingPolicy(world: World, arn: string | undefined): string {
  if (arn !== undefined && managedPolicyDocument(world, arn) !== undefined) return arn;
  if (arn !== undefined && /^arn:[^:]+:iam::aws:policy\//.test(arn)) {
    throw new AwsError(
      "NotImplemented",
      `The sandbox organization does not hold the AWS managed policy ${arn}. It holds: ${[...awsManagedPolicies.keys()].join(", ")}.`,
    );
  }
  throw new AwsError("NoSuchEntityException", `Policy ${arn} does not exist or is not attachable.`);
}

function on(action: string, { PolicyArn }: { PolicyArn?: string | undefined }) {
  return [{ action: `iam:${action}`, resource: PolicyArn ?? "" }];
}

function arnOf({ PolicyName, Path }: CreatePolicyRequest, { world, caller }: Call): string {
  return `arn:${world.partition}:iam::${caller.account}:policy${checkPath(Path)}${checkName("policyName", PolicyName, 128)}`;
}

function describe(world: World, arn: string): Policy {
  const [, path = "/", name = ""] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  const own = iamOf(world, accountOf(world, arn)).policies.get(arn);
  return {
    PolicyName: name,
    PolicyId: own?.id,
    Arn: arn,
    Path: path,
    DefaultVersionId: "v1",
    AttachmentCount: attachments(world, arn),
    IsAttachable: true,
    Description: own?.description,
    CreateDate: own?.createdAt,
    UpdateDate: own?.createdAt,
  };
}

function firstVersion(world: World, arn: string): PolicyVersion {
  return { VersionId: "v1", IsDefaultVersion: true, CreateDate: iamOf(world, accountOf(world, arn)).policies.get(arn)?.createdAt };
}

/** AWS managed policies belong to no account; the management account stands in where one is asked for. */
function accountOf(world: World, arn: string): string {
  const account = arn.split(":")[4] ?? "";
  return world.accounts.has(account) ? account : world.organization.managementAccount;
}

function attachments(world: World, arn: string): number {
  const { roles, users } = iamOf(world, accountOf(world, arn));
  return [...roles.values(), ...users.values()].filter(({ attachedPolicies }) => attachedPolicies.has(arn)).length;
}
