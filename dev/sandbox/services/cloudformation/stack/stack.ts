/** A stack in one account and Region: what a stack instance stands for. */
export interface Stack {
  id: string;
  name: string;
  account: string;
  region: string;
  /** What was made, by logical id, in the order of creation. */
  resources: Map<string, StackResource>;
}

export interface StackResource {
  type: string;
  /** What `Ref` gives. */
  physicalId: string;
  attributes: Record<string, string>;
  /** Kept when the stack goes. */
  retain: boolean;
  /** The inline policies of a role that the stack itself wrote; RolePolicy: the role and the policy's name. */
  owned: { roleName: string; policyNames: string[] };
}

/** Why a resource could not be made, changed or deleted: what CloudFormation shows as the reason of the instance. */
export class ResourceFailure extends Error {
  constructor(
    readonly logicalId: string,
    readonly type: string,
    reason: string,
  ) {
    super(`ResourceLogicalId:${logicalId}, ResourceType:${type}, ResourceStatusReason:${reason}.`);
  }
}
