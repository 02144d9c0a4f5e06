import { likePattern } from "../likePattern";
import { repeated } from "../lists";
import { partitionOf } from "../partitions";
import type { Problem } from "./problems";
import { callerArn } from "./caller";
import type { Sections } from "./sections";

/** An archive rule takes twenty values; the built-in ones have two for each account. */
const mostAccounts = 10;

export function callerInconsistencies(sections: Sections): Problem[] {
  const {
    organization: { homeRegion, delegatedAdministrator, management },
    access: { callers },
  } = sections;
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  const { manager, ...trusted } = callers;
  const accounts = new Set(
    Object.values(trusted)
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
    ...manager.flatMap((caller, index) =>
      management === undefined || !caller?.startsWith("arn:") || caller.split(":")[4] === management
        ? []
        : [
            {
              path: ["access", "callers", "manager", index],
              message: `expected a role or user of the management account ${management}: nobody else runs the stack management`,
            },
          ],
    ),
    ...proverProblems(sections),
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

/** Whoever signs does nothing else: above all, nobody who runs what a pull request's author wrote. */
function proverProblems({ organization: { homeRegion, delegatedAdministrator }, access: { callers }, proof }: Sections): Problem[] {
  const { prover, auditor, reviewer, deployer, retirer } = callers;
  // The manager may change any role of ours, named or not.
  const others = { deployer, retirer, auditor, reviewer };
  if (proof.enabled === true && prover.length === 0)
    return [
      {
        path: ["proof", "enabled"],
        message:
          "which needs access.callers.prover: without it, whoever the delegated administrator's account lets become our roles could sign, a pull request's preview among them; name who proves, and with it deployer and retirer",
      },
    ];
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  if (partition === undefined || delegatedAdministrator === undefined) return [];
  const arn = (caller: string) => callerArn(caller, { partition, delegatedAdministrator });
  return prover.flatMap((caller, index): Problem[] => {
    const other = Object.entries(others).find(([, list]) =>
      list.some((each) => caller !== undefined && each !== undefined && overlaps(arn(caller), arn(each))),
    );
    return other === undefined
      ? []
      : [
          {
            path: ["access", "callers", "prover", index],
            message: `which access.callers.${other[0]} names too; a prover reads as the auditor does and signs, so that nobody else is to be it: name one that is nothing else`,
          },
        ];
  });
}

/** Whether one of two patterns takes the other, read as text: two that only overlap in part are not seen. */
function overlaps(left: string, right: string): boolean {
  return likePattern(left, right) || likePattern(right, left);
}
