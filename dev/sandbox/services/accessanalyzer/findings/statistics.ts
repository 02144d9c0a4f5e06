import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { FindingsStatistics, FindingStatus } from "@aws-sdk/client-accessanalyzer";
import type { Operations } from "../../../service";
import { ownAnalyzer } from "../authorization";
import { externalDetails, type Finding } from "./finding";
import { on } from "./operations";

export const statistics: Operations<typeof sdk> = {
  GetFindingsStatistics: {
    authorize: on("GetFindingsStatistics"),
    handle(input, call) {
      const { type, findings } = ownAnalyzer(call, input.analyzerArn);
      return { findingsStatistics: [statisticsOf(type, [...findings.all.values()])], lastUpdatedAt: call.world.clock.now() };
    },
  },
};

function statisticsOf(type: string, all: Finding[]): FindingsStatistics {
  const count = (wanted: FindingStatus, of = all) => of.filter(({ status }) => status === wanted).length;
  const totals = {
    ...{ totalActiveFindings: count("ACTIVE"), totalArchivedFindings: count("ARCHIVED"), totalResolvedFindings: count("RESOLVED") },
  };
  if (type.endsWith("UNUSED_ACCESS")) {
    const counted = [...grouped(all, ({ findingType }) => findingType)].map(([each, of]) => ({
      unusedAccessType: each,
      total: count("ACTIVE", of),
    }));
    return { unusedAccessFindingsStatistics: { ...totals, unusedAccessTypeStatistics: counted } };
  }
  const byType = grouped(all, ({ resourceType }) => resourceType);
  if (type.endsWith("INTERNAL_ACCESS")) {
    const counted = [...byType].map(([each, of]) => [
      each,
      {
        totalActiveFindings: count("ACTIVE", of),
        totalArchivedFindings: count("ARCHIVED", of),
        totalResolvedFindings: count("RESOLVED", of),
      },
    ]);
    return { internalAccessFindingsStatistics: { ...totals, resourceTypeStatistics: Object.fromEntries(counted) } };
  }
  const counted = [...byType].map(([each, of]) => {
    const active = of.filter(({ status }) => status === "ACTIVE");
    const told = active.flatMap((finding) => externalDetails(finding) ?? []);
    const totalActivePublic = told.filter(({ isPublic }) => isPublic === true).length;
    return [
      each,
      { totalActivePublic, totalActiveCrossAccount: told.length - totalActivePublic, totalActiveErrors: active.length - told.length },
    ];
  });
  return { externalAccessFindingsStatistics: { ...totals, resourceTypeStatistics: Object.fromEntries(counted) } };
}

function grouped<Key>(all: Finding[], keyOf: (finding: Finding) => Key): Map<Key, Finding[]> {
  const groups = new Map<Key, Finding[]>();
  for (const finding of all) groups.set(keyOf(finding), [...(groups.get(keyOf(finding)) ?? []), finding]);
  return groups;
}
