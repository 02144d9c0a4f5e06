import { repeated } from "../lists";
import { partitionOf } from "../partitions";
import type { Problem } from "./problems";
import type { Sections } from "./sections";

/** An archive rule takes twenty values; the built-in ones have two for each account. */
const mostAccounts = 10;

export function callerInconsistencies({ organization: { homeRegion, delegatedAdministrator }, access: { callers } }: Sections): Problem[] {
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  const accounts = new Set(
    Object.values(callers)
      .flat()
      .filter((caller) => caller !== undefined)
      .map((caller) => (caller.startsWith("arn:") ? caller.split(":")[4] : delegatedAdministrator)),
  );
  return [
    ...Object.entries(callers).flatMap(([kind, list]) => [
      ...list.flatMap((caller, index): Problem[] =>
        partition === undefined || !caller?.startsWith("arn:") || caller.startsWith(`arn:${partition}:`)
          ? []
          : [
              {
                path: ["access", "callers", kind, index],
                message: `expected an ARN of the home Region's partition, arn:${partition}:iam::...: no organization reaches into another partition`,
              },
            ],
      ),
      ...repeated(list, (caller) => caller).map(({ index }) => ({
        path: ["access", "callers", kind, index],
        message: "which stands in this list already; keep one of the two",
      })),
    ]),
    ...(accounts.size <= mostAccounts
      ? []
      : [
          {
            path: ["access", "callers"],
            message: `expected callers of at most ${mostAccounts} accounts, not ${accounts.size}: the built-in archive rules take no more`,
          },
        ]),
  ];
}
