import type { AccountId } from "../identifiers";
import type { AuditedRoles } from "./auditRoles";
import type { RolesInstance } from "./foundRoles";

/** What brings the members' roles back. In the management account its own stack does that. */
export interface RolesHealing {
  /** Instances that an operation did not reach, or in which it failed: deployed to again. Nothing is lost by that. */
  redeploy: RolesInstance[];
  /** Accounts without an instance, after a deletion that was not followed by its creation for example. */
  create: Pick<RolesInstance, "account" | "unit">[];
  /** Roles that somebody deleted or changed. CloudFormation does not bring those back, so that the instance is deleted and created. */
  recreate: { instance: RolesInstance; details: string[] }[];
  /** INOPERABLE: beyond CloudFormation. */
  byHand: RolesInstance[];
}

/**
 * @param unit what the StackSet is rolled out to, for accounts that have no instance.
 * @param named accounts whose roles are to be made anew whatever was seen of them.
 */
export function rolesHealing(audited: readonly AuditedRoles[], unit: string, named: ReadonlySet<AccountId> = new Set()): RolesHealing {
  const healing: RolesHealing = { redeploy: [], create: [], recreate: [], byHand: [] };
  // Where nobody can be entered, it is the caller who is refused, and not the roles that are gone.
  const isCallerTrusted = audited.some(({ state, instance }) => instance?.status === "CURRENT" && state !== "unreadable");
  for (const { account, state, details, instance } of audited) {
    if (state === "noInstance") healing.create.push({ account, unit });
    if (instance === undefined) continue;
    if (state === "inoperable") healing.byHand.push(instance);
    else if (state === "failed" || state === "outdated" || state === "skipped") healing.redeploy.push(instance);
    else if (state === "missing" || state === "changed" || named.has(account)) healing.recreate.push({ instance, details });
    else if (state === "unreadable" && isCallerTrusted && details.some(isRoleRefused)) healing.recreate.push({ instance, details });
  }
  return healing;
}

/** AWS says the same of a role that is gone, or whose trust was changed; a service control policy's refusal is told apart. */
function isRoleRefused(reason: string): boolean {
  return /^AssumeRole\b.*AccessDenied/s.test(reason) && !/explicit deny/i.test(reason);
}
