import { randomBytes } from "node:crypto";
import type { PolicySummary } from "@aws-sdk/client-organizations";
import { requestTags } from "../../iam/requestTags";
import { fullAccessPolicy, fullAccessPolicyId, type OrganizationState, type World } from "../../world/world";
import { byAdministrators, byManagement, on, pageOf, refused } from "./access";
import { constraintViolation, invalidInput } from "./errors";
import { arnOf, policyArn } from "./shapes";
import { setTags } from "./tags";
import { isParent } from "./tree";

type Policy = OrganizationState["policies"] extends Map<string, infer P> ? P : never;
const policyTypeKey = { "organizations:PolicyType": "SERVICE_CONTROL_POLICY" };

interface Attachment {
  PolicyId: string;
  TargetId: string;
}

export const policies = {
  ...byManagement({
    CreatePolicy: {
      authorize: (input, { world }) => ({ resource: policyArn(world, "*"), context: { ...policyTypeKey, ...requestTags(input.Tags) } }),
      handle(input, { world }) {
        assertType(input.Type);
        if ([...world.organization.policies.values()].some(({ name }) => name === input.Name))
          throw refused("DuplicatePolicyException", "A policy with the same name already exists.");
        const policy: Policy = {
          id: `p-${randomBytes(4).toString("hex")}`,
          name: input.Name,
          description: input.Description,
          content: validContent(input.Content),
          targets: new Set(),
        };
        world.organization.policies.set(policy.id, policy);
        setTags(world, policy.id, input.Tags);
        return { Policy: detail(world, policy) };
      },
    },
    UpdatePolicy: {
      authorize: onPolicy,
      handle(input, { world }) {
        const policy = customerPolicy(world, input.PolicyId);
        policy.content = input.Content === undefined ? policy.content : validContent(input.Content);
        policy.name = input.Name ?? policy.name;
        policy.description = input.Description ?? policy.description;
        return { Policy: detail(world, policy) };
      },
    },
    DeletePolicy: {
      authorize: onPolicy,
      handle(input, { world }) {
        const policy = customerPolicy(world, input.PolicyId);
        if (policy.targets.size > 0) {
          const message = "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts first.";
          throw refused("PolicyInUseException", message);
        }
        world.organization.policies.delete(policy.id);
      },
    },
    AttachPolicy: {
      authorize: onAttachment,
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
      },
    },
    DetachPolicy: {
      authorize: onAttachment,
      handle(input, { world }) {
        const policy = existing(world, input.PolicyId);
        const target = existingTarget(world, input.TargetId);
        if (!policy.targets.has(target))
          throw refused("PolicyNotAttachedException", "The policy isn't attached to the specified target in the specified root.");
        if (attached(world, target).length === 1)
          throw constraintViolation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", "A target keeps at least one service control policy.");
        policy.targets.delete(target);
      },
    },
  }),
  ...byAdministrators({
    DescribePolicy: {
      authorize: onPolicy,
      handle: (input, { world }) => ({ Policy: detail(world, existing(world, input.PolicyId)) }),
    },
    ListPolicies: {
      authorize: () => ({ resource: "*", context: policyTypeKey }),
      handle(input, call) {
        assertType(input.Filter);
        const { items, nextToken } = pageOf(call, input, [...call.world.organization.policies.values()]);
        return { Policies: items.map((policy) => summary(call.world, policy)), NextToken: nextToken };
      },
    },
    ListPoliciesForTarget: {
      authorize: (input, { world }) => on(world, input.TargetId, policyTypeKey),
      handle(input, call) {
        assertType(input.Filter);
        const { items, nextToken } = pageOf(call, input, attached(call.world, existingTarget(call.world, input.TargetId)));
        return { Policies: items.map((policy) => summary(call.world, policy)), NextToken: nextToken };
      },
    },
    ListTargetsForPolicy: {
      authorize: onPolicy,
      handle(input, call) {
        const { items, nextToken } = pageOf(call, input, [...existing(call.world, input.PolicyId).targets]);
        return { Targets: items.map((id) => ({ TargetId: id, Arn: arnOf(call.world, id), Type: targetType(id) })), NextToken: nextToken };
      },
    },
  }),
};

/** What AWS attaches to a root, organizational unit or account that is new or newly under service control policies. */
export function attachFullAwsAccess(world: World, target: string): void {
  const { organization } = world;
  if (!organization.policyTypes.has("SERVICE_CONTROL_POLICY")) return;
  const policy = organization.policies.get(fullAccessPolicyId) ?? fullAccessPolicy();
  policy.targets.add(target);
  organization.policies.set(fullAccessPolicyId, policy);
}

function attached(world: World, target: string): Policy[] {
  return [...world.organization.policies.values()].filter(({ targets }) => targets.has(target));
}

function existing(world: World, id: string): Policy {
  const policy = world.organization.policies.get(id);
  if (!policy) throw refused("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.");
  return policy;
}

function customerPolicy(world: World, id: string): Policy {
  const policy = existing(world, id);
  if (policy.id === fullAccessPolicyId)
    throw invalidInput("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.");
  return policy;
}

function existingTarget(world: World, id: string): string {
  if (world.accounts.has(id) || isParent(world, id)) return id;
  throw refused("TargetNotFoundException", "We can't find a root, OU, account, or policy with the TargetId that you specified.");
}

function onPolicy({ PolicyId }: { PolicyId: string }, { world }: { world: World }) {
  return { resource: policyArn(world, PolicyId), context: policyTypeKey };
}

function onAttachment({ PolicyId, TargetId }: Attachment, { world }: { world: World }) {
  return [{ resource: policyArn(world, PolicyId), context: policyTypeKey }, on(world, TargetId, policyTypeKey)];
}

function assertType(type: string): void {
  if (type !== "SERVICE_CONTROL_POLICY")
    throw invalidInput("INVALID_ENUM_POLICY_TYPE", `The sandbox holds service control policies only, not ${type}.`);
}

function validContent(text: string): string {
  if (text.length > 5120)
    throw constraintViolation("POLICY_CONTENT_LIMIT_EXCEEDED", "A service control policy has at most 5,120 characters.");
  try {
    JSON.parse(text);
  } catch {
    const message = "The provided policy document doesn't meet the requirements of the specified policy type.";
    throw refused("MalformedPolicyDocumentException", message);
  }
  return text;
}

function targetType(id: string): "ROOT" | "ORGANIZATIONAL_UNIT" | "ACCOUNT" {
  if (id.startsWith("r-")) return "ROOT";
  return id.startsWith("ou-") ? "ORGANIZATIONAL_UNIT" : "ACCOUNT";
}

function detail(world: World, policy: Policy) {
  return { PolicySummary: summary(world, policy), Content: policy.content };
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
