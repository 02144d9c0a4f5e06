import { isDeepStrictEqual } from "node:util";
import { iamOf } from "../../../iam/entities";
import { partitions } from "../../../world/partitions";
import type { World } from "../../../world/world";
import { isObject, type JsonObject, type ResourceType, type Template, type TemplateResource } from "../template/document";
import { conditionHolds, evaluate, type Scope } from "../template/functions";
import { creationOrder } from "../template/requirements";
import { ensureExecutionRole } from "./executionRole";
import { role } from "./role";
import { rolePolicy } from "./rolePolicy";
import { ResourceFailure, type ResourceKind, type Stack, type StackResource } from "./stack";

const kinds: Record<ResourceType, ResourceKind> = { "AWS::IAM::Role": role, "AWS::IAM::RolePolicy": rolePolicy };

/**
 * Brings a stack from the template it was last deployed with to this one: makes, changes and deletes what differs between the two. It does
 * not look at what became of resources meanwhile: one whose properties are the same is left, deleted or not. On a failure everything is as
 * it was before.
 *
 * @throws ResourceFailure
 */
export function deployStack(world: World, stack: Stack, template: Template, parameters: Record<string, string>): void {
  ensureExecutionRole(world, stack.account);
  const before = { roles: structuredClone(iamOf(world, stack.account).roles), resources: stack.resources };
  try {
    stack.resources = bring(world, stack, template, parameters);
  } catch (failure) {
    iamOf(world, stack.account).roles = before.roles;
    stack.resources = before.resources;
    throw failure;
  }
}

/** Deletes what a stack made, last first; what its template said to retain stays. @throws ResourceFailure */
export function deleteStack(world: World, stack: Stack): void {
  for (const [logicalId, resource] of [...stack.resources].reverse()) {
    if (!resource.retain) remove(world, stack, logicalId, resource);
    stack.resources.delete(logicalId);
  }
}

function bring(world: World, stack: Stack, template: Template, parameters: Record<string, string>): Map<string, StackResource> {
  const scope: Scope = { template, parameters: typed(template, parameters), pseudo: pseudoParameters(world, stack), made: new Map() };
  const next = new Map<string, StackResource>();
  for (const name of creationOrder(template)) {
    const resource = template.resources[name];
    if (!resource || (resource.condition !== undefined && !conditionHolds(resource.condition, scope))) continue;
    const made = attempt(name, resource.type, () => apply(world, stack, name, resource, scope));
    next.set(name, { ...made, retain: resource.retain });
    scope.made.set(name, { ref: made.physicalId, attributes: made.attributes });
  }
  for (const [name, old] of [...stack.resources].reverse()) {
    const kept = next.get(name);
    if (kept ? kept.physicalId !== old.physicalId : !old.retain) remove(world, stack, name, old);
  }
  return next;
}

function apply(
  world: World,
  stack: Stack,
  logicalId: string,
  { type, properties }: TemplateResource,
  scope: Scope,
): Omit<StackResource, "retain"> {
  const kind = kinds[type];
  const place = { world, stack, logicalId };
  const evaluated = evaluate(properties, scope);
  const given = withTags(kind, isObject(evaluated) ? evaluated : {}, stack.tags);
  const unknown = Object.keys(given).find((name) => !kind.properties.includes(name));
  if (unknown !== undefined) throw new Error(`Encountered unsupported property ${unknown}`);
  const missing = kind.required.find((name) => given[name] === undefined);
  if (missing !== undefined) throw new Error(`Property ${missing} is required`);

  const existing = stack.resources.get(logicalId);
  if (!existing) return { type, properties: given, ...kind.create(place, given) };
  if (existing.type !== type) throw new Error("Update of resource type is not permitted");
  const changes = (name: string) => !isDeepStrictEqual(existing.properties[name], given[name]);
  if (!kind.properties.some(changes)) return existing;
  if (kind.createOnly.some(changes)) {
    if (kind.customName(given) === existing.physicalId) throw new Error(noReplacement(existing.physicalId));
    return { type, properties: given, ...kind.create(place, given) };
  }
  kind.update(place, existing, given);
  return { ...existing, properties: given };
}

/** A resource's own tags win. */
function withTags(kind: ResourceKind, given: JsonObject, tags: Stack["tags"]): JsonObject {
  if (!kind.properties.includes("Tags") || tags.length === 0) return given;
  return { ...given, Tags: [...tags, ...(Array.isArray(given["Tags"]) ? given["Tags"] : [])] };
}

/** The new resource would be made before the old one is deleted, and the name is taken. */
function noReplacement(name: string): string {
  return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again`;
}

function remove(world: World, stack: Stack, logicalId: string, resource: StackResource): void {
  attempt(logicalId, resource.type, () => kinds[resource.type].remove({ world, stack, logicalId }, resource));
}

function attempt<T>(logicalId: string, type: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new ResourceFailure(logicalId, type, error);
  }
}

function typed(template: Template, values: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = template.parameters[name]?.type ?? "String";
      return [name, type === "CommaDelimitedList" || type.startsWith("List<") ? value.split(",").map((item) => item.trim()) : value];
    }),
  );
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
function pseudoParameters(world: World, stack: Stack): Record<string, string> {
  return {
    "AWS::AccountId": stack.account,
    "AWS::Partition": world.partition,
    "AWS::Region": stack.region,
    "AWS::StackId": stack.id,
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": partitions[world.partition].dnsSuffix,
  };
}
