import type * as aws from "@pulumi/aws";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { EncryptedTopic } from "../components/findings/encryptedTopic";
import { FactsTable } from "../components/findings/factsTable";
import { FindingsBus } from "../components/findings/findingsBus";
import { FindingsForwarder } from "../components/findings/findingsForwarder";
import { functionCode } from "../components/findings/functionCode";
import { QueueWithDeadLetters } from "../components/findings/queueWithDeadLetters";
import { RoadAlarms } from "../components/findings/roadAlarms";
import { RoadFunction } from "../components/findings/roadFunction";
import { RuleDeadLetters } from "../components/findings/ruleDeadLetters";
import { SweepSchedule } from "../components/findings/sweepSchedule";
import { TopicKey } from "../components/findings/topicKey";
import { roadAlarms } from "../domain/findings/alarms";
import { intakePattern, roadPattern } from "../domain/findings/eventPattern";
import { findingsRoad, roadNames, roadPlace, type RoadFunctionName } from "../domain/findings/road";
import { forwarderRegions, ruleRegions, scannedAccounts } from "../domain/findings/roadRegions";
import { roadSettings, type RoadSettings } from "../domain/findings/settings";
import { alarmSubscriptions, findingSubscriptions } from "../domain/findings/subscriptions";
import type { Region } from "../domain/identifiers";
import { chatRooms } from "../domain/policies/findingsRoad/functionGrants";
import * as policies from "../domain/policies/findingsRoad/resourcePolicies";
import { ourTags } from "../domain/policies/roles";
import type { WatchSettings } from "../domain/tampering/ours";
import { findingsScanner } from "./findingsScanner";
import { findingsWatch } from "./findingsWatch";
import { roadOutputs, type RoadOutputs } from "./roadOutputs";
import type { Project } from "./project";

/**
 * The findings road in the delegated administrator: from the rules of every Region to whoever is told. Its roles come with all others of ours. What
 * is at home has the home Region in its logical name: another home gets a road of its own before the old one goes. Parts name each other by ARNs that
 * are known beforehand, and depend on each other: so the policy pack can judge a first preview.
 */
