import { AccountAnalyzers } from "../components/accountAnalyzers";
import { InventoryError } from "../domain/errors";
import { describeReason } from "../domain/plan/describeReason";
import type { AccountId } from "../domain/identifiers";
import { roleArns } from "../domain/policies/roles";
import { formatStackName } from "../domain/plan/stackName";
import { stackOutputs, type StackOutputs } from "./outputs";
import type { Project } from "./project";
import { accountProvider } from "./provider";
import type { StackSettings } from "./settings";

/**
 * One member account: an analyzer in each of its enabled Regions, created through the provision role.
 *
 * @throws InputError if the plan has no analyzer for the account. Analyzers that the stack holds are then left as they are.
 */
export function memberStack(account: AccountId, project: Project, settings: StackSettings): StackOutputs {
  const { config, plan } = project;
  if (account === config.organization.management || account === config.organization.delegatedAdministrator)
    throw notAMember(account, project);
  const specs = plan.analyzers.filter((spec) => spec.account === account);
  if (specs.length === 0) throw nothingPlanned(account, project);

  const provider = accountProvider(
    { account, region: config.organization.homeRegion, caller: "everythingElse", roleArn: roleArns(config, account).provision },
    settings.env,
  );
  const analyzers = new AccountAnalyzers(account, { account, specs, deletable: settings.retire }, { provider });
  return stackOutputs(account, plan, analyzers);
}

function notAMember(account: AccountId, { config }: Project): InventoryError {
  const stack = account === config.organization.management ? "management" : "security";
  return new InventoryError(
    `Account ${account} has no stack as a member: its analyzers belong to the stack "${stack}". Run \`pulumi up --stack ${stack}\`.`,
  );
}

function nothingPlanned(account: AccountId, { inventory, plan }: Project): InventoryError {
  const stack = formatStackName({ kind: "member", account });
  const known = inventory.accounts.find(({ id }) => id === account);
  const kept = `Nothing was changed: what stack "${stack}" holds stays in AWS and in the state.`;
  const drop = `To drop the stack without touching AWS, run \`pulumi stack rm --force ${stack}\`.`;
  if (!known) {
    return new InventoryError(
      `Account ${account} is not in the inventory: it left the organization, its id is mistyped, or inventory.json is older than the account. ${kept} ` +
        `Write the inventory again with \`npx access-analyzer-org inventory\`. ${drop}`,
    );
  }
  const reasons = new Set(plan.uncovered.filter((exemption) => exemption.account === account).map(({ reason }) => describeReason(reason)));
  const why = reasons.size > 0 ? [...reasons].join("; ") : "no analyzer type is enabled for it";
  return new InventoryError(`Account ${account} (${known.name}) gets no analyzer: ${why}. ${kept} ${drop}`);
}
