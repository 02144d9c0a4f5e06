import type { Configuration } from "../configuration/configuration";
import { hasScanner } from "../configuration/hasScanner";
import type { AccountId, Region } from "../identifiers";
import { partitions, type Partition } from "../partitions";

/** Where the road lies. Every name and ARN on it follows from this, so that nothing has to be read from outputs. */
export interface RoadPlace {
  partition: Partition;
  delegatedAdministrator: AccountId;
  homeRegion: Region;
  /** IAM path of our roles. */
  rolePath: string;
  /** There where the scanner is on anywhere: then the road has its function. */
  scanner?: object | undefined;
}

export interface Named {
  name: string;
  arn: string;
}

export interface RoadQueue extends Named {
  url: string;
  region: Region;
}

export interface RoadFunction extends Named {
  /** The function's own role, which has its name. */
  roleArn: string;
  logGroup: string;
}

export interface Road {
  /** Takes findings from every Region and gives them to the intake queue. */
  bus: Named;
  /** On the default bus of a Region: forwards findings to the bus at home. */
  findingsRule: (region: Region) => Named;
  /** On the bus: what it takes goes to the intake queue. */
  intakeRule: Named;
  intake: RoadQueue;
  intakeDeadLetters: RoadQueue;
  sweep: RoadQueue;
  sweepDeadLetters: RoadQueue;
  /** What rules of a Region could not deliver. */
  deadLetters: (region: Region) => RoadQueue;
  table: Named;
  /** ARN of an index of the table. */
  untoldIndexArn: string;
  notifications: Named;
  /** The topic of one destination of kind chat. */
  chat: (destination: string) => Named;
  alarms: Named;
  functions: Record<Exclude<RoadFunctionName, "scanner">, RoadFunction> & { scanner?: RoadFunction };
  schedule: Named;
  /** Takes calls that tamper with what finds and tells, and gives them to its own queue: nothing of the road is used. */
  watchBus: Named;
  /** On the default bus of a Region, in the delegated administrator or the management account: forwards such calls to the bus at home. */
  watchRule: (region: Region, account?: AccountId) => Named;
  watchIntakeRule: Named;
  watch: RoadQueue;
  watchDeadLetters: RoadQueue;
  /** Role by which the watch's rules of the delegated administrator or the management account forward. */
  watchForwarderRoleArn: (account?: AccountId) => string;
  forwarderRoleArn: string;
  scheduleRoleArn: string;
  /** On the default bus of a Region of an account where the scanner is on: forwards calls that change a policy to the bus at home. */
  scanRule: (region: Region, account: AccountId | "*") => Named;
  /** On the bus: what those rules forwarded goes to the scanner's queue. */
  scanIntakeRule: Named;
  scan: RoadQueue;
  scanDeadLetters: RoadQueue;
  /** Role by which a rule of that account forwards. */
  scanForwarderRoleArn: (account: AccountId) => string;
  /** Starts the sweep of resources, by a message to the scanner's queue. */
  scanSchedule: Named;
  /** Role by which an account's own analyzer is read, and by which the scanner looks at what a call leaves out. */
  scanRoleArn: (account: AccountId) => string;
}

export type RoadFunctionName = keyof typeof roadNames.functions;

export const roadNames = {
  bus: "access-analyzer-org-findings",
  findingsRule: "access-analyzer-org-findings",
  intakeRule: "access-analyzer-org-intake",
  intake: "access-analyzer-org-intake",
  intakeDeadLetters: "access-analyzer-org-intake-dead-letters",
  sweep: "access-analyzer-org-sweep",
  sweepDeadLetters: "access-analyzer-org-sweep-dead-letters",
  deadLetters: "access-analyzer-org-dead-letters",
  table: "access-analyzer-org-facts",
  /** Index of the table, see {@link Road.untoldIndexArn}. */
  untoldIndex: "untold",
  notifications: "access-analyzer-org-notifications",
  chatPrefix: "access-analyzer-org-chat-",
  alarms: "access-analyzer-org-alarms",
  /** Alarms use nothing of the road that they watch, so that their topic has a key of its own. */
  findingsKey: "alias/access-analyzer-org-findings",
  alarmsKey: "alias/access-analyzer-org-alarms",
  functions: {
    notifier: "access-analyzer-org-notifier",
    sweepPlanner: "access-analyzer-org-sweep-planner",
    sweepWorker: "access-analyzer-org-sweep-worker",
    watcher: "access-analyzer-org-watcher",
    scanner: "access-analyzer-org-scanner",
  },
  schedule: "access-analyzer-org-sweep",
  watchBus: "access-analyzer-org-watch",
  watchRule: "access-analyzer-org-watch",
  watchIntakeRule: "access-analyzer-org-watch-intake",
  watch: "access-analyzer-org-watch",
  watchDeadLetters: "access-analyzer-org-watch-dead-letters",
  watchForwarderRole: "access-analyzer-org-watch-forwarder",
  forwarderRole: "access-analyzer-org-forwarder",
  scheduleRole: "access-analyzer-org-schedule",
  redriveRole: "access-analyzer-org-redrive",
  scanRole: "access-analyzer-org-scan",
  scanRule: "access-analyzer-org-scan",
  scanIntakeRule: "access-analyzer-org-scan-intake",
  scan: "access-analyzer-org-scan",
  scanDeadLetters: "access-analyzer-org-scan-dead-letters",
  scanForwarderRole: "access-analyzer-org-scan-forwarder",
  scanSchedule: "access-analyzer-org-scan",
  /** Namespace of the functions' metrics in CloudWatch. */
  metrics: "AccessAnalyzerOrg",
} as const;

