import type { Fact } from "../../../domain/findings/fact";
import type { ExternalAccess, Observation } from "../../../domain/findings/observation";
import type { Notifications, RoadSettings } from "../../../domain/findings/settings";
import type { Reading, Step } from "../../../domain/findings/step";
import { takeIn } from "../../../domain/findings/takeIn";
import { accountId, region } from "../../../domain/identifiers";

export const analyzer = "arn:aws:access-analyzer:eu-west-1:222222222222:analyzer/access-analyzer-org-organization";
export const accountAnalyzer = "arn:aws:access-analyzer:eu-west-1:333333333333:analyzer/access-analyzer-org-account";
export const now = new Date("2026-11-20T12:00:00Z");
export const member = accountId("333333333333");

export const external: ExternalAccess = {
  kind: "external",
  principal: { AWS: "444455556666" },
  actions: ["s3:GetObject"],
  condition: {},
  isPublic: false,
};
export const publicAccess: ExternalAccess = { ...external, principal: { AWS: "*" }, isPublic: true };

export function observation(more: Partial<Observation> = {}): Observation {
  return {
    analyzer,
    findingId: "f1",
    kind: "external",
    account: member,
    region: region("eu-west-1"),
    resource: "arn:aws:s3:::example-data",
    resourceType: "AWS::S3::Bucket",
    status: "ACTIVE",
    isDeleted: false,
    createdAt: "2026-11-20T01:00:00.000Z",
    analyzedAt: "2026-11-20T01:20:00.000Z",
    updatedAt: "2026-11-20T01:20:00.000Z",
    access: external,
    ...more,
  };
}

export function settings(notifications: Partial<Notifications> = {}, more: Partial<RoadSettings> = {}): RoadSettings {
  const place = { account: accountId("222222222222"), region: region("eu-west-1") };
  return {
    partition: "aws",
    organization: "o-example",
    management: accountId("111111111111"),
    delegatedAdministrator: accountId("222222222222"),
    homeRegion: region("eu-central-1"),
    rolePath: "/access-analyzer-org/",
    managers: [],
    accounts: {
      [accountId("222222222222")]: { name: "Security", ou: "Core", tags: {} },
      [member]: { name: "Zahlungen für alle", ou: "Workloads/Prod", tags: { team: "pay" } },
    },
    analyzers: [
      { arn: analyzer, type: "ORGANIZATION", ...place },
      { arn: accountAnalyzer, type: "ACCOUNT", ...place, account: member },
    ],
    ruleRegions: [region("eu-central-1"), region("eu-west-1")],
    notifications: {
      destinations: {
        soc: { sqs: "arn:aws:sqs:eu-central-1:222222222222:soc" },
        us: { email: "security@example.com" },
        room: { chat: true },
      },
      default: ["soc"],
      routes: [],
      start: "at-once",
      ...notifications,
    },
    withinOrganization: "ignore",
    ...more,
  };
}

/** Stored, as the table would. */
export function stored(step: Step): Fact[] {
  if (step.step !== "write") throw new Error(`not written: ${JSON.stringify(step)}`);
  return step.facts.map((fact) => ({ ...fact, version: fact.version + 1 }));
}

/** Everybody of `audience` is told. */
export function takenIn(facts: readonly Fact[], heard: Observation, lists: Record<string, Observation[]> = {}, audience = ["soc"]): Step {
  const readings: Reading[] = [];
  const at = { now, decide: () => ({ audience, held: [] }) };
  let step = takeIn(facts, { observation: heard }, readings, at);
  while (step.step === "read") {
    readings.push(...step.asks.map((ask) => ({ ask, observations: lists[ask.analyzer] ?? [] })));
    step = takeIn(facts, { observation: heard }, readings, at);
  }
  return step;
}
