import type { Configuration } from "../configuration/configuration";
import { InputError } from "../errors";
import { forwarderRegions, watchRegions } from "../findings/roadRegions";
import { roadSettings } from "../findings/settings";
import type { AccountId } from "../identifiers";
import type { Inventory } from "../inventory/inventory";
import { bootstrapTemplate } from "../policies/bootstrapTemplate";
import { policyDocument } from "../policies/grant";
import { managementRole, managementWatchRole } from "../policies/ourRoles";
import { ourTags, roleArns } from "../policies/roles";
import { managementWatchRules } from "../tampering/managementWatch";
import { plannedStacks, type PlannedStack } from "./plannedStacks";
import { rolesRegion } from "./rolesRegion";
import { scanRules } from "./scanRules";
import type { CoveragePlan } from "./types";

/** A plan, and what it was computed from. */
export interface PlannedProject {
  config: Configuration;
  inventory: Inventory;
  plan: CoveragePlan;
}

/**
 * The stacks that a change concerns, in the order of the roll-out: those that come or go, and those whose program gets something else from
 * organization.yaml and inventory.json: analyzers, roles, trust, tags, Regions. A stack of which that cannot be said is among them.
 *
 * What else a program is made of (its code, the packages it uses) is not compared, see {@link stacksToPreview}.
 */
export function changedStacks(before: PlannedProject, after: PlannedProject): string[] {
  const [was, is] = [stackInputs(before), stackInputs(after)];
  const gone = [...was.keys()].filter((name) => !is.has(name)).sort();
  // Both begin with management and security.
  return [...is.keys(), ...gone].filter((name) => was.get(name) === undefined || was.get(name) !== is.get(name));
}

/** What each stack's program gets, as text; undefined where it gets nothing and refuses. */
function stackInputs(project: PlannedProject): Map<string, string | undefined> {
  const { config, plan } = project;
  const analyzers = byAccount(plan.analyzers);
  const uncovered = byAccount(plan.uncovered);
  return new Map(
    plannedStacks(config, plan).map((stack) => {
      // Its outputs count what is not covered.
      const planned = { analyzers: analyzers.get(stack.account) ?? [], uncovered: uncovered.get(stack.account)?.length ?? 0 };
      return [stack.name, stackInput(stack, planned, project)];
    }),
  );
}

function byAccount<T extends { account: AccountId }>(places: readonly T[]): Map<AccountId, T[]> {
  const groups = new Map<AccountId, T[]>();
  for (const place of places) {
    const group = groups.get(place.account);
    if (group === undefined) groups.set(place.account, [place]);
    else group.push(place);
  }
  return groups;
}

function stackInput({ role, account }: PlannedStack, planned: object, project: PlannedProject): string | undefined {
  const { config } = project;
  const { management, delegatedAdministrator, homeRegion } = config.organization;
  const scanner = scanRules(account, project);
  const common = { account, roles: roleArns(config, account), homeRegion, ...planned, ...(scanner && { scanner }) };
  switch (role.kind) {
    case "member":
      return JSON.stringify(common);
    case "security":
      return JSON.stringify({
        ...common,
        management,
        settleSeconds: config.rollout.settleSeconds,
        hasProofKey: config.proof.enabled,
        tags: ourTags(config),
        road: roadInput(project),
      });
    case "management": {
      const whole = managementInput(project);
      return whole && JSON.stringify({ ...common, delegatedAdministrator, ...whole });
    }
  }
}

/** Undefined where there is no findings road. */
function roadInput({ config, inventory, plan }: PlannedProject): object | undefined {
  const settings = roadSettings(config, inventory, plan);
  return (
    settings && {
      settings,
      sweep: config.scanner.sweep,
      forwarders: forwarderRegions(config, plan),
      watched: watchRegions(config, inventory, plan),
    }
  );
}

/** Undefined where the inventory does not say where the roles are. */
function managementInput({ config, inventory, plan }: PlannedProject): object | undefined {
  const { id, rootId } = inventory.organization;
  const { policies, ...role } = managementRole(config, id);
  try {
    return {
      rolesRegion: rolesRegion(config, inventory),
      rootId,
      template: bootstrapTemplate(config, id),
      role: { ...role, policy: policyDocument(policies.flatMap(({ grants }) => grants)) },
      tags: ourTags(config),
      watch: { role: managementWatchRole(config), rules: managementWatchRules(config, inventory, plan) },
    };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
