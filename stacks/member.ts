import * as pulumi from "@pulumi/pulumi";
import { AccountAnalyzers } from "../components/accountAnalyzers";
import { InventoryError } from "../domain/errors";
import { describeReason } from "../domain/plan/describeReason";
import type { AccountId } from "../domain/identifiers";
import { stackOutputs, type StackOutputs } from "./outputs";
import { refuseUndecided, type Project } from "./project";
import { accountProvider } from "./provider";
import type { StackSettings } from "./settings";

/**
 * One member account: an analyzer in each of its enabled Regions, created through the provision role. Where the plan has none the program
 * is empty: what the stack held leaves the state and stays in AWS.
 *
 * @throws InventoryError if it is not known what the account is to have.
 */
export function memberStack(account: AccountId, project: Project, settings: StackSettings): StackOutputs {
  const { config, plan } = project;
  if (account === config.organization.management || account === config.organization.delegatedAdministrator)
    throw notAMember(account, project);
  refuseUndecided(account, project);
  const specs = plan.analyzers.filter((spec) => spec.account === account);
  if (specs.every(({ source }) => source.kind === "keep")) {
    void pulumi.log.info(nothingPlanned(account, project));
    return stackOutputs(account, plan);
  }

  const provider = accountProvider({ config, account, region: config.organization.homeRegion }, settings.env);
  return stackOutputs(account, plan, new AccountAnalyzers(account, { account, specs }, { provider }));
}

function notAMember(account: AccountId, { config }: Project): InventoryError {
  const stack = account === config.organization.management ? "management" : "security";
  return new InventoryError(
    `Account ${account} has no stack as a member: its analyzers belong to the stack "${stack}". Run \`pulumi up --stack ${stack}\`, and drop this one with \`npx access-analyzer-org forget ${account}\`.`,
  );
}

function nothingPlanned(account: AccountId, { plan }: Project): string {
  const places = plan.uncovered.filter((place) => place.account === account);
  // Regions that are off explain something only where nothing else does.
  const decided = places.filter(({ reason }) => reason.kind !== "regionNotEnabled");
  const reasons = new Set((decided.length > 0 ? decided : places).map(({ reason }) => describeReason(reason)));
  const kept = plan.analyzers.some((spec) => spec.account === account) ? ["covered by analyzers of others"] : [];
  const why = [...reasons, ...kept].join("; ") || "no analyzer type is enabled for it";
  return `No analyzer of ours is planned for account ${account}: ${why}. What this stack held stays in AWS; \`npx access-analyzer-org plan\` names it.`;
}
