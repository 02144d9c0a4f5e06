import type { DeploymentTargets, Tag } from "@aws-sdk/client-cloudformation";
import { requestTags } from "../../iam/requestTags";
import type { Asked, Call, Given } from "../../service";
import { findStackSet, stackSetArn } from "./stackSets";
import { resourceTypes } from "./template/document";

/** A stack set that may exist: `stackset/<name>:<id>`. */
export function onStackSet(nameOrId: string, call: Call, context: Asked["context"] = {}): Asked {
  const stackSet = findStackSet(call, nameOrId);
  const id = stackSet?.id ?? (nameOrId.includes(":") ? nameOrId : `${nameOrId}:none`);
  const tags = Object.fromEntries((stackSet?.tags ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
  return { resource: stackSetArn(call.world, { region: call.region, id }), context: { ...tags, ...context } };
}

/**
 * What reaches into accounts: the stack set, every target that the request names, and the types of its resources, since a policy may limit
 * each of the three.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export function onTargets(
  input: { StackSetName: string; DeploymentTargets?: DeploymentTargets; Regions?: string[] },
  call: Call,
  requestContext: Asked["context"] = {},
): Asked[] {
  const { partition, organization } = call.world;
  const { OrganizationalUnitIds: units = [], Accounts: accounts = [] } = input.DeploymentTargets ?? {};
  const context = { ...requestContext, ...(input.Regions ? { "cloudformation:TargetRegion": input.Regions } : {}) };
  const set = onStackSet(input.StackSetName, call, context);
  const setId = set.resource.slice(set.resource.indexOf("stackset/") + "stackset/".length);
  const targets = [...units, ...accounts].map((target) => `${organization.managementAccount}:stackset-target/${setId}/${target}`);
  const types = resourceTypes
    .filter((type) => findStackSet(call, input.StackSetName)?.templateBody.includes(type))
    .map((type) => `:type/resource/${type.replaceAll("::", "-")}`);
  const others = [...targets, ...types].map((name) => ({ resource: `arn:${partition}:cloudformation:${call.region}:${name}`, context }));
  return [set, ...others];
}

/**
 * What a request's tags ask for beside the operation itself: new or changed ones cloudformation:TagResource, and those that stand and are left
 * out cloudformation:UntagResource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html
 */
export function onTags({ StackSetName, Tags }: { StackSetName: string; Tags?: Given<Tag>[] }, call: Call): Asked[] {
  if (Tags === undefined) return [];
  const now = new Map(findStackSet(call, StackSetName)?.tags.map(({ Key, Value }) => [Key, Value]));
  const set = Tags.filter(({ Key, Value }) => now.get(Key) !== Value);
  const removed = [...now.keys()].filter((key) => !Tags.some(({ Key }) => Key === key));
  const on = (action: string, context: Asked["context"]) => ({
    action: `cloudformation:${action}`,
    ...onStackSet(StackSetName, call, context),
  });
  return [
    ...(set.length > 0 ? [on("TagResource", requestTags(set))] : []),
    ...(removed.length > 0 ? [on("UntagResource", { "aws:TagKeys": removed })] : []),
  ];
}
