import type {
  AutoDeployment,
  StackInstanceDetailedStatus,
  StackInstanceStatus,
  StackSetOperationAction,
  StackSetOperationPreferences,
  StackSetOperationResultStatus,
  StackSetOperationStatus,
} from "@aws-sdk/client-cloudformation";
import type { StoreKey, World } from "../../world/world";
import { AwsError, type Call } from "../../service";
import type { Stack } from "./stack/stack";

/** A service-managed stack set. It belongs to the management account, whoever acts for it. */
export interface StackSet {
  name: string;
  /** `<name>:<uuid>` */
  id: string;
  region: string;
  description: string | undefined;
  templateBody: string;
  parameters: Record<string, string>;
  capabilities: string[];
  tags: { Key: string; Value: string }[];
  autoDeployment: AutoDeployment;
  managedExecution: boolean;
  clientRequestToken: string | undefined;
  /** Roots and organizational units it was deployed to, with the Regions: what automatic deployment follows. */
  targets: Map<string, Set<string>>;
  /** By `<account>/<region>`. */
  instances: Map<string, StackInstance>;
  /** Oldest first. */
  operations: Map<string, StackSetOperation>;
  /** What begins the operations that wait, in the order of the requests. */
  queue: (() => void)[];
}

export interface StackInstance {
  account: string;
  region: string;
  /** The root or organizational unit through which the account was reached. */
  organizationalUnitId: string;
  status: StackInstanceStatus;
  detailedStatus: StackInstanceDetailedStatus;
  statusReason: string | undefined;
  lastOperationId: string;
  parameterOverrides: Record<string, string>;
  /** Once there is something to delete. */
  stack: Stack | undefined;
}

export interface StackSetOperation {
  id: string;
  action: StackSetOperationAction;
  status: StackSetOperationStatus;
  createdAt: Date;
  endedAt: Date | undefined;
  preferences: StackSetOperationPreferences;
  retainStacks: boolean | undefined;
  results: OperationResult[];
}

export interface OperationResult {
  account: string;
  region: string;
  organizationalUnitId: string;
  status: StackSetOperationResultStatus;
  statusReason: string | undefined;
}

const key: StoreKey<Map<string, StackSet>> = { name: "cloudformation.stackSets", create: () => new Map() };

export function allStackSets(world: World): StackSet[] {
  return [...world.store(key).values()];
}

export function addStackSet(world: World, stackSet: StackSet): void {
  world.store(key).set(stackSet.id, stackSet);
}

export function dropStackSet(world: World, stackSet: StackSet): void {
  world.store(key).delete(stackSet.id);
}

/** By name or id, in the Region of the call: stack sets are regional. */
export function findStackSet({ world, region }: Call, nameOrId: string): StackSet | undefined {
  return allStackSets(world).find((each) => each.region === region && (each.name === nameOrId || each.id === nameOrId));
}

/** @throws StackSetNotFoundException */
export function getStackSet(call: Call, nameOrId: string): StackSet {
  const stackSet = findStackSet(call, nameOrId);
  if (!stackSet) throw new AwsError("StackSetNotFoundException", `StackSet ${nameOrId} not found`);
  return stackSet;
}

export function stackSetArn(world: World, stackSet: { region: string; id: string }): string {
  return `arn:${world.partition}:cloudformation:${stackSet.region}:${world.organization.managementAccount}:stackset/${stackSet.id}`;
}

export function instanceKey({ account, region }: { account: string; region: string }): string {
  return `${account}/${region}`;
}
