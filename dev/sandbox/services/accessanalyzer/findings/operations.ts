import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Criterion, SortCriteria } from "@aws-sdk/client-accessanalyzer";
import type { Asked, Call, Given, Operations } from "../../../service";
import { refused, type Analyzer } from "../analyzers";
import { listFilter } from "../archiveRuleFilter";
import { onAnalyzer, ownAnalyzer, pageOf } from "../authorization";
import { invalid } from "../validation";
import { meets } from "./filter";
import { versionOne, versionTwo, type Finding } from "./finding";
import { setStatus } from "./lifeCycle";

export interface OfAnalyzer {
  analyzerArn: string;
}

/** V1 is for external access only; IAM knows V1 and V2 by the same action. */
export const findings: Operations<typeof sdk> = {
  ListFindings: {
    authorize: on("ListFindings"),
    handle(input, call) {
      const { items, nextToken } = pageOf(call, input, listed(externalAnalyzer(input, call, "ListFindingsV2"), input));
      return { findings: items.map(versionOne), nextToken };
    },
  },
  ListFindingsV2: {
    authorize: on("ListFindings"),
    handle(input, call) {
      const { items, nextToken } = pageOf(call, input, listed(ownAnalyzer(call, input.analyzerArn), input));
      return { findings: items.map(versionTwo), nextToken };
    },
  },
  GetFinding: {
    authorize: on("GetFinding"),
    handle: (input, call) => ({ finding: versionOne(findingOf(externalAnalyzer(input, call, "GetFindingV2"), input.id)) }),
  },
  GetFindingV2: {
    authorize: on("GetFinding"),
    handle(input, call) {
      const finding = findingOf(ownAnalyzer(call, input.analyzerArn), input.id);
      const { items, nextToken } = pageOf(call, input, finding.details);
      return { ...versionTwo(finding), findingDetails: items, nextToken };
    },
  },
  /** All or none: an id that is not there changes nothing. */
  UpdateFindings: {
    authorize: on("UpdateFindings"),
    handle(input, call) {
      const { analyzerArn, status, ids, resourceArn } = input;
      const analyzer = ownAnalyzer(call, analyzerArn);
      if (status !== "ACTIVE" && status !== "ARCHIVED") throw invalid("status", `'${String(status)}' is not one of ACTIVE, ARCHIVED.`);
      if ((ids === undefined) === (resourceArn === undefined)) throw invalid("ids", "Either ids or resourceArn is required.");
      const named =
        ids?.map((id) => findingOf(analyzer, id)) ?? [...analyzer.findings.all.values()].filter(({ resource }) => resource === resourceArn);
      const resolved = ids && named.find((finding) => finding.status === "RESOLVED");
      if (resolved) throw invalid("ids", `Finding ${resolved.id} is resolved.`);
      for (const finding of named) if (finding.status !== "RESOLVED") setStatus(call.world, analyzer, finding, status);
    },
  },
};

export function on(action: string) {
  return ({ analyzerArn }: OfAnalyzer, call: Call): Asked => ({ action: `access-analyzer:${action}`, ...onAnalyzer(analyzerArn, call) });
}

/** @throws ValidationException for an analyzer of another type */
export function externalAnalyzer({ analyzerArn }: OfAnalyzer, call: Call, instead?: string): Analyzer {
  const analyzer = ownAnalyzer(call, analyzerArn);
  const { name, type } = analyzer;
  if (type === "ACCOUNT" || type === "ORGANIZATION") return analyzer;
  throw invalid("analyzerArn", `Analyzer ${name} is of type ${type}${instead === undefined ? "" : `: use ${instead}`}.`, "notSupported");
}

function findingOf({ findings: { all } }: Analyzer, id: string): Finding {
  const finding = all.get(id);
  if (!finding) throw refused("ResourceNotFoundException", `Finding not found: ${id}.`, id, "Finding");
  return finding;
}

/** Those that the filter takes, in the order that is asked for; otherwise the oldest first, so that what comes meanwhile is at the end. */
function listed(
  { type, findings: { all } }: Analyzer,
  { filter = {}, sort }: { filter?: Record<string, Criterion>; sort?: Given<SortCriteria> },
): Finding[] {
  const valid = listFilter(type, filter);
  const found = [...all.values()].filter((finding) => meets(finding, valid));
  if (sort?.attributeName === undefined) return found;
  const name = sort.attributeName;
  if (!isSortable(name)) throw invalid("sort", `Findings are not sorted by '${name}'.`);
  const direction = sort.orderBy === "DESC" ? -1 : 1;
  return found.sort((a, b) => direction * compare(a[name], b[name]));
}

const sortable = [
  "id",
  "resource",
  "resourceType",
  "resourceOwnerAccount",
  "status",
  "createdAt",
  "analyzedAt",
  "updatedAt",
  "findingType",
] as const;

function isSortable(name: string): name is (typeof sortable)[number] {
  return (sortable as readonly string[]).includes(name);
}

function compare(a: string | Date, b: string | Date): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
