import type { OperationResult } from "../pulumi";

/** What holds findings or trust, and may therefore not be replaced. */
export const irreplaceable = [
  "aws:accessanalyzer/analyzer:Analyzer",
  "aws:cloudformation/stackSet:StackSet",
  "aws:cloudformation/stackSetInstance:StackSetInstance",
  "aws:iam/role:Role",
  "aws:organizations/awsServiceAccess:AwsServiceAccess",
  "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
];

/**
 * Why a preview's outcome must not be rolled out: it replaces what holds findings or trust. Of a protected resource the engine says so
 * itself, instead of planning the step.
 */
export function replacementReason({ steps, diagnostics }: Pick<OperationResult, "steps" | "diagnostics">): string | undefined {
  const planned = steps.filter(({ op, type }) => /replace/.test(op) && irreplaceable.includes(type));
  const refused = diagnostics.filter(({ message }) => /unable to replace resource/.test(message));
  const named = [
    ...planned.map(({ name, replaces }) => `${name}${replaces.length > 0 ? ` (because of ${replaces.join(", ")})` : ""}`),
    ...refused.map(({ urn, message }) => urn?.split("::").at(-1) ?? message),
  ];
  if (named.length === 0) return undefined;
  const [has, that] = named.length === 1 ? ["it holds", "it"] : ["they hold", "them"];
  return (
    `This would replace ${[...new Set(named)].join(", ")}; ${has} findings or trust, so nothing of this stack was changed. ` +
    `A changed access.rolePath is the usual reason: AWS cannot move a role that has a fixed name. Take the change back; or, to begin anew with other roles, ` +
    `take ${that} back with "access-analyzer-org retire --everything" and roll out again.`
  );
}
