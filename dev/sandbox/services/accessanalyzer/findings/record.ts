import type { World } from "../../../world/world";
import type { Analyzer } from "../analyzers";
import { keyOf, type PolicyBearer } from "../bearers/bearer";
import type { Access } from "../externalAccess/access";
import { externalDetails, type AnalyzedResource } from "./finding";
import { addFinding, deleteFinding, reopen, setStatus } from "./lifeCycle";

/** What an analysis came to: who can come in, or why that cannot be told. */
export type Result = Access[] | { error: string };

/**
 * Brings an analyzer's findings about a resource to what an analysis came to. Changed permissions or conditions are another finding, and
 * the old one is resolved. An error says nothing of the findings that are there; it is deleted, not resolved, when it is over.
 */
export function record(world: World, analyzer: Analyzer, bearer: PolicyBearer, result: Result): void {
  const resource = analyzed(world, analyzer, bearer);
  const { all } = analyzer.findings;
  const held = resource.findings.filter(({ id }) => all.has(id));
  for (const finding of held) if (finding.status !== "RESOLVED") finding.analyzedAt = resource.analyzedAt;
  const errors = held.filter(({ error }) => error !== undefined);
  const about = {
    findingType: "ExternalAccess" as const,
    resource: bearer.arn,
    resourceType: bearer.resourceType,
    resourceOwnerAccount: bearer.account,
  };
  resource.findings = held;
  if ("error" in result) {
    const { error } = result;
    if (!errors.some((each) => each.error === error)) held.push(addFinding(world, analyzer, { ...about, error, details: [] }));
    return;
  }
  const byContent = new Map(
    held.filter(({ error }) => error === undefined).map((finding) => [contentOf(externalDetails(finding)), finding]),
  );
  const contents = new Set(result.map(contentOf));
  for (const access of result) {
    const finding = byContent.get(contentOf(access));
    const details = [{ externalAccessDetails: { ...access, resourceControlPolicyRestriction: "NOT_APPLICABLE" as const } }];
    if (!finding) held.push(addFinding(world, analyzer, { ...about, details }));
    else if (finding.status === "RESOLVED") reopen(world, analyzer, finding);
  }
  for (const [content, finding] of byContent) if (!contents.has(content)) setStatus(world, analyzer, finding, "RESOLVED");
  for (const finding of errors) deleteFinding(world, analyzer, finding);
}

/** A resource that is gone lets nobody in. */
export function recordGone(world: World, analyzer: Analyzer, bearer: PolicyBearer): void {
  if (!analyzer.findings.resources.has(keyOf(bearer))) return;
  record(world, analyzer, bearer, []);
  analyzer.findings.resources.delete(keyOf(bearer));
}

function analyzed(world: World, { findings: { resources } }: Analyzer, bearer: PolicyBearer): AnalyzedResource {
  const now = world.clock.now();
  const existing = resources.get(keyOf(bearer));
  const resource = { ...bearer, findings: existing?.findings ?? [], analyzedAt: now };
  resources.set(keyOf(bearer), resource);
  return resource;
}

function contentOf({ principal, condition, action }: Partial<Access> = {}): string {
  return JSON.stringify([principal, Object.entries(condition ?? {}).sort(), action]);
}
