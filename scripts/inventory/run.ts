import type { CredentialOptions, FileOptions, ReadingOptions } from "../options";
import { readLiveOrganization } from "../../aws/liveOrganization";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { callerAccounts } from "../../domain/policies/trust";
import { writeIfChanged } from "../files/atomicFile";
import { inventoryFile, readConfiguration, readPreviousInventory } from "../files/inputFiles";
import { remedyOfRole } from "../audit/remedies";
import { inventoryChanges } from "./changes";
import { readLive } from "../terminal/liveReading";
import { unreadableParts } from "./unreadable";
import { exitCode } from "../terminal/exitCodes";
import { styleOf } from "../terminal/style";
import { harmless, plural, wrap } from "../terminal/text";
import { messagesOf, tellWarnings } from "../terminal/warnings";

export interface InventoryCommandOptions extends FileOptions, CredentialOptions, ReadingOptions {
  json: boolean;
}

export async function runInventory(options: InventoryCommandOptions): Promise<number> {
  const configuration = readConfiguration(options);
  const file = inventoryFile(options);
  const previous = readPreviousInventory(file);
  if (previous !== undefined && "broken" in previous)
    process.stderr.write(
      `${previous.broken.split("\n").map(harmless).join("\n")}\nIt is written anew; what changed since cannot be told.\n`,
    );
  const inventory = await readLive(readLiveOrganization, configuration, options);

  const written = writeIfChanged(file, serializeInventory(inventory));
  const changes = previous === undefined || "broken" in previous ? [] : inventoryChanges(previous, inventory);
  const today = new Date().toISOString().slice(0, 10);
  const warnings = messagesOf(tellWarnings(configuration, inventory, today, options));
  const unreadable = unreadableParts(inventory);
  if (options.json) process.stdout.write(`${JSON.stringify({ file, written, changes, unreadable, warnings, inventory }, undefined, 2)}\n`);
  else
    process.stdout.write(
      report({
        file,
        written,
        changes,
        unreadable,
        inventory,
        isNew: previous === undefined,
        named: options.roleName !== undefined,
        callers: callerAccounts(configuration),
      }),
    );
  return unreadable.length === 0 ? exitCode.asPlanned : exitCode.partial;
}

const firstLook =
  "From the management account every member has such a role, unless it was invited or the role was deleted: --role-name OrganizationAccountAccessRole.";

interface Report {
  file: string;
  written: boolean;
  changes: string[];
  unreadable: string[];
  inventory: Inventory;
  isNew: boolean;
  named: boolean;
  callers: AccountId[];
}

function report({ file, written, changes, unreadable, inventory, isNew, named, callers }: Report): string {
  const { columns } = styleOf(process.stdout);
  const active = inventory.accounts.filter(({ state }) => state === "ACTIVE").length;
  const analyzers = inventory.accounts.flatMap((account) =>
    account.analyzers.flatMap(({ found }) => ("read" in found ? found.read : [])),
  ).length;
  const places = inventory.accounts.flatMap((account) => account.analyzers).length;
  const lines = [
    `${plural(inventory.accounts.length, "account")} (${active} active), ${plural(places, "enabled Region")} in them, ${plural(analyzers, "analyzer")}.`,
    ...changes.map((change) => `- ${harmless(change)}`),
    written ? `${isNew ? "Wrote" : "Updated"} ${file}.` : `${file} is up to date.`,
  ];
  if (unreadable.length > 0) {
    lines.push(
      "",
      "Not everything could be read; the file says so where it is missing:",
      ...unreadable.map((part) => `- ${harmless(part)}`),
    );
    const role = unreadable.find((part) => /AssumeRole.*AccessDenied/.test(part));
    if (role !== undefined) lines.push(remedyOfRole(role, { organization: { callers } }), ...(named ? [] : [firstLook]));
  }
  return `${lines.flatMap((line) => wrap(line, columns, "  ")).join("\n")}\n`;
}
