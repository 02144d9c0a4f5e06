import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, queueDeadLetters, roadNames, roadPlace, type Road, type RoadFunction, type RoadQueue } from "../../findings/road";
import { partitions } from "../../partitions";
import { anyAnalyzer, type Place } from "../arns";
import type { Grant } from "../grant";
import { roleArn } from "../roles";
import { readsMembers } from "./extent";
import { scannerGrants } from "./scanner";

/** Takes what the intake queue brings, keeps the facts, and tells them. */
export function notifierGrants(config: Configuration): Grant[] {
  const road = findingsRoad(roadPlace(config));
  return [
    logs(config, road.functions.notifier),
    consumes(road.intake),
    {
      sid: "LaterDigest",
      why: "Asking itself for a digest a minute later, where a mailbox would get too many messages.",
      actions: ["sqs:SendMessage"],
      resources: [road.intake.arn],
    },
    factsOf(road, ["GetItem", "PutItem", "Query", "UpdateItem"], "The facts, where each came from and what was told of it."),
    untoldFacts(road),
    readFindings(
      config,
      ["GetAnalyzer", "GetFinding", "ListFindings"],
      "Reading a finding again before anything is called closed, and since when its analyzer has been there.",
    ),
    ...(readsMembers(config)
      ? [readMembers(config, "Findings of members' own analyzers are read again there before anything is called closed.")]
      : []),
    {
      sid: "Tell",
      why: "Messages to mailboxes and queues, and to each chat room by a topic of its own.",
      actions: ["sns:Publish"],
      resources: [road.notifications.arn, ...chatRooms(config).map((name) => road.chat(name).arn)],
    },
    encrypts(config, roadNames.findingsKey),
    ...readSecrets(config),
  ];
}

