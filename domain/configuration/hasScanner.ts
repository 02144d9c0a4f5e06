import type { Configuration } from "./configuration";

/** Whether the scanner is on anywhere: for everybody, or for some by an override. What it tells takes the findings road. */
export function hasScanner({ notifications, scanner, overrides }: Pick<Configuration, "notifications" | "scanner" | "overrides">): boolean {
  return notifications !== undefined && (scanner.enabled || overrides.some((override) => override.scanner?.enabled === true));
}
