import type { Configuration } from "../../configuration/configuration";
import { findingsSource } from "../../findings/eventPattern";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { Region } from "../../identifiers";
import type { PolicyCondition, PolicyDocument, PolicyStatement } from "../grant";
import { roleArn } from "../roles";
import { watchedServices } from "../../tampering/watchedCalls";
import { accountRoot } from "../trust";

/** Where calls that tamper are seen. */
export const watchedSources: readonly string[] = watchedServices.map(({ source }) => source);

/**
 * Who puts events on the bus. Forwarders of other accounts do it by a rule and with AWS's own source, so that nothing can be made up; that of the
 * bus's own account needs no more than its role's permission, and whether a rule of the same account counts as eventBusInvocation is not
 * documented. Everybody else is denied, the account's own administrators included.
 *
 * @param organization id of the organization, `o-...`
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function busPolicy(config: Configuration, organization: string): PolicyDocument {
  const sources = [...new Set([findingsSource, ...watchedSources])];
  return forwardersAlone(roadOf(config).bus.arn, underAnyPath(config, "*", roadNames.forwarderRole), organization, sources);
}

/** The same for the bus of calls that tamper, which has forwarders of its own: in two accounts, and in no member. */
export function watchBusPolicy(config: Configuration, organization: string): PolicyDocument {
  const { delegatedAdministrator, management } = config.organization;
  const forwarders = [delegatedAdministrator, management].flatMap((account) => underAnyPath(config, account, roadNames.watchForwarderRole));
  return forwardersAlone(roadOf(config).watchBus.arn, forwarders, organization, watchedSources);
}

function forwardersAlone(Resource: string, forwarders: string[], organization: string, sources: readonly string[]): PolicyDocument {
  return policy(
    {
      Sid: "ForwardersByRule",
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
    },
    deny("NobodyElse", ["events:PutEvents"], Resource, { ArnNotLike: { "aws:PrincipalArn": forwarders } }),
  );
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

/** A queue's own dead letters are moved by SQS, which asks nobody: everybody else is denied. */
export function queueDeadLettersPolicy(arn: string): PolicyDocument {
  return policy(deny("Nobody", ["sqs:SendMessage"], arn));
}

/** Dead letters of the rules of one Region, the management account's too. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function ruleDeadLettersPolicy(config: Configuration, region: Region): PolicyDocument {
  const road = roadOf(config);
  const rules = [
    ...[road.findingsRule(region), road.watchRule(region), road.watchRule(region, config.organization.management)].map(({ arn }) => arn),
    ...(region === config.organization.homeRegion ? [road.intakeRule.arn, road.watchIntakeRule.arn] : []),
  ];
  const { arn } = road.deadLetters(region);
  return policy(fromRules("FromRules", arn, rules), denyPeople("NobodyElse", ["sqs:SendMessage"], arn, []));
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
