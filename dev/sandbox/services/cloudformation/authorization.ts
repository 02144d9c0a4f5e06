import type { DeploymentTargets, Tag } from "@aws-sdk/client-cloudformation";
import type { Authorization, Call } from "../../service";
import { findStackSet, stackSetArn } from "./stackSets";
import { resourceTypes } from "./template/document";

/** An action on a stack set that may exist: `stackset/<name>:<id>`. */
export function onStackSet(
  action: string,
  nameOrId: string | undefined,
  call: Call,
  context: Authorization["context"] = {},
): Authorization {
  const stackSet = findStackSet(call, nameOrId);
  const name = nameOrId ?? "";
  const id = stackSet?.id ?? (name.includes(":") ? name : `${name}:none`);
  const tags = Object.fromEntries((stackSet?.tags ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? ""]));
  return {
    action: `cloudformation:${action}`,
    resource: stackSetArn(call.world, { region: call.region, id }),
    context: { ...tags, ...context },
  };
}

/**
 * An action that reaches into accounts: the stack set, every target that the request names, and the types of its resources, since a
 * policy may limit each of the three.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export function onTargets(
  action: string,
  input: { StackSetName: string | undefined; DeploymentTargets?: DeploymentTargets | undefined; Regions?: string[] | undefined },
  call: Call,
  context: Authorization["context"] = {},
): Authorization[] {
  const { partition } = call.world;
  const withRegions = { ...context, ...(input.Regions ? { "cloudformation:TargetRegion": input.Regions } : {}) };
  const set = onStackSet(action, input.StackSetName, call, withRegions);
  const setId = set.resource.slice(set.resource.indexOf("stackset/") + "stackset/".length);
  const targets = [...(input.DeploymentTargets?.OrganizationalUnitIds ?? []), ...(input.DeploymentTargets?.Accounts ?? [])];
  return [
    set,
    ...targets.map((target) => ({
      action: set.action,
      resource: `arn:${partition}:cloudformation:${call.region}:${call.world.organization.managementAccount}:stackset-target/${setId}/${target}`,
      context: withRegions,
    })),
    ...resourceTypes
      .filter((type) => findStackSet(call, input.StackSetName)?.templateBody.includes(type))
      .map((type) => ({
        action: set.action,
        resource: `arn:${partition}:cloudformation:${call.region}::type/resource/${type.replaceAll("::", "-")}`,
        context: withRegions,
      })),
  ];
}

/**
 * What a request's tags ask for beside the operation itself: new or changed ones cloudformation:TagResource, and those that stand and are left
 * out cloudformation:UntagResource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html
 */
export function onTags({ name, next }: { name: string | undefined; next: Tag[] | undefined }, call: Call): Authorization[] {
  if (next === undefined) return [];
  const now = new Map(findStackSet(call, name)?.tags.map(({ Key, Value }) => [Key, Value]));
  const set = next.filter(({ Key, Value }) => now.get(Key) !== Value);
  const removed = [...now.keys()].filter((key) => !next.some(({ Key }) => Key === key));
  return [
    ...(set.length > 0 ? [onStackSet("TagResource", name, call, requestTags(set))] : []),
    ...(removed.length > 0 ? [onStackSet("UntagResource", name, call, { "aws:TagKeys": removed.map((key) => key ?? "") })] : []),
  ];
}

export function requestTags(tags: Tag[] | undefined): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const { Key, Value } of tags ?? []) context[`aws:RequestTag/${Key}`] = Value ?? "";
  if (tags?.length) context["aws:TagKeys"] = tags.map(({ Key }) => Key ?? "");
  return context;
}