/** How often a sweep is planned. */
export const sweepEvery = { expression: "rate(1 hour)", milliseconds: 3_600_000 } as const;

/** What every function of the road runs as. Its time is in seconds. */
export const functionSettings = { runtime: "nodejs24.x", handler: "index.handler", timeout: 60 } as const;

/** Seconds for which queues keep a message: what could not be handled longer than what is to be, because SQS counts from the first sending. */
export const kept = { messages: 4 * 86_400, deadLetters: 14 * 86_400 } as const;

/** How often a message is tried before it is a dead letter. */
export const tries = 5;

export function roadPlace(config: Pick<Configuration, "organization" | "access" | "notifications" | "scanner" | "overrides">): RoadPlace {
  const { partition, delegatedAdministrator, homeRegion } = config.organization;
  const scanner = hasScanner(config) ? { scanner: config.scanner } : {};
  return { partition, delegatedAdministrator, homeRegion, rolePath: config.access.rolePath, ...scanner };
}

export function findingsRoad({ partition, delegatedAdministrator, homeRegion, rolePath, scanner }: RoadPlace): Road {
  const arn = (service: string, resource: string, region: Region = homeRegion, account: AccountId | "*" = delegatedAdministrator) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const role = (name: string, account: AccountId = delegatedAdministrator) => `arn:${partition}:iam::${account}:role${rolePath}${name}`;
  const queue = (name: string, region: Region = homeRegion): RoadQueue => ({
    name,
    region,
    arn: arn("sqs", name, region),
    url: `https://sqs.${region}.${partitions[partition].dnsSuffix}/${delegatedAdministrator}/${name}`,
  });
  const topic = (name: string): Named => ({ name, arn: arn("sns", name) });
  const lambda = (name: string): RoadFunction => ({
    name,
    arn: arn("lambda", `function:${name}`),
    roleArn: role(name),
    logGroup: `/aws/lambda/${name}`,
  });
  const { bus, findingsRule, intakeRule, table, untoldIndex, schedule, functions, watchBus, watchRule, watchIntakeRule } = roadNames;
  return {
    bus: { name: bus, arn: arn("events", `event-bus/${bus}`) },
    findingsRule: (region) => ({ name: findingsRule, arn: arn("events", `rule/${findingsRule}`, region) }),
    intakeRule: { name: intakeRule, arn: arn("events", `rule/${bus}/${intakeRule}`) },
    intake: queue(roadNames.intake),
    intakeDeadLetters: queue(roadNames.intakeDeadLetters),
    sweep: queue(roadNames.sweep),
    sweepDeadLetters: queue(roadNames.sweepDeadLetters),
    deadLetters: (region) => queue(roadNames.deadLetters, region),
    table: { name: table, arn: arn("dynamodb", `table/${table}`) },
    untoldIndexArn: arn("dynamodb", `table/${table}/index/${untoldIndex}`),
    notifications: topic(roadNames.notifications),
    chat: (destination) => topic(`${roadNames.chatPrefix}${destination}`),
    alarms: topic(roadNames.alarms),
    functions: {
      notifier: lambda(functions.notifier),
      sweepPlanner: lambda(functions.sweepPlanner),
      sweepWorker: lambda(functions.sweepWorker),
      watcher: lambda(functions.watcher),
      ...(scanner === undefined ? {} : { scanner: lambda(functions.scanner) }),
    },
    schedule: { name: schedule, arn: arn("scheduler", `schedule/default/${schedule}`) },
    watchBus: { name: watchBus, arn: arn("events", `event-bus/${watchBus}`) },
    watchRule: (region, account) => ({ name: watchRule, arn: arn("events", `rule/${watchRule}`, region, account) }),
    watchIntakeRule: { name: watchIntakeRule, arn: arn("events", `rule/${watchBus}/${watchIntakeRule}`) },
    watch: queue(roadNames.watch),
    watchDeadLetters: queue(roadNames.watchDeadLetters),
    watchForwarderRoleArn: (account) => role(roadNames.watchForwarderRole, account),
    forwarderRoleArn: role(roadNames.forwarderRole),
    scheduleRoleArn: role(roadNames.scheduleRole),
    scanRoleArn: (account) => role(roadNames.scanRole, account),
    scanRule: (region, account) => ({ name: roadNames.scanRule, arn: arn("events", `rule/${roadNames.scanRule}`, region, account) }),
    scanIntakeRule: { name: roadNames.scanIntakeRule, arn: arn("events", `rule/${bus}/${roadNames.scanIntakeRule}`) },
    scan: queue(roadNames.scan),
    scanDeadLetters: queue(roadNames.scanDeadLetters),
    scanForwarderRoleArn: (account) => role(roadNames.scanForwarderRole, account),
    scanSchedule: { name: roadNames.scanSchedule, arn: arn("scheduler", `schedule/default/${roadNames.scanSchedule}`) },
  };
}

/** Where our own queues put what could not be handled. */
export function queueDeadLetters({ intakeDeadLetters, sweepDeadLetters, watchDeadLetters, scanDeadLetters, functions }: Road): RoadQueue[] {
  return [intakeDeadLetters, sweepDeadLetters, watchDeadLetters, ...(functions.scanner === undefined ? [] : [scanDeadLetters])];
}

/** Every queue that nothing should be in: those, and what the rules of these Regions could not deliver. */
export function deadLetterQueues(road: Road, regions: readonly Region[]): RoadQueue[] {
  return [...queueDeadLetters(road), ...regions.map(road.deadLetters)];
}
