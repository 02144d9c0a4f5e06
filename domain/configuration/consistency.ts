import { partitionNames, partitionOf, partitions, regionsOf } from "../partitions";
import { nearest } from "./nearest";
import { archiveRuleInconsistencies } from "./archiveRuleConsistency";
import { callerInconsistencies } from "./callerConsistency";
import { notificationInconsistencies } from "./notificationsConsistency";
import { overrideInconsistencies } from "./overrideConsistency";
import { scannerInconsistencies } from "./scannerConsistency";
import { arnContradictions } from "./filterValues";
import { internalAccessResourceTypes, resourceArn } from "./resourceTypes";
import { repeated } from "../lists";
import { pathText, type Problem } from "./problems";
import { wellFormed, type Sections } from "./sections";

/** What one part of the configuration says against another. Values that are not well formed are passed over, so that the rest is still reported. */
export function inconsistencies(raw: unknown): Problem[] {
  const sections = wellFormed(raw);
  return [
    ...organizationInconsistencies(sections),
    ...callerInconsistencies(sections),
    ...regionInconsistencies(sections),
    ...analyzerInconsistencies(sections),
    ...archiveRuleInconsistencies(sections),
    ...overrideInconsistencies(sections),
    ...notificationInconsistencies(sections),
    ...scannerInconsistencies(sections),
  ];
}

function organizationInconsistencies({ organization, access }: Sections): Problem[] {
  const { management, delegatedAdministrator, homeRegion } = organization;
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  const problems: Problem[] = [];
  if (management !== undefined && management === delegatedAdministrator) {
    problems.push({
      path: ["organization", "delegatedAdministrator"],
      message:
        "the management account's own id, expected a member account: AWS does not let the management account be the delegated administrator",
    });
  }
  if (homeRegion !== undefined && partition === undefined) {
    const all = partitionNames.flatMap(regionsOf);
    problems.push({
      path: ["organization", "homeRegion"],
      message: `expected a Region${suggestion(homeRegion, all)}`,
    });
  } else if (partition !== undefined && !partitions[partition].serviceManagedStackSets) {
    problems.push({
      path: ["organization", "homeRegion"],
      message: `a Region of the partition ${partition}, where CloudFormation has no service-managed StackSets; the roles of every account come from one, so that this partition cannot be served`,
    });
  }
  const boundary = access.permissionsBoundary;
  if (boundary !== undefined && partition !== undefined && !boundary.startsWith(`arn:${partition}:`)) {
    problems.push({
      path: ["access", "permissionsBoundary"],
      message: `expected an ARN of the home Region's partition, arn:${partition}:iam::...`,
    });
  }
  return problems;
}

/**
 * A Region that this version does not know may be newer than it: whether the organization has it, the inventory says. One whose name has
 * a word that none has is misspelt.
 */
function regionInconsistencies({ organization, access, regions, overrides, archiveRules, notifications, scanner }: Sections): Problem[] {
  const home = organization.homeRegion;
  const excluded = (list: Sections["regions"]["exclude"], path: readonly PropertyKey[]): Problem[] => [
    ...list.flatMap(({ name }, index) => regionProblems(home, name, [...path, index, "name"])),
    ...repeated(list, ({ name }) => name).map(({ index, first }) => ({
      path: [...path, index, "name"],
      message: `which ${pathText([...path, first])} excludes already; keep one of the two`,
    })),
  ];
  const partition = home === undefined ? undefined : partitionOf(home);
  // Calls that tamper are watched there although no account has an analyzer.
  const isWatchedAnyway = (name: string) =>
    (partition !== undefined && name === partitions[partition].globalRegion) || name === access.rolesRegion;
  return [
    ...excluded(regions.exclude, ["regions", "exclude"]),
    ...regions.exclude.flatMap(({ name }, index) =>
      name === undefined || name !== home
        ? []
        : [
            {
              path: ["regions", "exclude", index, "name"],
              message: "the home Region, which cannot be left out; choose another organization.homeRegion",
            },
          ],
    ),
    ...excluded(regions.forwarders.exclude, ["regions", "forwarders", "exclude"]),
    ...regions.forwarders.exclude.flatMap(({ name }, index) =>
      name === undefined || isWatchedAnyway(name) || !regions.exclude.some((one) => one.name === name)
        ? []
        : [
            {
              path: ["regions", "forwarders", "exclude", index, "name"],
              message: "which regions.exclude leaves out altogether; keep one of the two",
            },
          ],
    ),
    ...notifications.routes.flatMap(({ where }, index) =>
      (where.region ?? []).flatMap((name, place) =>
        regionProblems(home, name, ["notifications", "routes", index, "where", "region", place]),
      ),
    ),
    ...(Array.isArray(scanner.regions) ? scanner.regions : []).flatMap((name, index) =>
      regionProblems(home, name, ["scanner", "regions", index]),
    ),
    ...overrides.flatMap((override, index) => excluded(override.regions.exclude, ["overrides", index, "regions", "exclude"])),
    ...archiveRules.flatMap(({ where }, index) =>
      where.regions.flatMap((name, place) => regionProblems(home, name, ["archiveRules", index, "where", "regions", place])),
    ),
  ];
}

