import { randomBytes } from "node:crypto";
import type {
  AttachPolicyRequest,
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  DescribePolicyRequest,
  DescribePolicyResponse,
  DetachPolicyRequest,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
  PolicySummary,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from "@aws-sdk/client-organizations";
import { fullAccessPolicyId, type OrganizationState, type World } from "../../world/world";
import { allow, byAdministrators, byManagement, refused, pageOf, requestTags, required } from "./access";
import { constraintViolation, invalidInput } from "./errors";
import { arnOf, policyArn } from "./shapes";
import { setTags } from "./tags";
import { isParent } from "./tree";

type Empty = Record<string, never>;
type Policy = OrganizationState["policies"] extends Map<string, infer P> ? P : never;
const policyTypeKey = { "organizations:PolicyType": "SERVICE_CONTROL_POLICY" };

export const createPolicy = byManagement<CreatePolicyRequest, CreatePolicyResponse>({
  authorize: (input, { world }) => allow("CreatePolicy", policyArn(world, "*"), { ...policyTypeKey, ...requestTags(input.Tags) }),
  handle(input, { world }) {
    assertType(required("Type", input.Type));
    const name = required("Name", input.Name);
    if ([...world.organization.policies.values()].some((each) => each.name === name))
      throw refused("DuplicatePolicyException", "A policy with the same name already exists.");
    const policy: Policy = {
      id: `p-${randomBytes(4).toString("hex")}`,
      name,
      description: input.Description ?? "",
      content: validContent(input.Content),
      targets: new Set(),
    };
    world.organization.policies.set(policy.id, policy);
    setTags(world, policy.id, input.Tags);
    return { Policy: { PolicySummary: summary(world, policy), Content: policy.content } };
  },
});

export const updatePolicy = byManagement<UpdatePolicyRequest, UpdatePolicyResponse>({
  authorize: (input, { world }) => allow("UpdatePolicy", policyArn(world, input.PolicyId ?? ""), policyTypeKey),
  handle(input, { world }) {
    const policy = customerPolicy(world, input.PolicyId);
    policy.content = input.Content === undefined ? policy.content : validContent(input.Content);
    policy.name = input.Name ?? policy.name;
    policy.description = input.Description ?? policy.description;
    return { Policy: { PolicySummary: summary(world, policy), Content: policy.content } };
  },
});

export const deletePolicy = byManagement<DeletePolicyRequest, Empty>({
  authorize: (input, { world }) => allow("DeletePolicy", policyArn(world, input.PolicyId ?? ""), policyTypeKey),
  handle(input, { world }) {
    const policy = customerPolicy(world, input.PolicyId);
    if (policy.targets.size > 0)
      throw refused(
        "PolicyInUseException",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts first.",
      );
    world.organization.policies.delete(policy.id);
    return {};
  },
});

export const describePolicy = byAdministrators<DescribePolicyRequest, DescribePolicyResponse>({
  authorize: (input, { world }) => allow("DescribePolicy", policyArn(world, input.PolicyId ?? ""), policyTypeKey),
  handle(input, { world }) {
    const policy = existing(world, input.PolicyId);
    return { Policy: { PolicySummary: summary(world, policy), Content: policy.content } };
  },
});

export const listPolicies = byAdministrators<ListPoliciesRequest, ListPoliciesResponse>({
  authorize: () => allow("ListPolicies", "*", policyTypeKey),
  handle(input, call) {
    assertType(required("Filter", input.Filter));
    const { items, nextToken } = pageOf(call, input, [...call.world.organization.policies.values()]);
    return { Policies: items.map((policy) => summary(call.world, policy)), NextToken: nextToken };
  },
});

export const listPoliciesForTarget = byAdministrators<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse>({
  authorize: (input, { world }) => allow("ListPoliciesForTarget", arnOf(world, input.TargetId ?? ""), policyTypeKey),
  handle(input, call) {
    assertType(required("Filter", input.Filter));
    const target = existingTarget(call.world, input.TargetId);
    const { items, nextToken } = pageOf(
      call,
      input,
      [...call.world.organization.policies.values()].filter(({ targets }) => targets.has(target)),
    );
    return { Policies: items.map((policy) => summary(call.world, policy)), NextToken: nextToken };
  },
});

export const listTargetsForPolicy = byAdministrators<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse>({
  authorize: (input, { world }) => allow("ListTargetsForPolicy", policyArn(world, input.PolicyId ?? ""), policyTypeKey),
  handle(input, call) {
    const { items, nextToken } = pageOf(call, input, [...existing(call.world, input.PolicyId).targets]);
    return { Targets: items.map((id) => ({ TargetId: id, Arn: arnOf(call.world, id), Type: targetType(id) })), NextToken: nextToken };
  },
});

export const attachPolicy = byManagement<AttachPolicyRequest, Empty>({
  authorize: (input, { world }) => bothResources("AttachPolicy", world, input),
  handle(input, { world }) {
    if (!world.organization.policyTypes.has("SERVICE_CONTROL_POLICY"))
      throw refused("PolicyTypeNotEnabledException", "The specified policy type isn't currently enabled in this root.");
    const policy = existing(world, input.PolicyId);
    const target = existingTarget(world, input.TargetId);
    if (policy.targets.has(target))
      throw refused("DuplicatePolicyAttachmentException", "The selected policy is already attached to the specified target.");
    if (attached(world, target).length >= 5)
      throw constraintViolation("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", "A target holds at most 5 service control policies.");
    policy.targets.add(target);
    return {};
  },
});

export const detachPolicy = byManagement<DetachPolicyRequest, Empty>({
  authorize: (input, { world }) => bothResources("DetachPolicy", world, input),
  handle(input, { world }) {
    const policy = existing(world, input.PolicyId);
    const target = existingTarget(world, input.TargetId);
    if (!policy.targets.has(target))
      throw refused("PolicyNotAttachedException", "The policy isn't attached to the specified target in the specified root.");
    if (attached(world, target).length === 1)
      throw constraintViolation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", "A target keeps at least one service control policy.");
    policy.targets.delete(target);
    return {};
  },
});

/** What AWS attaches to a root, organizational unit or account that is new or newly under service control policies. */
export function attachFullAwsAccess(world: World, target: string): void {
  const { organization } = world;
  if (!organization.policyTypes.has("SERVICE_CONTROL_POLICY")) return;
  const policy = organization.policies.get(fullAccessPolicyId) ?? {
    id: fullAccessPolicyId,
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    content: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    targets: new Set<string>(),
  };
  policy.targets.add(target);
  organization.policies.set(fullAccessPolicyId, policy);
}

function attached(world: World, target: string): Policy[] {
  return [...world.organization.policies.values()].filter(({ targets }) => targets.has(target));
}

function existing(world: World, id: string | undefined): Policy {
  const policy = world.organization.policies.get(required("PolicyId", id));
  if (!policy) throw refused("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.");
  return policy;
}

function customerPolicy(world: World, id: string | undefined): Policy {
  const policy = existing(world, id);
  if (policy.id === fullAccessPolicyId)
    throw invalidInput("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.");
  return policy;
}

function existingTarget(world: World, id: string | undefined): string {
  const target = required("TargetId", id);
  if (world.accounts.has(target) || isParent(world, target)) return target;
  throw refused("TargetNotFoundException", "We can't find a root, OU, account, or policy with the TargetId that you specified.");
}

function bothResources(action: string, world: World, input: AttachPolicyRequest) {
  return [policyArn(world, input.PolicyId ?? ""), arnOf(world, input.TargetId ?? "")].flatMap((resource) =>
    allow(action, resource, policyTypeKey),
  );
}

function assertType(type: string): void {
  if (type !== "SERVICE_CONTROL_POLICY")
    throw invalidInput("INVALID_ENUM_POLICY_TYPE", `The sandbox holds service control policies only, not ${type}.`);
}

function validContent(content: string | undefined): string {
  const text = required("Content", content);
  if (text.length > 5120)
    throw constraintViolation("POLICY_CONTENT_LIMIT_EXCEEDED", "A service control policy has at most 5,120 characters.");
  try {
    JSON.parse(text);
  } catch {
    throw refused(
      "MalformedPolicyDocumentException",
      "The provided policy document doesn't meet the requirements of the specified policy type.",
    );
  }
  return text;
}

function targetType(id: string): "ROOT" | "ORGANIZATIONAL_UNIT" | "ACCOUNT" {
  if (id.startsWith("r-")) return "ROOT";
  return id.startsWith("ou-") ? "ORGANIZATIONAL_UNIT" : "ACCOUNT";
}

function summary(world: World, { id, name, description }: Policy): PolicySummary {
  return {
    Id: id,
    Arn: policyArn(world, id),
    Name: name,
    Description: description,
    Type: "SERVICE_CONTROL_POLICY",
    AwsManaged: id === fullAccessPolicyId,
  };
}
