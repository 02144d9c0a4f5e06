import type { Configuration } from "../../configuration/configuration";
import { alarmCondition, comparisonOf, roadAlarms } from "../../findings/alarms";
import { intakePattern, roadPattern } from "../../findings/eventPattern";
import {
  deadLetterQueues,
  findingsRoad,
  functionSettings,
  kept,
  roadNames,
  roadPlace,
  sweepEvery,
  tries,
  type RoadFunction,
  type RoadQueue,
} from "../../findings/road";
import { forwarderRegions, ruleRegions, scannedAccounts, watchRegions } from "../../findings/roadRegions";
import { alarmSubscriptions, filterPolicy, findingSubscriptions, type Subscription } from "../../findings/subscriptions";
import type { AccountId, Region } from "../../identifiers";
import type { Inventory } from "../../inventory/inventory";
import { scanRules } from "../../plan/scanRules";
import type { CoveragePlan } from "../../plan/types";
import { scannerPattern } from "../../policyChanges/pattern";
import { rowsOf } from "../../policyChanges/rows";
import { chatRooms } from "../../policies/findingsRoad/functionGrants";
import * as policies from "../../policies/findingsRoad/resourcePolicies";
import { managementWatchRules } from "../../tampering/managementWatch";
import { tamperingPattern } from "../../tampering/pattern";
import type { PartFacts, PartKind, PartName, PlannedPart } from "./found";
import { plannedTrails } from "./plannedTrails";

/** A topic's subscriptions: ours are made by the roll-out, those of queues elsewhere by their own accounts. */
export interface PlannedTopic {
  name: string;
  arn: string;
  subscriptions: (Subscription & { isOurs: boolean; filter?: unknown })[];
}

export interface PlannedRoad {
  parts: PlannedPart[];
  topics: PlannedTopic[];
  /** Queues that nothing should be in. */
  deadLetters: PartName[];
}

/**
 * What the audit looks for of the findings road, with what of each part matters.
 */