function regionProblems(home: string | undefined, name: string | undefined, path: PropertyKey[]): Problem[] {
  const partition = home === undefined ? undefined : partitionOf(home);
  if (partition === undefined || name === undefined) return [];
  if (partitionOf(name) === partition) return [];
  return [{ path, message: `expected a Region of the partition ${partition}${suggestion(name, regionsOf(partition))}` }];
}

function analyzerInconsistencies({ organization, analyzers }: Sections): Problem[] {
  const { unusedAccess, internalAccess } = analyzers;
  const excluded = unusedAccess.exclude;
  const accountPath = (index: number) => ["analyzers", "unusedAccess", "exclude", "accounts", index];
  const problems: Problem[] = [
    ...repeated(excluded.accounts, (account) => account).map(({ index, first }) => ({
      path: accountPath(index),
      message: `which stands at analyzers.unusedAccess.exclude.accounts[${first}] already; keep one of the two`,
    })),
    ...repeated(excluded.tags, ({ key, value }) => (key === undefined ? undefined : JSON.stringify([key, value]))).map(
      ({ index, first }) => ({
        path: ["analyzers", "unusedAccess", "exclude", "tags", index],
        message: `which analyzers.unusedAccess.exclude.tags[${first}] says already; keep one of the two`,
      }),
    ),
    ...internalAccess.include.flatMap(({ accounts, resourceTypes, resourceArns }, index) =>
      Object.entries({ accounts, resourceTypes, resourceArns }).flatMap(([key, list]) =>
        repeated<string | undefined>(list, (value) => value).map((again) => ({
          path: ["analyzers", "internalAccess", "include", index, key, again.index],
          message: "which stands in this list already; keep one of the two",
        })),
      ),
    ),
  ];
  internalAccess.include.forEach(({ accounts, resourceTypes, resourceArns }, index) => {
    const path = ["analyzers", "internalAccess", "include", index, "resourceArns"];
    resourceArns.forEach((text, place) => {
      const type = text === undefined ? undefined : resourceArn(text)?.type;
      const beside = arnContradictions(text, { types: resourceTypes, accounts, homeRegion: organization.homeRegion });
      const unwatched = type === undefined || internalAccessResourceTypes.some((one) => one === type);
      const kinds = unwatched ? [] : [`an ARN of type ${type}, expected one of ${internalAccessResourceTypes.join(", ")}`];
      problems.push(...[...beside, ...kinds].map((message) => ({ path: [...path, place], message })));
    });
  });
  const owner = organization.delegatedAdministrator;
  const ownerAt = owner === undefined ? -1 : excluded.accounts.indexOf(owner);
  if (ownerAt >= 0) {
    problems.push({
      path: accountPath(ownerAt),
      message:
        "the delegated administrator, which owns the analyzer: AWS does not let the owner be excluded; take it out, or exclude its roles and users by tag",
    });
  }
  if (internalAccess.enabled && internalAccess.include.length === 0) {
    problems.push({
      path: ["analyzers", "internalAccess", "include"],
      message:
        "expected at least one entry with accounts, resourceTypes or resourceArns: every resource that is watched is billed, so say which",
    });
  }
  return problems;
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `: ${[...known].sort().join(", ")}` : `, did you mean ${meant}?`;
}
