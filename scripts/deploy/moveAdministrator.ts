import { deregisterAdministrator } from "../../aws/administratorDeregistration";
import { Calls } from "../../aws/calls";
import { defaultConcurrency } from "../../aws/inventoryReader";
import type { Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { delegatedServices } from "../../domain/policies/callers";
import { formatStackName } from "../../domain/plan/stackName";
import { writeIfChanged } from "../files/atomicFile";
import { removeStack, type PulumiProject } from "../pulumi";
import { refuseWithRoad } from "../pulumi/roadInState";
import { confirm } from "../terminal/confirm";

export interface MoveOptions {
  config: Configuration;
  /** The account that AWS names now. */
  from: AccountId;
  project: PulumiProject;
  /** Names of the stacks that the backend has. */
  known: readonly string[];
  inventory: Inventory;
  /** inventory.json */
  file: string;
  /** Credentials of the management account. */
  management: Session;
  yes: boolean;
  signal: AbortSignal;
  say: (sentence: string) => void;
}

export interface Moved {
  /** Names of the stacks that are left. */
  known: string[];
  /** Without the registration; who has it next is what the roll-out brings about. */
  inventory: Inventory;
}

/**
 * Takes the registration from the former delegated administrator; the roll-out that follows makes the new one. Stacks whose account or role
 * is another one from then on are dropped first, without calling AWS, so that a kill at any moment leaves nothing that the next run cannot
 * go on from: what they held is taken into the new stacks by tag and name.
 *
 * @returns what holds from then on; undefined when the question was not answered with yes.
 * @throws InputError while the findings road is in the stack.
 * @throws ReadError when AWS refuses the deregistration.
 */
export async function moveAdministrator({
  config,
  from,
  project,
  known,
  inventory,
  file,
  management,
  yes,
  signal,
  say,
}: MoveOptions): Promise<Moved | undefined> {
  const to = config.organization.delegatedAdministrator;
  const dropped = known.filter((name) => name === "security" || name === formatStackName({ kind: "member", account: to }));
  await refuseWithRoad(project, known, "another delegated administrator");
  if (!(await confirm(question(config, from, dropped), { yes, signal }))) return undefined;
  for (const name of dropped) await removeStack(project, name, { force: true });
  const without = withoutRegistration(inventory, from);
  // First the file: by what it says the next run is refused.
  writeIfChanged(file, serializeInventory(without));
  const calls = new Calls(defaultConcurrency, management.settings, signal);
  for (const service of delegatedServices) await deregisterAdministrator(management, from, service, calls);
  say(`Account ${from} is no longer the delegated administrator of Access Analyzer.`);
  return { known: known.filter((name) => !dropped.includes(name)), inventory: without };
}

function question({ organization, access }: Configuration, from: AccountId, dropped: readonly string[]): string {
  const to = organization.delegatedAdministrator;
  return [
    `Move the delegated administrator of Access Analyzer from ${from} to ${to}?`,
    `- The organization's analyzers in ${from} become DISABLED, of other tools too. Their findings stay behind there; nothing moves them.`,
    `- Until the analyzers in ${to} are ACTIVE, nothing looks at the whole organization. They begin without findings, and what is billed begins anew.`,
    access.callers === undefined
      ? `- Our roles trust account ${to} in every account from then on, and ${from} no longer.`
      : `- Our roles trust whom access.callers names: the permission sets in it are those of ${to} from then on, and of ${from} no longer.`,
    ...(dropped.length === 0
      ? []
      : [
          `- The stacks ${dropped.join(" and ")} leave Pulumi's backend, without a call to AWS, and are made again for their new accounts.`,
        ]),
    `- Analyzers of ours in ${from} that are no longer planned stay until "access-analyzer-org retire" deletes them.`,
  ].join("\n");
}

function withoutRegistration(inventory: Inventory, account: AccountId): Inventory {
  const { delegatedAdministrators } = inventory.organization;
  if ("unreadable" in delegatedAdministrators) return inventory;
  const read = delegatedAdministrators.read.filter((one) => one.account !== account || !delegatedServices.includes(one.service));
  return { ...inventory, organization: { ...inventory.organization, delegatedAdministrators: { read } } };
}
