import type { Configuration } from "../../configuration/configuration";
import { hasScanner } from "../../configuration/hasScanner";
import { findingsSource } from "../../findings/eventPattern";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { AccountId, Region } from "../../identifiers";
import { scannerSource } from "../../scanner/scanReport";
import type { PolicyCondition, PolicyDocument, PolicyStatement } from "../grant";
import { roleArn } from "../roles";
import { watchedServices } from "../../tampering/watchedCalls";
import { accountRoot } from "../trust";
import { followedSources } from "./scanner";

/** Where calls that tamper are seen. */
export const watchedSources: readonly string[] = watchedServices.map(({ source }) => source);

/**
 * Who puts events on the bus. Forwarders of other accounts do it by a rule and with AWS's own source, so that nothing can be made up; that of the
 * bus's own account needs no more than its role's permission, and whether a rule of the same account counts as eventBusInvocation is not
 * documented. Everybody else is denied, the account's own administrators included.
 *
 * Where the scanner is on, members forward calls that change policies, and its function reports with a source that nobody else has.
 *
 * @param organization id of the organization, `o-...`
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function busPolicy(config: Configuration, organization: string): PolicyDocument {
  const { arn } = roadOf(config).bus;
  const forwarders = underAnyPath(config, "*", roadNames.forwarderRole);
  const findings = byRule("ForwardersByRule", arn, forwarders, organization, [...new Set([findingsSource, ...watchedSources])]);
  if (!hasScanner(config)) return policy(findings, denyOthers(arn, forwarders));
  const scanForwarders = underAnyPath(config, "*", roadNames.scanForwarderRole);
  const scanner = ourFunctions(config, ["scanner"]);
  const putEvents = ["events:PutEvents"];
  return policy(
    findings,
    byRule("ScanForwardersByRule", arn, scanForwarders, organization, followedSources(config)),
    denyOthers(arn, [...forwarders, ...scanForwarders, ...scanner]),
    deny("ReportsByScannerAlone", putEvents, arn, {
      "ForAnyValue:StringEquals": { "events:source": [scannerSource] },
      ArnNotLike: { "aws:PrincipalArn": scanner },
    }),
    deny("ScannerReportsAlone", putEvents, arn, {
      "ForAnyValue:StringNotEquals": { "events:source": [scannerSource] },
      ArnLike: { "aws:PrincipalArn": scanner },
    }),
  );
}

/** The same for the bus of calls that tamper, which has forwarders of its own: in two accounts, and in no member. */
export function watchBusPolicy(config: Configuration, organization: string): PolicyDocument {
  const { delegatedAdministrator, management } = config.organization;
  const forwarders = [delegatedAdministrator, management].flatMap((account) => underAnyPath(config, account, roadNames.watchForwarderRole));
  const { arn } = roadOf(config).watchBus;
  return policy(byRule("ForwardersByRule", arn, forwarders, organization, watchedSources), denyOthers(arn, forwarders));
}

function byRule(Sid: string, Resource: string, forwarders: string[], organization: string, sources: readonly string[]): PolicyStatement {
  return {
    Sid,
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: "events:PutEvents",
    Resource,
    Condition: {
      StringEquals: { "aws:PrincipalOrgID": organization },
      ArnLike: { "aws:PrincipalArn": forwarders },
      Bool: { "events:eventBusInvocation": "true" },
      // Of an empty list all values are equal to anything.
      "ForAllValues:StringEquals": { "events:source": [...sources] },
      Null: { "events:source": "false" },
    },
  };
}

function denyOthers(bus: string, but: string[]): PolicyStatement {
  return deny("NobodyElse", ["events:PutEvents"], bus, { ArnNotLike: { "aws:PrincipalArn": but } });
}

/** The intake: what the rule on the bus brings, what our functions do, and `redrive`. */
export function intakePolicy(config: Configuration): PolicyDocument {
  const { intake, intakeRule } = roadOf(config);
  return policy(
    fromRules("FromRule", intake.arn, [intakeRule.arn]),
    denyPeople("NobodyElse", ["sqs:SendMessage"], intake.arn, [
      ...ourFunctions(config, ["notifier", "sweepPlanner", "sweepWorker"]),
      ...underAnyPath(config, config.organization.delegatedAdministrator, roadNames.redriveRole),
    ]),
  );
}

