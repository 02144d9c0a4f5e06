import { InventoryError } from "../errors";
import type { AccountId } from "../identifiers";
import { accountPlan, type AccountPlan } from "./accountPlan";
import type { PlannedProject } from "./changedStacks";
import { describeReason } from "./describeReason";
import { providerInputs, type ProviderInputs } from "./providerInputs";
import { refuseUndecided } from "./refuseUndecided";
import { scanRules, type ScanRules } from "./scanRules";

/** All that the program of a member's stack is made from: nothing else of the two files, or of the environment, reaches it. */
export interface MemberInputs extends AccountPlan {
  provider: ProviderInputs;
  /** Absent where the scanner is off. */
  scanner?: ScanRules;
  /** Why nothing of ours is planned: the program is empty, and the analyzers that the stack held stay in AWS. */
  nothingPlanned?: string;
}

/**
 * What a member's program gets, and with that also what `deploy` compares before it spares the engine.
 *
 * @throws InventoryError if it is not known what the account is to have.
 */
export function memberInputs(account: AccountId, project: PlannedProject, env: Readonly<Record<string, string | undefined>>): MemberInputs {
  const { config, plan } = project;
  if (account === config.organization.management || account === config.organization.delegatedAdministrator)
    throw notAMember(account, project);
  refuseUndecided(account, project);
  const planned = accountPlan(account, plan);
  const scanner = scanRules(account, project);
  const isEmpty = scanner === undefined && planned.specs.every(({ source }) => source.kind === "keep");
  return {
    ...planned,
    ...(scanner === undefined ? {} : { scanner }),
    provider: providerInputs({ config, account, region: config.organization.homeRegion }, env),
    ...(isEmpty ? { nothingPlanned: nothingPlanned(planned, project) } : {}),
  };
}

function notAMember(account: AccountId, { config }: PlannedProject): InventoryError {
  const stack = account === config.organization.management ? "management" : "security";
  return new InventoryError(
    `Account ${account} has no stack as a member: its analyzers belong to the stack "${stack}". Run \`pulumi up --stack ${stack}\`, and drop this one with \`npx access-analyzer-org forget ${account}\`.`,
  );
}

function nothingPlanned({ account, specs }: AccountPlan, { plan }: PlannedProject): string {
  const places = plan.uncovered.filter((place) => place.account === account);
  // Regions that are off explain something only where nothing else does.
  const decided = places.filter(({ reason }) => reason.kind !== "regionNotEnabled");
  const reasons = new Set((decided.length > 0 ? decided : places).map(({ reason }) => describeReason(reason)));
  const kept = specs.length > 0 ? ["covered by analyzers of others"] : [];
  const why = [...reasons, ...kept].join("; ") || "no analyzer type is enabled for it";
  return `No analyzer of ours is planned for account ${account}: ${why}. What this stack held stays in AWS; \`npx access-analyzer-org plan\` names it.`;
}
