import { iamOf, type Role } from "../../../iam/entities";
import type { World } from "../../../world/world";
import { conditionHolds, evaluate, type Scope } from "../template/functions";
import { creationOrder } from "../template/requirements";
import { isObject, type Template, type TemplateResource } from "../template/document";
import { ensureExecutionRole } from "./executionRole";
import { applyRole, removeRole } from "./role";
import { applyRolePolicy, removeRolePolicy } from "./rolePolicy";
import { ResourceFailure, type Stack, type StackResource } from "./stack";

/**
 * Brings a stack to what the template says: makes, changes and deletes resources. On a failure everything is as it was before.
 *
 * @throws ResourceFailure
 */
export function deployStack(world: World, stack: Stack, template: Template, parameters: Record<string, string>): void {
  ensureExecutionRole(world, stack.account);
  const before = { roles: snapshot(world, stack.account), resources: new Map(stack.resources) };
  try {
    bring(world, stack, template, parameters);
  } catch (failure) {
    iamOf(world, stack.account).roles = before.roles;
    stack.resources = before.resources;
    throw failure;
  }
}

/** Deletes what a stack made, last first; what its template said to retain stays. @throws ResourceFailure */
export function deleteStack(world: World, stack: Stack): void {
  for (const [logicalId, resource] of [...stack.resources].reverse()) {
    if (!resource.retain) attempt(logicalId, resource.type, () => remove(world, stack, resource));
    stack.resources.delete(logicalId);
  }
}

function bring(world: World, stack: Stack, template: Template, parameters: Record<string, string>): void {
  const scope: Scope = { template, parameters: typed(template, parameters), pseudo: pseudoParameters(world, stack), made: new Map() };
  const wanted = creationOrder(template).filter((name) => holds(template.resources[name], scope));
  const next = new Map<string, StackResource>();
  for (const name of wanted) {
    const resource = template.resources[name];
    if (!resource) continue;
    const made = attempt(name, resource.type, () => apply(world, stack, name, resource, scope));
    next.set(name, { ...made, retain: resource.retain });
    scope.made.set(name, { ref: made.physicalId, attributes: made.attributes });
  }
  for (const [name, resource] of [...stack.resources].reverse()) {
    if (!next.has(name) && !resource.retain) attempt(name, resource.type, () => remove(world, stack, resource));
  }
  stack.resources = next;
}

function holds(resource: TemplateResource | undefined, scope: Scope): boolean {
  return resource !== undefined && (resource.condition === undefined || conditionHolds(resource.condition, scope));
}

function apply(world: World, stack: Stack, name: string, resource: TemplateResource, scope: Scope): Omit<StackResource, "retain"> {
  const properties = evaluate(resource.properties, scope);
  const given = isObject(properties) ? properties : {};
  const existing = stack.resources.get(name);
  return resource.type === "AWS::IAM::Role"
    ? applyRole(world, stack, name, given, existing)
    : applyRolePolicy(world, stack, given, existing);
}

function remove(world: World, stack: Stack, resource: StackResource): void {
  if (resource.type === "AWS::IAM::Role") removeRole(world, stack, resource);
  else removeRolePolicy(world, stack, resource);
}

function attempt<T>(logicalId: string, type: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new ResourceFailure(logicalId, type, error instanceof Error ? error.message : String(error));
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
    "AWS::URLSuffix": world.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
  };
}

/** Roles are changed in place by RolePolicy, so their policies are copied too. */
function snapshot(world: World, account: string): Map<string, Role> {
  return new Map([...iamOf(world, account).roles].map(([name, role]) => [name, { ...role, inlinePolicies: new Map(role.inlinePolicies) }]));
}