/** What the rule on the watch's bus brings, and nothing else. */
export function watchPolicy(config: Configuration): PolicyDocument {
  const { watch, watchIntakeRule } = roadOf(config);
  return policy(fromRules("FromRule", watch.arn, [watchIntakeRule.arn]), denyPeople("NobodyElse", ["sqs:SendMessage"], watch.arn, []));
}

export function sweepPolicy(config: Configuration): PolicyDocument {
  return policy(onlyOurFunctions(config, roadOf(config).sweep.arn, ["sweepPlanner", "sweepWorker"]));
}

/** What the rule on the bus brings, what the scanner asks itself, the schedule that asks for the sweep of resources, and `redrive`. */
export function scanPolicy(config: Configuration): PolicyDocument {
  const { scan, scanIntakeRule } = roadOf(config);
  return policy(
    fromRules("FromRule", scan.arn, [scanIntakeRule.arn]),
    denyPeople("NobodyElse", ["sqs:SendMessage"], scan.arn, [
      ...ourFunctions(config, ["scanner"]),
      ...underAnyPath(config, config.organization.delegatedAdministrator, roadNames.redriveRole),
      ...(config.scanner.sweep === "off" ? [] : underAnyPath(config, config.organization.delegatedAdministrator, roadNames.scheduleRole)),
    ]),
  );
}

/** A queue's own dead letters are moved by SQS, which asks nobody: everybody else is denied. */
export function queueDeadLettersPolicy(arn: string): PolicyDocument {
  return policy(deny("Nobody", ["sqs:SendMessage"], arn));
}

/** Bytes of a queue's policy that SQS takes. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
const longestQueuePolicy = 8192;

/**
 * Dead letters of the rules of one Region: the management account's too, and the scanner's in whatever account of the organization. That EventBridge
 * says of which organization a rule is when it sends a dead letter is not documented: the rules are named as well, as far as a policy has room.
 *
 * @param organization id of the organization, `o-...`
 * @param scanned accounts that have a rule of the scanner there.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function ruleDeadLettersPolicy(
  config: Configuration,
  region: Region,
  organization: string,
  scanned: readonly AccountId[],
): PolicyDocument {
  const road = roadOf(config);
  const isHome = region === config.organization.homeRegion;
  const rules = [
    ...[road.findingsRule(region), road.watchRule(region), road.watchRule(region, config.organization.management)].map(({ arn }) => arn),
    ...(isHome ? [road.intakeRule.arn, road.watchIntakeRule.arn] : []),
    ...(isHome && hasScanner(config) ? [road.scanIntakeRule.arn] : []),
  ];
  const { arn } = road.deadLetters(region);
  const anyScanRule = road.scanRule(region, "*").arn;
  const taking = (named: readonly string[]) =>
    policy(
      fromRules("FromRules", arn, [...rules, ...named]),
      ...(scanned.length === 0 ? [] : [fromRulesOfOrganization("FromScanRules", arn, anyScanRule, organization)]),
      denyPeople("NobodyElse", ["sqs:SendMessage"], arn, []),
    );
  const room = longestQueuePolicy - JSON.stringify(taking([])).length;
  const named = scanned.map((account) => road.scanRule(region, account).arn);
  // With quotes and a comma. All are of one length.
  return taking(named.slice(0, Math.floor(room / (anyScanRule.length + 11 + 3))));
}

/**
 * Messages to mailboxes and queues, or of one chat room: our functions alone publish. Queues of other accounts are subscribed by those accounts,
 * each as it stands in organization.yaml.
 */
export function topicPolicy(config: Configuration, arn: string, foreignQueues: readonly string[] = []): PolicyDocument {
  const publishers = ourFunctions(config, ["notifier"]);
  const root = accountRoot(config, config.organization.delegatedAdministrator);
  return policy(
    {
      Sid: "OurFunctions",
      Effect: "Allow",
      Principal: { AWS: root },
      Action: "sns:Publish",
      Resource: arn,
      Condition: { ArnLike: { "aws:PrincipalArn": publishers } },
    },
    deny("NobodyElsePublishes", ["sns:Publish"], arn, { ArnNotLike: { "aws:PrincipalArn": publishers } }),
    ...subscribers(config, arn, foreignQueues),
  );
}

