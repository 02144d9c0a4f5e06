import type { RoadAnalyzer, ScannerSettings } from "../findings/settings";
import type { AccountId, Region } from "../identifiers";
import { policyRows } from "../policyChanges/rows";

/** Analyzers that may scan a resource, in the order in which they are asked: the organization's in the Region, then the account's own. */
export function analyzersFor({ analyzers }: ScannerSettings, { account, region }: { account?: AccountId; region: Region }): RoadAnalyzer[] {
  const there = analyzers.filter((analyzer) => analyzer.region === region);
  return [
    ...there.filter(({ type }) => type === "ORGANIZATION"),
    ...there.filter((analyzer) => analyzer.type === "ACCOUNT" && analyzer.account === account),
  ];
}

/** Whether the scanner is on there. What is in no Region is scanned wherever the account is. */
export function isOn(
  { places, resourceTypes }: ScannerSettings,
  { account, region, resourceType }: { account: AccountId; region: Region; resourceType: string },
): boolean {
  const regions = places[account];
  return regions !== undefined && resourceTypes.includes(resourceType) && (isGlobal(resourceType) || regions.includes(region));
}

/** Each type of resource with the Regions in which it is listed: what is in no Region, at home. */
export function listings({ places, resourceTypes }: ScannerSettings, home: Region): { region: Region; resourceType: string }[] {
  const regions = [...new Set(Object.values(places).flat())].sort();
  if (Object.keys(places).length === 0) return [];
  return resourceTypes.flatMap((resourceType) => (isGlobal(resourceType) ? [home] : regions).map((region) => ({ region, resourceType })));
}

function isGlobal(resourceType: string): boolean {
  return policyRows.find(({ type }) => type === resourceType)?.scannedIn === "home";
}