export function plannedRoad(config: Configuration, plan: CoveragePlan, inventory: Inventory): PlannedRoad {
  const organization = inventory.organization.id;
  const road = findingsRoad(roadPlace(config));
  const region = config.organization.homeRegion;
  const part = (kind: PartKind, name: string, facts: PartFacts, at = region): PlannedPart => ({ kind, name, region: at, facts });
  const encrypted = { encryption: "SSE-SQS" };
  const queue = ({ name, region }: RoadQueue, policy: unknown, letters?: RoadQueue) => {
    const seconds = letters === undefined ? kept.deadLetters : kept.messages;
    const facts = { ...encrypted, policy, "dead-letter queue": letters?.arn ?? "none", tries: letters === undefined ? "no end" : tries };
    return part("queue", name, { ...facts, "time that it keeps messages": `${seconds} s` }, region);
  };
  const rule = (
    name: string,
    target: { arn: string; role: string; letters: RoadQueue },
    { at = region, bus, pattern = roadPattern, account }: { at?: Region; bus?: string; pattern?: object; account?: AccountId } = {},
  ): PlannedPart => ({
    ...part(
      "rule",
      name,
      {
        state: "ENABLED",
        pattern,
        targets: [{ arn: target.arn, role: target.role, "dead-letter queue": target.letters.arn, input: "the event" }],
      },
      at,
    ),
    ...(bus === undefined ? {} : { bus }),
    ...(account === undefined ? {} : { account }),
  });
  const findings = findingSubscriptions(config);
  const alarms = alarmSubscriptions(config);
  const elsewhere = (foreign: Subscription[]) => foreign.map(({ endpoint }) => endpoint);
  const rooms = chatRooms(config).map((name) => road.chat(name));
  const lettersOfRules = ruleRegions(config, inventory, plan).map((at) => road.deadLetters(at));
  const own = { ...functionSettings, timeout: `${functionSettings.timeout} s`, environment: {}, layers: [] };
  const running = { state: "Active", "last update": "Successful", ...own, concurrency: "some" };
  const mapping = (from: RoadQueue) => ({ queue: from.arn, state: "Enabled", "gives back": ["ReportBatchItemFailures"], filters: 0 });
  const taking = (from: RoadQueue) => ({ ...running, "takes from": [mapping(from)] });
  const { notifier, sweepPlanner, sweepWorker, watcher, scanner } = road.functions;
  const intake = scanner === undefined ? roadPattern : intakePattern(config.organization);
  const scanning = (of: RoadFunction): PlannedPart[] => {
    const { scan, scanDeadLetters, scanIntakeRule, scanSchedule } = road;
    const { resourceTypes, sweep } = config.scanner;
    const { delegatedAdministrator } = config.organization;
    const accounts = [...new Set(plan.scanner?.places.map(({ account }) => account))];
    const pattern = scannerPattern(rowsOf(resourceTypes), { hasIam: true });
    const ofResources = { state: "ENABLED", expression: sweep, target: scan.arn, role: road.scheduleRoleArn };
    return [
      rule(scanIntakeRule.name, { arn: scan.arn, role: "none", letters: road.deadLetters(region) }, { bus: road.bus.name, pattern }),
      ...accounts.flatMap((account) =>
        (scanRules(account, { config, plan })?.rules ?? []).map(({ name, bus, role, region: at, pattern }) => {
          const inMember = account === delegatedAdministrator ? {} : { account };
          return rule(name, { arn: bus, role, letters: road.deadLetters(at) }, { at, pattern, ...inMember });
        }),
      ),
      queue(scan, policies.scanPolicy(config), scanDeadLetters),
      queue(scanDeadLetters, policies.queueDeadLettersPolicy(scanDeadLetters.arn)),
      part("function", of.name, { role: of.roleArn, ...taking(scan) }),
      ...(sweep === "off" ? [] : [part("schedule", scanSchedule.name, ofResources)]),
    ];
  };
  return {
    parts: [
      part("bus", road.bus.name, { policy: policies.busPolicy(config, organization) }),
      rule(
        road.intakeRule.name,
        { arn: road.intake.arn, role: "none", letters: road.deadLetters(region) },
        { bus: road.bus.name, pattern: intake },
      ),
      ...forwarderRegions(config, plan).map((at) =>
        rule(road.findingsRule(at).name, { arn: road.bus.arn, role: road.forwarderRoleArn, letters: road.deadLetters(at) }, { at }),
      ),
      part("bus", road.watchBus.name, { policy: policies.watchBusPolicy(config, organization) }),
      rule(
        road.watchIntakeRule.name,
        { arn: road.watch.arn, role: "none", letters: road.deadLetters(region) },
        { bus: road.watchBus.name, pattern: tamperingPattern() },
      ),
      ...watchRegions(config, inventory, plan).map((at) =>
        rule(
          road.watchRule(at).name,
          { arn: road.watchBus.arn, role: road.watchForwarderRoleArn(), letters: road.deadLetters(at) },
          { at, pattern: tamperingPattern() },
        ),
      ),
      ...managementWatchRules(config, inventory, plan).map(({ region: at, rule: { name }, roleArn, bus, deadLetters: letters }) =>
        rule(name, { arn: bus.arn, role: roleArn, letters }, { at, pattern: tamperingPattern(), account: config.organization.management }),
      ),
      queue(road.watch, policies.watchPolicy(config), road.watchDeadLetters),
      queue(road.watchDeadLetters, policies.queueDeadLettersPolicy(road.watchDeadLetters.arn)),
      queue(road.intake, policies.intakePolicy(config), road.intakeDeadLetters),
      queue(road.intakeDeadLetters, policies.queueDeadLettersPolicy(road.intakeDeadLetters.arn)),
      queue(road.sweep, policies.sweepPolicy(config), road.sweepDeadLetters),
      queue(road.sweepDeadLetters, policies.queueDeadLettersPolicy(road.sweepDeadLetters.arn)),
      ...lettersOfRules.map((letters) =>
        queue(letters, policies.ruleDeadLettersPolicy(config, letters.region, organization, scannedAccounts(plan, letters.region))),
      ),
      part("topic", road.notifications.name, {
        key: roadNames.findingsKey,
        policy: policies.topicPolicy(config, road.notifications.arn, elsewhere(findings.foreign)),
      }),
      ...rooms.map(({ name, arn }) => part("topic", name, { key: roadNames.findingsKey, policy: policies.topicPolicy(config, arn) })),
      part("topic", road.alarms.name, {
        key: roadNames.alarmsKey,
        policy: policies.alarmsTopicPolicy(config, elsewhere(alarms.foreign)),
      }),
      part("key", roadNames.findingsKey, { state: "Enabled", policy: policies.findingsKeyPolicy(config) }),
      part("key", roadNames.alarmsKey, { state: "Enabled", policy: policies.alarmsKeyPolicy(config) }),
      part("table", road.table.name, { state: "ACTIVE", "point-in-time recovery": "ENABLED" }),
      part("function", notifier.name, { role: notifier.roleArn, ...taking(road.intake) }),
      part("function", sweepWorker.name, { role: sweepWorker.roleArn, ...taking(road.sweep) }),
      part("function", watcher.name, { role: watcher.roleArn, ...taking(road.watch) }),
      part("function", sweepPlanner.name, { role: sweepPlanner.roleArn, ...running, "takes from": [] }),
      part("schedule", road.schedule.name, {
        ...{ state: "ENABLED", expression: sweepEvery.expression },
        ...{ target: sweepPlanner.arn, role: road.scheduleRoleArn },
      }),
      ...(scanner === undefined ? [] : scanning(scanner)),
      ...plannedTrails(config, plan, inventory),
      ...roadAlarms(road, config).map((alarm) =>
        part("alarm", `access-analyzer-org-${alarm.what}`, {
          ...{ metric: `${alarm.namespace} ${alarm.metric}`, condition: alarmCondition(comparisonOf(alarm)) },
          ...{ actions: "enabled", tells: [road.alarms.arn] },
        }),
      ),
    ],
    topics: [
      {
        ...road.notifications,
        subscriptions: subscriptionsOf(findings, (destination) => JSON.parse(filterPolicy(destination)) as unknown),
      },
      { ...road.alarms, subscriptions: subscriptionsOf(alarms) },
    ],
    deadLetters: deadLetterQueues(road, ruleRegions(config, inventory, plan)).map(({ name, region }) => ({
      kind: "queue",
      name,
      region,
    })),
  };
}

function subscriptionsOf(
  { ours, foreign }: { ours: Subscription[]; foreign: Subscription[] },
  filterOf?: (destination: string) => unknown,
): PlannedTopic["subscriptions"] {
  const filtered = (one: Subscription, isOurs: boolean) => ({
    ...one,
    isOurs,
    ...(filterOf === undefined ? {} : { filter: filterOf(one.destination) }),
  });
  return [...ours.map((one) => filtered(one, true)), ...foreign.map((one) => filtered(one, false))];
}