/** CloudWatch's alarms of the account, and the function that watches over the road. */
export function alarmsTopicPolicy(config: Configuration, foreignQueues: readonly string[] = []): PolicyDocument {
  const { arn } = roadOf(config).alarms;
  return policy(
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: arn,
      Condition: { StringEquals: { "aws:SourceAccount": config.organization.delegatedAdministrator } },
    },
    denyPeople("NobodyElsePublishes", ["sns:Publish"], arn, watcher(config)),
    ...subscribers(config, arn, foreignQueues),
  );
}

/**
 * The key of the topics that tell findings. The account administers it; whoever that lets use it, our functions alone do. It is written once, at
 * the key's creation: see keys.ts.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function findingsKeyPolicy(config: Configuration): PolicyDocument {
  return policy(administers(config), denyPeople("OurFunctionsAlone", uses, "*", ourFunctions(config, ["notifier"])));
}

/** The key of the alarms' topic, for CloudWatch too: AWS documents no condition on the account here, which the topic's policy has. */
export function alarmsKeyPolicy(config: Configuration): PolicyDocument {
  return policy(
    administers(config),
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
    },
    denyPeople("WatcherAlone", uses, "*", watcher(config)),
  );
}

const uses = [
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

function administers(config: Configuration): PolicyStatement {
  const root = accountRoot(config, config.organization.delegatedAdministrator);
  return { Sid: "AccountAdministers", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
}

/** A subscription that the queue's own account makes is confirmed by that. */
function subscribers({ organization: { partition } }: Configuration, topic: string, queues: readonly string[]): PolicyStatement[] {
  return queues.map((queue, index) => ({
    Sid: `Queue${index + 1}`,
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${queue.split(":")[4] ?? ""}:root` },
    Action: "sns:Subscribe",
    Resource: topic,
    Condition: { StringEquals: { "sns:Protocol": "sqs", "sns:Endpoint": queue } },
  }));
}

function fromRules(Sid: string, Resource: string, rules: string[]): PolicyStatement {
  return {
    Sid,
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource,
    Condition: { ArnEquals: { "aws:SourceArn": rules } },
  };
}

/** Rules of any account of the organization, by their name. */
function fromRulesOfOrganization(Sid: string, Resource: string, rule: string, organization: string): PolicyStatement {
  return {
    Sid,
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource,
    Condition: { ArnLike: { "aws:SourceArn": rule }, StringEquals: { "aws:SourceOrgID": organization } },
  };
}

function onlyOurFunctions(config: Configuration, arn: string, functions: (keyof typeof roadNames.functions)[]): PolicyStatement {
  return denyPeople("NobodyElse", ["sqs:SendMessage"], arn, ourFunctions(config, functions));
}

/** AWS services have no principal ARN, which makes them unlike any: they are left to what allows them. */
function denyPeople(sid: string, actions: string[], resource: string, but: string[]): PolicyStatement {
  return deny(sid, actions, resource, {
    Bool: { "aws:PrincipalIsAWSService": "false" },
    ...(but.length > 0 ? { ArnNotLike: { "aws:PrincipalArn": but } } : {}),
  });
}

function deny(Sid: string, Action: string[], Resource: string, Condition?: PolicyCondition): PolicyStatement {
  return { Sid, Effect: "Deny", Principal: { AWS: "*" }, Action, Resource, ...(Condition ? { Condition } : {}) };
}

function ourFunctions(config: Configuration, functions: (keyof typeof roadNames.functions)[]): string[] {
  return functions.flatMap((name) => underAnyPath(config, config.organization.delegatedAdministrator, roadNames.functions[name]));
}

function watcher(config: Configuration): string[] {
  return underAnyPath(config, config.organization.delegatedAdministrator, roadNames.functions.watcher);
}

/** By name and not by principal, which is a unique id and dead when a role is made anew; a changed access.rolePath changes no policy. */
function underAnyPath({ organization: { partition } }: Configuration, account: string, name: string): string[] {
  return ["/", "/*/"].map((path) => roleArn(partition, account, path, name));
}

function policy(...Statement: PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement };
}

function roadOf(config: Configuration) {
  return findingsRoad(roadPlace(config));
}
