import type { AnalyzerConfiguration, InternalAccessInclusion, UnusedAccessExclusion } from "../analyzer";

/**
 * What differs between a planned and a found configuration, in words; empty when nothing does. The order of lists does not matter, nor
 * how values are spread over several exclusions or inclusions of one kind: they add up either way.
 */
export function configurationDifferences(planned: AnalyzerConfiguration | undefined, found: AnalyzerConfiguration | undefined): string[] {
  if (planned === undefined) return [];
  if (found === undefined) return ["has no configuration"];
  if ("unusedAccess" in planned && "unusedAccess" in found) {
    const age = { planned: planned.unusedAccess.unusedAccessAge, found: found.unusedAccess.unusedAccessAge };
    return [
      ...(age.planned === age.found ? [] : [`unusedAccessAge is ${String(age.found)}, planned ${String(age.planned)}`]),
      ...setDifferences(
        "exclusions",
        exclusions(planned.unusedAccess.analysisRule?.exclusions),
        exclusions(found.unusedAccess.analysisRule?.exclusions),
      ),
    ];
  }
  if ("internalAccess" in planned && "internalAccess" in found) {
    return setDifferences(
      "inclusions",
      inclusions(planned.internalAccess.analysisRule?.inclusions),
      inclusions(found.internalAccess.analysisRule?.inclusions),
    );
  }
  return [`configuration is for ${Object.keys(found).join()}, planned ${Object.keys(planned).join()}`];
}

function setDifferences(what: string, planned: Set<string>, found: Set<string>): string[] {
  const lacking = [...planned].filter((item) => !found.has(item)).sort();
  const beyond = [...found].filter((item) => !planned.has(item)).sort();
  return [
    ...(lacking.length > 0 ? [`${what} lack ${lacking.join(", ")}`] : []),
    ...(beyond.length > 0 ? [`${what} not planned: ${beyond.join(", ")}`] : []),
  ];
}

function exclusions(list: UnusedAccessExclusion[] = []): Set<string> {
  return statements(
    list.map(({ accountIds, resourceTags }) => [
      (accountIds ?? []).map((id) => `account ${id}`),
      (resourceTags ?? []).map(
        (tags) =>
          `tag ${Object.entries(tags)
            .map(([key, value]) => (value === "" ? key : `${key}=${value}`))
            .sort()
            .join(" and ")}`,
      ),
    ]),
  );
}

function inclusions(list: InternalAccessInclusion[] = []): Set<string> {
  return statements(
    list.map(({ accountIds, resourceTypes, resourceArns }) => [
      (accountIds ?? []).map((id) => `account ${id}`),
      resourceTypes ?? [],
      resourceArns ?? [],
    ]),
  );
}

/** An entry of one kind is as many statements as it has values; one that joins several kinds is a single statement. */
function statements(entries: string[][][]): Set<string> {
  return new Set(
    entries.flatMap((kinds) => {
      const used = kinds.filter((values) => values.length > 0);
      const [only] = used;
      if (used.length === 1 && only !== undefined) return only;
      return used.length === 0 ? [] : [used.map((values) => [...values].sort().join(" or ")).join(" with ")];
    }),
  );
}
