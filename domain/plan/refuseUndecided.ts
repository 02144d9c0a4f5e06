import type { AnalyzerType } from "../analyzer";
import { InventoryError } from "../errors";
import type { AccountId } from "../identifiers";
import type { PlannedProject } from "./changedStacks";
import { describeReason } from "./describeReason";

/**
 * A plan that has nothing for an account because nothing is known of it must not empty the account's stack.
 *
 * @throws InventoryError with what is not known, and what to do.
 */
export function refuseUndecided(account: AccountId, { config, inventory, plan }: PlannedProject): void {
  const kept = "Nothing was changed: what the stack holds stays in AWS and in the state.";
  const forget = `To drop the stack without touching AWS, run \`npx access-analyzer-org forget ${account}\`.`;
  if (!inventory.accounts.some(({ id }) => id === account)) {
    throw new InventoryError(
      `Account ${account} is not in the inventory: it left the organization, its id is mistyped, or inventory.json is older than the account. ${kept} ` +
        `Write the inventory again with \`npx access-analyzer-org inventory\`. ${forget}`,
    );
  }
  const owns = (type: AnalyzerType) => type === "ACCOUNT" || account === config.organization.delegatedAdministrator;
  // Where anything is planned it goes on; what is undecided stays in AWS as it is.
  const { management, delegatedAdministrator } = config.organization;
  const isEmpty = account !== management && account !== delegatedAdministrator && !plan.analyzers.some((spec) => spec.account === account);
  const unknown = plan.uncovered.find(
    ({ account: where, type, reason: { kind } }) =>
      where === account && owns(type) && (kind === "accountState" || kind === "unreadable" || (kind === "undecided" && isEmpty)),
  );
  const scanned = plan.scanner?.undecided.find((one) => one.account === account);
  // A rule, unlike an analyzer, does not stay in AWS when it leaves the program.
  if (unknown === undefined && scanned !== undefined)
    throw new InventoryError(
      `Whether account ${account} is to have the scanner is not known: ${scanned.reason}. ${kept} ` +
        "Say it for the account itself, or write the inventory again with credentials that can read the account and its tags.",
    );
  if (unknown === undefined) return;
  const remedy =
    unknown.reason.kind === "accountState"
      ? forget
      : unknown.reason.kind === "undecided"
        ? "Say it for the account itself, or write the inventory again with credentials that can read tags."
        : "Write the inventory again with credentials that can read the account: `npx access-analyzer-org inventory`.";
  throw new InventoryError(`What account ${account} is to have is not known: ${describeReason(unknown.reason)}. ${kept} ${remedy}`);
}
