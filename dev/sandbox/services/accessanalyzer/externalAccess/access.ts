import type { FindingSource } from "@aws-sdk/client-accessanalyzer";

/** What an analyzer trusts. */
export interface Zone {
  accounts: ReadonlySet<string>;
  /** The id of the organization that the accounts belong to. */
  organization: string;
  /** Whether all of it is trusted. */
  isOrganization: boolean;
  /** Whether it is the id by which S3 knows one of the accounts. */
  hasCanonicalId(id: string): boolean;
}

/** Somebody outside the zone of trust, with what he may do: the content of one finding. */
export interface Access {
  principal: Record<string, string>;
  isPublic: boolean;
  action: string[];
  condition: Record<string, string>;
  /** Amazon S3 only, as AWS has it. */
  sources?: FindingSource[];
}

/** Those of the same principal under the same condition are one, with the actions of all. */
export function merged(accesses: readonly Access[]): Access[] {
  const byContent = new Map<string, Access>();
  for (const access of accesses) {
    const content = JSON.stringify([access.principal, access.isPublic, Object.entries(access.condition).sort()]);
    const same = byContent.get(content);
    byContent.set(content, {
      ...access,
      action: [...new Set([...(same?.action ?? []), ...access.action])].sort(),
      sources: same?.sources ? uniqueSources([...same.sources, ...(access.sources ?? [])]) : access.sources,
    });
  }
  return [...byContent.values()];
}

function uniqueSources(sources: FindingSource[]): FindingSource[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}
