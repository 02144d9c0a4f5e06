import type * as aws from "@pulumi/aws";
import type * as sqs from "@pulumi/aws/sqs";
import type { FindingsBus } from "../components/findings/findingsBus";
import { functionCode } from "../components/findings/functionCode";
import { QueueRule } from "../components/findings/queueRule";
import { QueueWithDeadLetters } from "../components/findings/queueWithDeadLetters";
import { RoadFunction } from "../components/findings/roadFunction";
import { SweepSchedule } from "../components/findings/sweepSchedule";
import { findingsRoad, roadPlace } from "../domain/findings/road";
import type { RoadSettings } from "../domain/findings/settings";
import type { Region } from "../domain/identifiers";
import { scanRules } from "../domain/plan/scanRules";
import { scannerPattern } from "../domain/policyChanges/pattern";
import { rowsOf } from "../domain/policyChanges/rows";
import * as policies from "../domain/policies/findingsRoad/resourcePolicies";
import { ourTags } from "../domain/policies/roles";
import type { Project } from "./project";
import { scanRules as createRules } from "./scanRules";

export interface FindingsScannerArgs {
  project: Project;
  provider: aws.Provider;
  settings: RoadSettings;
  /** The bus at home that the findings take, too. */
  bus: FindingsBus;
  /** The queue for what rules of a Region cannot deliver. */
  deadLettersIn(region: Region): sqs.Queue;
}

/**
 * The scanner in the delegated administrator, where it is on anywhere: takes calls that change policies from the bus, which rules of every account
 * forward to, this one's among them.
 */
export function findingsScanner({ project, provider, settings, bus, deadLettersIn }: FindingsScannerArgs): void {
  const { config } = project;
  const { delegatedAdministrator, homeRegion: home } = config.organization;
  const road = findingsRoad(roadPlace(config));
  const { scanner } = road.functions;
  if (scanner === undefined) return;
  const common = { region: home, tags: ourTags(config) };
  const options = { provider };
  const at = (what: string) => `findings-${home}-${what}`;

  const queueArgs = {
    queue: road.scan,
    deadLetters: road.scanDeadLetters,
    policy: policies.scanPolicy(config),
    deadLettersPolicy: policies.queueDeadLettersPolicy(road.scanDeadLetters.arn),
    tags: common.tags,
  };
  const queue = new QueueWithDeadLetters(at("scan"), queueArgs, options);

  const ruleArgs = {
    ...common,
    busName: bus.nodes.bus.name,
    ruleName: road.scanIntakeRule.name,
    description: "Calls that change who may use a resource, to the scanner's queue.",
    pattern: scannerPattern(rowsOf(config.scanner.resourceTypes), { hasIam: true }),
    queueArn: road.scan.arn,
    deadLettersArn: road.deadLetters(home).arn,
  };
  const intake = new QueueRule(at("scan-intake"), ruleArgs, { ...options, dependsOn: [queue, deadLettersIn(home)] });

  const functionArgs = {
    ...common,
    functionName: scanner.name,
    description: "Scans resources whose policies were changed.",
    roleArn: scanner.roleArn,
    code: functionCode("scanner", settings),
    queue: { arn: road.scan.arn },
  };
  new RoadFunction(at("scanner"), functionArgs, { ...options, dependsOn: queue });

  const own = scanRules(delegatedAdministrator, project);
  if (own !== undefined) createRules(own, provider, (region) => [bus.nodes.policy, intake.nodes.target, deadLettersIn(region)]);

  const { sweep: expression } = config.scanner;
  if (expression === "off") return;
  const scheduleArgs = {
    ...{ region: home, scheduleName: road.scanSchedule.name, description: "Starts the sweep of resources.", expression },
    ...{ targetArn: road.scan.arn, input: { kind: "sweep" }, roleArn: road.scheduleRoleArn },
  };
  new SweepSchedule(at("scan-schedule"), scheduleArgs, { ...options, dependsOn: queue });
}
