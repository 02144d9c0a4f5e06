import { repeated } from "../lists";
import type { Problem } from "./problems";
import type { Sections } from "./sections";

/** A scanner that could tell nobody, or that is wanted where there is none. Whether Regions are Regions is checked with all others. */
export function scannerInconsistencies({ organization, notifications, scanner, overrides, regions }: Sections): Problem[] {
  const switchedOn: PropertyKey[][] = [
    ...(scanner.enabled === true ? [["scanner", "enabled"]] : []),
    ...overrides.flatMap((override, index) => (override.scanner.enabled === true ? [["overrides", index, "scanner", "enabled"]] : [])),
  ];
  const isTold = Object.keys(notifications.destinations).length + notifications.default.length > 0;
  const listed = Array.isArray(scanner.regions) ? scanner.regions : [];
  const again = (path: PropertyKey[], list: readonly (string | undefined)[]): Problem[] =>
    repeated(list, (value) => value).map(({ index }) => ({
      path: [...path, index],
      message: "which stands in this list already; keep one of the two",
    }));
  const left = (names: readonly { name?: string | undefined }[], key: string): Problem[] =>
    listed.flatMap((region, index) =>
      region !== undefined && names.some(({ name }) => name === region)
        ? [{ path: ["scanner", "regions", index], message: `which ${key} leaves out; keep one of the two` }]
        : [],
    );
  return [
    ...(isTold
      ? []
      : switchedOn.map((path) => ({ path, message: "while there is no notifications: what the scanner finds takes the findings road" }))),
    ...overrides.flatMap(({ where, scanner: { enabled } }, index): Problem[] =>
      enabled === true && "account" in where && where.account !== undefined && where.account === organization.management
        ? [
            {
              path: ["overrides", index, "scanner", "enabled"],
              message: "for the management account, where the scanner never is: the roles' StackSet does not reach it",
            },
          ]
        : [],
    ),
    ...again(["scanner", "regions"], listed),
    ...again(["scanner", "resourceTypes"], scanner.resourceTypes),
    ...left(regions.exclude, "regions.exclude"),
    ...left(regions.forwarders.exclude, "regions.forwarders.exclude"),
  ];
}
