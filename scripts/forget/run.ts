import { InputError } from "../../domain/errors";
import { isAccountId } from "../../domain/identifiers";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { plannedStacks } from "../../domain/plan/plannedStacks";
import { formatStackName } from "../../domain/plan/stackName";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import type { FileOptions } from "../options";
import { commandProject, listStacks, removeStack } from "../pulumi";
import { confirm } from "../terminal/confirm";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { plural } from "../terminal/text";
import { messagesOf, tellWarnings } from "../terminal/warnings";

export interface ForgetCommandOptions extends FileOptions {
  yes: boolean;
  json: boolean;
  stackConfigDir?: string;
}

export async function runForget(account: string, options: ForgetCommandOptions): Promise<number> {
  if (!isAccountId(account)) throw new InputError(`"${account}" is not an AWS account id: expected twelve digits.`);
  const config = readConfiguration(options);
  const file = inventoryFile(options);
  const inventory = readInventoryFile(file);
  const today = new Date().toISOString().slice(0, 10);
  const plan = coveragePlan(config, inventory, today);
  const warnings = messagesOf(tellWarnings(config, inventory, today, options));
  const stack = formatStackName({ kind: "member", account });
  if (!options.yes && plannedStacks(config, plan).some(({ name }) => name === stack))
    throw new InputError(
      `Account ${account} is still planned: the next deploy would make the stack again and take its analyzers into it. Nothing was changed. ` +
        `Write the inventory again if the account has left, exempt it if it is to have no analyzers, or say --yes.`,
    );

  const project = await commandProject(options, file);
  const found = (await listStacks(project)).find(({ name }) => name === stack);
  if (found === undefined) throw new InputError(`There is no stack ${stack} in Pulumi's backend. Nothing was changed.`);
  const resources = plural(found.resourceCount ?? 0, "resource");
  const signal = interruption();
  if (!(await confirm(`Drop stack ${stack} with ${resources}? AWS is not called.`, { yes: options.yes, signal }))) {
    process.stderr.write("Nothing was changed.\n");
    return signal.aborted ? exitCode.interrupted : exitCode.badInput;
  }
  await removeStack(project, stack, { force: true });
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ version: 1, account, stack, resources: found.resourceCount ?? 0, warnings }, undefined, 2)}\n`
      : `Stack ${stack} with ${resources} was dropped. AWS was not called: what is still there in account ${account} stays.\n`,
  );
  return exitCode.asPlanned;
}
