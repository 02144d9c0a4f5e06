import type { Grant } from "../../domain/policies/grant";
import type { LoggedCall } from "../../dev/sandbox/world/callLog";
import { mayAllow } from "./policyMatch";

/** A policy of docs/permissions.md, and who holds it: ARNs as aws:PrincipalArn has them. */
export interface HeldPolicy {
  name: string;
  grants: Grant[];
  holders: string[];
}

/** Every action of a policy that no holder was ever allowed on a resource of its statement, by name; empty for a minimal policy. */
export function unusedGrants({ name, grants, holders }: HeldPolicy, calls: readonly LoggedCall[]): string[] {
  const allowed = allowedTo(holders, calls);
  return grants.flatMap((grant) =>
    grant.actions
      .filter((action) => !allowed.some((asked) => asked.action === action && mayAllow([grant], action, asked.resource)))
      .map((action) => `${name}: ${grant.sid} ${action}`),
  );
}

/** Every resource of a policy that no holder was ever allowed any of its statement's actions on. */
export function unusedResources({ name, grants, holders }: HeldPolicy, calls: readonly LoggedCall[]): string[] {
  const allowed = allowedTo(holders, calls);
  return grants.flatMap((grant) =>
    grant.resources
      .filter((resource) => !allowed.some((asked) => mayAllow([{ ...grant, resources: [resource] }], asked.action, asked.resource)))
      .map((resource) => `${name}: ${grant.sid} ${resource}`),
  );
}

/** Every action of a policy that could go: whatever its statement allowed, another statement of the same policy allows as well. */
export function repeatedGrants({ name, grants, holders }: HeldPolicy, calls: readonly LoggedCall[]): string[] {
  const allowed = allowedTo(holders, calls);
  return grants.flatMap((grant) => {
    // A statement with a condition of its own allows something else.
    const others = grants.filter((other) => other !== grant && other.condition === undefined);
    return grant.actions
      .filter((action) =>
        allowed
          .filter((asked) => asked.action === action && mayAllow([grant], action, asked.resource))
          .every((asked) => mayAllow(others, action, asked.resource)),
      )
      .map((action) => `${name}: ${grant.sid} ${action}`);
  });
}

/** What one of these principals was refused, by IAM or by the service itself, in words. */
export function refusals(holders: readonly string[], calls: readonly LoggedCall[]): string[] {
  return calls
    .filter(({ principalArn = "" }) => holders.includes(principalArn))
    .filter(({ outcome, authorizations }) => /denied|unauthorized/i.test(outcome) || authorizations.some((asked) => !asked.allowed))
    .map(({ principalArn, service, operation, region, outcome, authorizations }) => {
      const refused = authorizations.find((asked) => !asked.allowed);
      return `${principalArn} ${service} ${operation} ${region}: ${outcome}${refused ? `, ${refused.action} on ${refused.resource}` : ""}`;
    });
}

function allowedTo(holders: readonly string[], calls: readonly LoggedCall[]) {
  return calls
    .filter(({ principalArn = "" }) => holders.includes(principalArn))
    .flatMap(({ authorizations }) => authorizations)
    .filter((asked) => asked.allowed);
}
