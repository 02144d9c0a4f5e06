import { coveragePlan } from "../../domain/plan/coveragePlan";
import { emptiedStacks } from "../../domain/plan/emptiedStacks";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import type { CoveragePlan } from "../../domain/plan/types";
import { messagesOf, tellWarnings } from "../terminal/warnings";
import type { Deployment } from "./deployment";
import type { DeployReport } from "./deployReport";
import type { Looked } from "./lookFirst";
import { partOf } from "./part";
import { refuseRecreation, refuseUnknownStacks } from "./refusals";
import { refuseMovedRoles } from "./staleInventory";

/** What is rolled out. */
export interface Scope {
  plan: CoveragePlan;
  /** In the order of the roll-out, emptied ones among them. */
  stacks: PlannedStack[];
  leftAlone: DeployReport["leftAlone"];
  warnings: string[];
}

/** @throws InputError for what must not be rolled out. */
export function scopeOf({ options, config, today }: Deployment, { known, live, inventory }: Looked): Scope {
  const plan = coveragePlan(config, inventory, today);
  const warnings = messagesOf(tellWarnings(config, inventory, today, options));
  const planned = plannedStacks(config, plan);
  const { emptied, leftAlone } = emptiedStacks(known, planned, config, inventory, plan);
  const all = [...planned, ...emptied];
  refuseUnknownStacks(options.stacks, [...all.map(({ name }) => name), ...leftAlone.map(({ stack }) => stack)]);
  const isNamed = (name: string) => options.stacks?.includes(name) ?? true;
  const stacks = all.filter(({ name, role }) => (options.only === undefined || partOf(role.kind) === options.only) && isNamed(name));
  const hasManagement = stacks.some(({ role }) => role.kind === "management");
  if (hasManagement) refuseMovedRoles(config, inventory, live);
  refuseRecreation(options.recreateRoles, hasManagement, live);
  const concernsMembers = options.only === undefined || options.only === "members";
  return { plan, stacks, leftAlone: concernsMembers ? leftAlone.filter(({ stack }) => isNamed(stack)) : [], warnings };
}
