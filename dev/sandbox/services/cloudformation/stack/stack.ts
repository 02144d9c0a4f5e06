import { randomUUID } from "node:crypto";
import type { World } from "../../../world/world";
import { reasonOf } from "../errors";
import type { JsonObject, ResourceType } from "../template/document";

/** A stack in one account and Region: the stack of a stack instance. */
export interface Stack {
  id: string;
  name: string;
  account: string;
  region: string;
  /** Given to every resource that can have tags; the resource's own ones override them. */
  tags: { Key: string; Value: string }[];
  /** What was made, by logical id, in the order of creation. */
  resources: Map<string, StackResource>;
}

export interface StackResource {
  type: ResourceType;
  /** What `Ref` gives. */
  physicalId: string;
  attributes: Record<string, string>;
  /** As the template had them when the resource was last made or changed, functions carried out. */
  properties: JsonObject;
  /** Kept when the stack goes. */
  retain: boolean;
}

/** Where a resource is worked on. */
export interface Place {
  world: World;
  stack: Stack;
  logicalId: string;
}

/** How the resources of one type are made, changed and deleted. Each function throws an Error whose message is CloudFormation's reason. */
export interface ResourceKind {
  properties: readonly string[];
  required: readonly string[];
  /** Properties of which a change replaces the resource. */
  createOnly: readonly string[];
  /** The physical id that the properties give it; undefined if it gets a generated one. */
  customName(given: JsonObject): string | undefined;
  create(place: Place, given: JsonObject): { physicalId: string; attributes: Record<string, string> };
  /** In place. Fails for a resource that is gone. */
  update(place: Place, existing: StackResource, given: JsonObject): void;
  /** A resource that is gone already is no failure. */
  remove(place: Place, existing: StackResource): void;
}

/** Why a resource could not be made, changed or deleted: what CloudFormation shows as the reason of the instance. */
export class ResourceFailure extends Error {
  constructor(
    readonly logicalId: string,
    readonly type: string,
    error: unknown,
  ) {
    super(`ResourceLogicalId:${logicalId}, ResourceType:${type}, ResourceStatusReason:${reasonOf(error)}.`);
  }
}

/** What the handler of a resource type answers, in CloudFormation's frame. */
export function handlerError(message: string, code: "AlreadyExists" | "NotFound" | "AccessDenied"): Error {
  return new Error(`Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`);
}
