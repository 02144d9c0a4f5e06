import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { AccountId } from "../../identifiers";
import type { Place } from "../arns";
import type { Grant, PolicyDocument } from "../grant";
import { serviceTrust, trustOfRoles } from "../trust";
import { hasRoad } from "./extent";
import { notifierGrants, scannerFunctionGrants, sweepPlannerGrants, sweepWorkerGrants, watcherGrants } from "./functionGrants";
import { scanInAccountGrants } from "./scanner";

/** A role of the findings road. All of them come with the other roles of ours: no stack of the delegated administrator makes a role. */
export interface RoadRole {
  name: string;
  description: string;
  trust: PolicyDocument;
  grants: Grant[];
}

/**
 * The roles of the delegated administrator, each for one AWS service. EventBridge and its scheduler say for which account they act; Lambda does
 * not, and takes roles of the function's own account only.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function roadRoles(config: Configuration): RoadRole[] {
  if (!hasRoad(config)) return [];
  const { delegatedAdministrator: account } = config.organization;
  const { functions } = roadNames;
  const { scanner } = findingsRoad(roadPlace(config)).functions;
  const lambda = serviceTrust("lambda.amazonaws.com");
  const only = { StringEquals: { "aws:SourceAccount": account } };
  return [
    { name: functions.notifier, description: "Tells findings.", trust: lambda, grants: notifierGrants(config) },
    { name: functions.sweepPlanner, description: "Plans the sweep of findings.", trust: lambda, grants: sweepPlannerGrants(config) },
    { name: functions.sweepWorker, description: "Sweeps the findings of an analyzer.", trust: lambda, grants: sweepWorkerGrants(config) },
    { name: functions.watcher, description: "Tells tampering with what finds and tells.", trust: lambda, grants: watcherGrants(config) },
    ...(scanner === undefined
      ? []
      : [
          {
            ...{ name: scanner.name, description: "Scans resources whose policies were changed." },
            ...{ trust: lambda, grants: scannerFunctionGrants(config, scanner) },
          },
        ]),
    ...forwarderRoles(config, account),
    {
      name: roadNames.scheduleRole,
      description: "Starts the sweep.",
      trust: serviceTrust("scheduler.amazonaws.com", only),
      grants: scheduleGrants(config),
    },
  ];
}

/** One for each way, so that what is done to one is told by the other. */
function forwarderRoles(config: Configuration, account: AccountId): RoadRole[] {
  const { bus } = findingsRoad(roadPlace(config));
  const description = "Forwards events to the findings road.";
  return [
    { name: roadNames.forwarderRole, description, trust: trustOfRules(account), grants: forwarderGrants(bus.arn) },
    watchForwarderRole(config, account),
  ];
}

/** The delegated administrator's and the management account's, each for the rules of its own account. */
export function watchForwarderRole(config: Configuration, account: AccountId): RoadRole {
  return {
    name: roadNames.watchForwarderRole,
    description: "Forwards calls that tamper to the watch.",
    trust: trustOfRules(account),
    grants: forwarderGrants(findingsRoad(roadPlace(config)).watchBus.arn),
  };
}

/** @param account may be a pseudo parameter of CloudFormation. */
function trustOfRules(account: string): PolicyDocument {
  return serviceTrust("events.amazonaws.com", { StringEquals: { "aws:SourceAccount": account } });
}

/** The role by which the scanner's rules forward, in every account of the StackSet: it knows no single account. */
export function scanForwarderRole(config: Configuration, account: string): RoadRole {
  return {
    name: roadNames.scanForwarderRole,
    description: "Forwards calls that change who may use a resource to the findings road.",
    trust: trustOfRules(account),
    grants: forwarderGrants(findingsRoad(roadPlace(config)).bus.arn),
  };
}

/**
 * The role by which an account's own analyzers are used, in every account of the StackSet: by the sweep; by the notifier, which believes no end of
 * an access before it has read it again; and by the scanner.
 */
export function scanRole(config: Configuration, organization: string, place: Place): RoadRole {
  const { partition, account } = place;
  const { notifier, sweepWorker, scanner } = findingsRoad(roadPlace(config)).functions;
  const users = [notifier, sweepWorker, ...(scanner === undefined ? [] : [scanner])];
  return {
    name: roadNames.scanRole,
    description: "Reads the findings of this account's analyzers.",
    trust: trustOfRoles(
      config,
      organization,
      users.map(({ roleArn }) => roleArn),
    ),
    grants: [
      {
        sid: "ReadFindings",
        why: "Reading what the accounts' own analyzers alone know: access that stays inside the organization, and what the scanner found by them.",
        actions: ["access-analyzer:GetAnalyzer", "access-analyzer:GetFinding", "access-analyzer:ListFindings"],
        resources: [`arn:${partition}:access-analyzer:*:${account}:analyzer/*`],
        wildcard: "an account has analyzers in every enabled Region, and those that are kept have any name",
      },
      ...scanInAccountGrants(config, place),
    ],
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html */
function forwarderGrants(bus: string): Grant[] {
  return [{ sid: "Forward", why: "Rules of every Region forward to the bus at home.", actions: ["events:PutEvents"], resources: [bus] }];
}

function scheduleGrants(config: Configuration): Grant[] {
  const { functions, scan } = findingsRoad(roadPlace(config));
  return [
    {
      sid: "StartSweep",
      why: "The schedule invokes the function that plans the sweep.",
      actions: ["lambda:InvokeFunction"],
      resources: [functions.sweepPlanner.arn],
    },
    ...(functions.scanner === undefined || config.scanner.sweep === "off"
      ? []
      : [
          {
            sid: "StartScans",
            why: "The schedule of the scanner asks for the sweep of resources.",
            actions: ["sqs:SendMessage"],
            resources: [scan.arn],
          },
        ]),
  ];
}