export function findingsRoadStack({ config, inventory, plan }: Project, provider: aws.Provider): RoadOutputs | undefined {
  const settings = roadSettings(config, inventory, plan);
  if (settings === undefined) return undefined;

  const home = config.organization.homeRegion;
  const road = findingsRoad(roadPlace(config));
  const common = { region: home, tags: ourTags(config) };
  const options = { provider };
  const at = (what: string, region: Region = home) => `findings-${region}-${what}`;

  const deadLetters = new Map(ruleRegions(config, inventory, plan).map((region) => [region, createDeadLetters(region)]));
  const intake = createIntake();
  const sweep = createSweep();
  const bus = createBus();
  for (const region of forwarderRegions(config, plan)) createForwarder(region);
  const findingsKey = createFindingsKey();
  const alarmsKey = createAlarmsKey();
  // AWS chooses the ids of keys: whoever judges calls that tamper has to be told them.
  const keys = pulumi.all([findingsKey.arn, alarmsKey.arn]).apply(([findings, alarms]) => ({ findings, alarms }));
  createFunctions(createTable(), settings);
  const [notifications, rooms] = createTopics();
  const alarms = createAlarms();
  const project = { config, inventory, plan };
  findingsWatch({ project, provider, settings, keys, deadLettersIn });
  findingsScanner({ project, provider, settings, bus, deadLettersIn });
  return roadOutputs({ config, road, notifications, rooms, alarms });

  function deadLettersPolicy(region: Region) {
    return policies.ruleDeadLettersPolicy(config, region, inventory.organization.id, scannedAccounts(plan, region));
  }

  function createDeadLetters(region: Region) {
    const args = { queue: road.deadLetters(region), policy: deadLettersPolicy(region), tags: common.tags };
    return new RuleDeadLetters(at("dead-letters", region), args, options);
  }

  function createIntake() {
    const args = {
      queue: road.intake,
      deadLetters: road.intakeDeadLetters,
      policy: policies.intakePolicy(config),
      deadLettersPolicy: policies.queueDeadLettersPolicy(road.intakeDeadLetters.arn),
      tags: common.tags,
    };
    return new QueueWithDeadLetters(at("intake"), args, options);
  }

  function createSweep() {
    const args = {
      queue: road.sweep,
      deadLetters: road.sweepDeadLetters,
      policy: policies.sweepPolicy(config),
      deadLettersPolicy: policies.queueDeadLettersPolicy(road.sweepDeadLetters.arn),
      tags: common.tags,
    };
    return new QueueWithDeadLetters(at("sweep"), args, options);
  }

  function createBus() {
    const args = {
      ...common,
      busName: road.bus.name,
      policy: policies.busPolicy(config, inventory.organization.id),
      rule: {
        name: road.intakeRule.name,
        description: "Findings of IAM Access Analyzer, and calls that tamper, to the intake queue.",
        pattern: road.functions.scanner === undefined ? roadPattern : intakePattern(config.organization),
      },
      queueArn: road.intake.arn,
      deadLettersArn: deadLettersIn(home).arn,
    };
    return new FindingsBus(at("bus"), args, { ...options, dependsOn: intake });
  }

  function createForwarder(region: Region) {
    const args = {
      region,
      ruleName: road.findingsRule(region).name,
      description: "Forwards findings of IAM Access Analyzer, and calls that tamper, to the bus at home.",
      pattern: roadPattern,
      busArn: road.bus.arn,
      roleArn: road.forwarderRoleArn,
      deadLettersArn: road.deadLetters(region).arn,
      tags: common.tags,
    };
    const dependsOn = [bus.nodes.policy, bus.nodes.target, deadLettersIn(region)];
    return new FindingsForwarder(at("rule", region), args, { ...options, dependsOn });
  }

  function createTable() {
    return new FactsTable(at("facts"), { ...common, tableName: road.table.name, untoldIndex: roadNames.untoldIndex }, options);
  }

  function createFunctions(table: FactsTable, told: RoadSettings) {
    const create = (key: Exclude<RoadFunctionName, "scanner">, folder: string, description: string, from?: "intake" | "sweep") => {
      const { name: functionName, roleArn } = road.functions[key];
      const args = {
        ...common,
        functionName,
        description,
        roleArn,
        code: keys.apply((arns) => functionCode(folder, { ...told, keys: arns } satisfies WatchSettings)),
        ...(from ? { queue: { arn: road[from].arn } } : {}),
      };
      return new RoadFunction(at(folder), args, { ...options, dependsOn: [table.nodes.table, ...(from ? [{ intake, sweep }[from]] : [])] });
    };
    create("notifier", "notifier", "Keeps the facts of findings, and tells them.", "intake");
    create("sweepWorker", "sweep-worker", "Compares the findings of an analyzer with the facts.", "sweep");
    const planner = create("sweepPlanner", "sweep-planner", "Plans the sweep of findings.");
    const { name: scheduleName } = road.schedule;
    const schedule = {
      ...common,
      scheduleName,
      description: "Starts the sweep of findings.",
      targetArn: planner.arn,
      roleArn: road.scheduleRoleArn,
    };
    return new SweepSchedule(at("schedule"), schedule, options);
  }

  function createFindingsKey() {
    const description = "Encrypts messages about findings of IAM Access Analyzer.";
    const args = { ...common, alias: roadNames.findingsKey, description, policy: policies.findingsKeyPolicy(config) };
    return new TopicKey(at("key"), args, options);
  }

  function createAlarmsKey() {
    const description = "Encrypts alarms of the findings road.";
    const args = { ...common, alias: roadNames.alarmsKey, description, policy: policies.alarmsKeyPolicy(config) };
    return new TopicKey(at("alarms-key"), args, options);
  }

  function createTopics(): [EncryptedTopic, Record<string, EncryptedTopic>] {
    const { alias: key } = findingsKey;
    const { ours, foreign } = findingSubscriptions(config);
    const queues = foreign.map(({ endpoint }) => endpoint);
    const args = {
      ...common,
      topicName: road.notifications.name,
      displayName: "IAM Access Analyzer",
      key,
      policy: policies.topicPolicy(config, road.notifications.arn, queues),
      subscriptions: ours,
      filtered: true,
    };
    const room = (destination: string): [string, EncryptedTopic] => {
      const { name: topicName, arn } = road.chat(destination);
      const roomArgs = { ...common, topicName, key, policy: policies.topicPolicy(config, arn) };
      return [destination, new EncryptedTopic(at(`chat-${destination}`), roomArgs, options)];
    };
    return [new EncryptedTopic(at("notifications"), args, options), Object.fromEntries(chatRooms(config).map(room))];
  }

  function createAlarms() {
    const { alias: key } = alarmsKey;
    const { ours, foreign } = alarmSubscriptions(config);
    const policy = policies.alarmsTopicPolicy(
      config,
      foreign.map(({ endpoint }) => endpoint),
    );
    const args = { ...common, topicName: road.alarms.name, displayName: "IAM Access Analyzer", key, policy, subscriptions: ours };
    const topic = new EncryptedTopic(at("alarms-topic"), args, options);
    new RoadAlarms(
      at("alarms"),
      { ...common, alarms: roadAlarms(road, config), prefix: "access-analyzer-org-", topicArn: topic.arn },
      options,
    );
    return topic;
  }

  function deadLettersIn(region: Region): sqs.Queue {
    const queue = deadLetters.get(region);
    if (queue === undefined) throw new Error(`There is no queue for dead letters of rules in ${region}.`);
    return queue.nodes.queue;
  }
}
