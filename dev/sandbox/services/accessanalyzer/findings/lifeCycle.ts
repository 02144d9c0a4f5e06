import { randomUUID } from "node:crypto";
import type { FindingStatus } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../../world/world";
import type { Analyzer } from "../analyzers";
import { announce } from "./events";
import { meets } from "./filter";
import type { Finding } from "./finding";

/** Findings that are resolved are kept so long. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-work-with-findings.html */
const retentionMilliseconds = 90 * 86_400_000;

/** A new finding: archived at once where an archive rule says so. */
export function addFinding(
  world: World,
  analyzer: Analyzer,
  content: Omit<Finding, "id" | "status" | "createdAt" | "analyzedAt" | "updatedAt">,
): Finding {
  const now = world.clock.now();
  const finding: Finding = { ...content, id: randomUUID(), status: "ACTIVE", createdAt: now, analyzedAt: now, updatedAt: now };
  finding.status = openStatus(analyzer, finding);
  analyzer.findings.all.set(finding.id, finding);
  announce(world, analyzer, finding, { isDeleted: false });
  return finding;
}

/** What was resolved is there again, under the id it had. */
export function reopen(world: World, analyzer: Analyzer, finding: Finding): void {
  setStatus(world, analyzer, finding, openStatus(analyzer, { ...finding, status: "ACTIVE" }));
}

export function setStatus(world: World, analyzer: Analyzer, finding: Finding, status: FindingStatus): void {
  const previousStatus = finding.status;
  if (previousStatus === status) return;
  Object.assign(finding, { status, updatedAt: world.clock.now() });
  announce(world, analyzer, finding, { isDeleted: false, previousStatus });
}

export function deleteFinding(world: World, analyzer: Analyzer, finding: Finding): void {
  analyzer.findings.all.delete(finding.id);
  announce(world, analyzer, finding, { isDeleted: true });
}

/** Deletes what was resolved long ago. */
export function deleteExpired(world: World, analyzer: Analyzer): void {
  const now = world.clock.now().getTime();
  for (const finding of analyzer.findings.all.values())
    if (finding.status === "RESOLVED" && now - finding.updatedAt.getTime() >= retentionMilliseconds)
      deleteFinding(world, analyzer, finding);
}

/** About a day after its analyzer was deleted a finding is told to be deleted, with the status that it had. */
export function announceDeletedAnalyzer(world: World, analyzer: Analyzer): void {
  world.clock.after(86_400_000, () => {
    for (const finding of analyzer.findings.all.values()) announce(world, analyzer, finding, { isDeleted: true });
  });
}

function openStatus({ archiveRules }: Analyzer, finding: Finding): FindingStatus {
  return [...archiveRules.values()].some(({ filter }) => meets(finding, filter)) ? "ARCHIVED" : "ACTIVE";
}
