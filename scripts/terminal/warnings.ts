import { warnings, type Warning } from "../../domain/plan/warnings";
import type { Configuration } from "../../domain/configuration/configuration";
import type { Inventory } from "../../domain/inventory/inventory";
import { harmless } from "./text";

/**
 * What configuration and organization do not agree about: said on standard error, unless the reader is a program, which gets it in its
 * object. It ends no command.
 */
export function tellWarnings(config: Configuration, inventory: Inventory, today: string, { json }: { json: boolean }): Warning[] {
  const found = warnings(config, inventory, today);
  if (!json) sayWarnings(messagesOf(found));
  return found;
}

/** More than anybody reads at once. */
const most = 50;

export function sayWarnings(messages: readonly string[]): void {
  for (const message of messages.slice(0, most)) process.stderr.write(`Warning: ${harmless(message)}\n`);
  if (messages.length > most) process.stderr.write(`Warning: and ${messages.length - most} more; --json has them all, under "warnings".\n`);
}

export function messagesOf(found: readonly Warning[]): string[] {
  return found.map(({ message }) => message);
}