/** Once an hour: one message for each analyzer, what is still untold, and what lies in dead-letter queues. */
export function sweepPlannerGrants(config: Configuration): Grant[] {
  const road = findingsRoad(roadPlace(config));
  return [
    logs(config, road.functions.sweepPlanner),
    {
      sid: "Plan",
      why: "One message for each analyzer to the sweep, and one for each fact that is untold to the intake.",
      actions: ["sqs:SendMessage"],
      resources: [road.sweep.arn, road.intake.arn],
    },
    untoldFacts(road),
    {
      sid: "CountDeadLetters",
      why: "How many dead letters there are, in every Region of the road.",
      actions: ["sqs:GetQueueAttributes"],
      resources: [...queueDeadLetters(road).map(({ arn }) => arn), inAnyRegion(config, "sqs", roadNames.deadLetters)],
      wildcard: "rules and their dead letters are in every Region that has an analyzer",
    },
    {
      sid: "AgeOfDeadLetters",
      why: "How old the oldest dead letter is, which a queue itself does not say.",
      actions: ["cloudwatch:GetMetricData"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for this action",
    },
  ];
}

/** Compares the complete findings of one analyzer with the facts, and brings differences to the intake. */
export function sweepWorkerGrants(config: Configuration): Grant[] {
  const road = findingsRoad(roadPlace(config));
  return [
    logs(config, road.functions.sweepWorker),
    consumes(road.sweep),
    {
      sid: "GoOn",
      why: "The rest of a long listing, and the differences that were found.",
      actions: ["sqs:SendMessage"],
      resources: [road.sweep.arn, road.intake.arn],
    },
    factsOf(road, ["Query", "UpdateItem"], "What the facts know of an analyzer, and what this sweep has seen of it so far."),
    readFindings(config, ["GetAnalyzer", "ListFindings"], "The complete findings of each analyzer, and whether it is ACTIVE."),
    ...(readsMembers(config) ? [readMembers(config, "Findings of members' own analyzers are read inside each member.")] : []),
  ];
}

/** Tells tampering by the alarms' topic: nothing of the road is used. */
export function watcherGrants(config: Configuration): Grant[] {
  const road = findingsRoad(roadPlace(config));
  return [
    logs(config, road.functions.watcher),
    consumes(road.watch),
    { sid: "Tell", why: "Messages about tampering.", actions: ["sns:Publish"], resources: [road.alarms.arn] },
    encrypts(config, roadNames.alarmsKey),
  ];
}

/** Scans a resource whose policy was changed, and reports what became of it. */
export function scannerFunctionGrants(config: Configuration, scanner: RoadFunction): Grant[] {
  const road = findingsRoad(roadPlace(config));
  return [
    logs(config, scanner),
    consumes(road.scan),
    ...scannerGrants(config),
    readMembers(config, "Scanning by an account's own analyzer, and looking at what a call leaves out, inside each account."),
  ];
}

/** Names of the destinations that are chat rooms, sorted. */
export function chatRooms({ notifications }: Configuration): string[] {
  const destinations = Object.entries(notifications?.destinations ?? {});
  return destinations.flatMap(([name, destination]) => ("chat" in destination ? [name] : [])).sort();
}

function encrypts(config: Configuration, alias: string): Grant {
  return {
    sid: "EncryptMessages",
    why: "Topics are encrypted: whoever publishes needs their key.",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [anyKey(config)],
    // An alias can be put on any key: through SNS alone is no way to what another key encrypts.
    condition: {
      StringEquals: { "kms:ViaService": viaService(config, "sns") },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
    },
    wildcard: "AWS chooses a key's id; the condition keeps it to the key of our alias",
  };
}

/** The log group comes with the stack, so that it has an end: no function makes one. */
function logs(config: Configuration, { logGroup }: RoadFunction): Grant {
  const { partition, delegatedAdministrator, homeRegion } = config.organization;
  return {
    sid: "WriteLog",
    why: "The function's log, which carries its metrics too.",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [`arn:${partition}:logs:${homeRegion}:${delegatedAdministrator}:log-group:${logGroup}:*`],
    wildcard: "each process of a function has a log stream of its own",
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function consumes({ arn }: RoadQueue): Grant {
  return {
    sid: "TakeMessages",
    why: "Lambda takes the queue's messages by the function's role.",
    actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
    resources: [arn],
  };
}

/** A transaction is checked as the writes that it is made of. */
function factsOf({ table }: Road, operations: string[], why: string): Grant {
  return { sid: "Facts", why, actions: operations.map((name) => `dynamodb:${name}`), resources: [table.arn] };
}

function untoldFacts({ untoldIndexArn }: Road): Grant {
  return {
    sid: "UntoldFacts",
    why: "Facts that somebody has yet to be told of.",
    actions: ["dynamodb:Query"],
    resources: [untoldIndexArn],
  };
}

/** Both versions of an operation are one action. */
function readFindings(config: Configuration, operations: string[], why: string): Grant {
  return {
    sid: "ReadFindings",
    why,
    actions: operations.map((name) => `access-analyzer:${name}`),
    resources: [anyAnalyzer(place(config))],
    wildcard: "there are analyzers in every enabled Region, and those that are kept have any name",
  };
}

function readMembers(config: Configuration, why: string): Grant {
  const { partition } = config.organization;
  return {
    sid: "ReadMembers",
    why,
    actions: ["sts:AssumeRole"],
    resources: [roleArn(partition, "*", config.access.rolePath, roadNames.scanRole)],
    condition: { StringEquals: { "aws:ResourceOrgID": "${aws:PrincipalOrgID}" } },
    wildcard: "every account of the organization, present and future; the condition keeps it to this organization",
  };
}

/** What organization.yaml names by `ssm:`, and nothing else of the parameters. */
function readSecrets(config: Configuration): Grant[] {
  const { partition, delegatedAdministrator, homeRegion } = config.organization;
  const parameters = secretsOf(config).map((path) => `arn:${partition}:ssm:${homeRegion}:${delegatedAdministrator}:parameter${path}`);
  if (parameters.length === 0) return [];
  return [
    {
      sid: "ReadSecrets",
      why: "Secrets and secret addresses of HTTPS destinations, read when something is sent.",
      actions: ["ssm:GetParameter"],
      resources: parameters,
    },
    {
      sid: "DecryptSecrets",
      why: "Parameters that are encrypted with a key of your own; the key's policy has to allow it too.",
      actions: ["kms:Decrypt"],
      resources: [anyKey(config)],
      condition: {
        StringEquals: {
          "kms:ViaService": viaService(config, "ssm"),
          "kms:EncryptionContext:PARAMETER_ARN": parameters,
        },
      },
      wildcard: "you choose the key; the condition keeps it to these parameters",
    },
  ];
}

/** Paths, sorted. */
function secretsOf({ notifications }: Configuration): string[] {
  const named = Object.values(notifications?.destinations ?? {}).flatMap((destination) =>
    "https" in destination ? [destination.https, destination.secret] : [],
  );
  return [...new Set(named.filter((text) => text.startsWith("ssm:")).map((text) => text.slice("ssm:".length)))].sort();
}

function anyKey(config: Configuration): string {
  const { partition, delegatedAdministrator, homeRegion } = config.organization;
  return `arn:${partition}:kms:${homeRegion}:${delegatedAdministrator}:key/*`;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function viaService({ organization: { partition, homeRegion } }: Configuration, service: string): string {
  return `${service}.${homeRegion}.${partitions[partition].dnsSuffix}`;
}

function inAnyRegion(config: Configuration, service: string, resource: string): string {
  const { partition, delegatedAdministrator } = config.organization;
  return `arn:${partition}:${service}:*:${delegatedAdministrator}:${resource}`;
}

function place({ organization }: Configuration): Place {
  return { partition: organization.partition, account: organization.delegatedAdministrator };
}
