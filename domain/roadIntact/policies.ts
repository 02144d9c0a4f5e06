import { roadNames } from "../findings/road";
import { policyDocument } from "../resourcePolicies/policyDocument";
import { unknownValue } from "../unknownValue";
import { names, type Kind, type Part } from "./parts";
import { withinLimit, type Limit, type Owner } from "./limits";
import { unlimitedReports } from "./reports";
import { about, notKnown, type Said } from "./said";
import { isDeadLetterQueue } from "./deadLetters";

const functions: readonly string[] = Object.values(roadNames.functions);
const forwarders: readonly string[] = [roadNames.forwarderRole, roadNames.watchForwarderRole, roadNames.scanForwarderRole];

const limits = {
  bus: {
    actions: ["events:PutEvents"],
    roles: [...forwarders, roadNames.functions.scanner],
    rolesOfMembers: forwarders,
    isFenced: true,
  },
  intake: {
    actions: ["sqs:SendMessage"],
    roles: [...functions, roadNames.redriveRole],
    services: { "events.amazonaws.com": "ourRules" },
    isFenced: true,
  },
  scan: {
    actions: ["sqs:SendMessage"],
    roles: [roadNames.functions.scanner, roadNames.redriveRole, roadNames.scheduleRole],
    services: { "events.amazonaws.com": "ourRules" },
    isFenced: true,
  },
  queue: { actions: ["sqs:SendMessage"], roles: functions, services: { "events.amazonaws.com": "ourRules" }, isFenced: true },
  deadLetterQueue: { actions: ["sqs:SendMessage"], roles: functions, services: { "events.amazonaws.com": "ourRules" }, isFenced: false },
  topic: { actions: ["sns:Publish"], roles: functions, isFenced: false },
  alarmsTopic: { actions: ["sns:Publish"], roles: functions, services: { "cloudwatch.amazonaws.com": "account" }, isFenced: false },
  // Whoever administers the account keeps a key; to use it is something else.
  key: {
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    roles: functions,
    services: { "cloudwatch.amazonaws.com": "any" },
    isFenced: false,
  },
} as const satisfies Record<string, Limit>;

/** What gives each of them a policy of its own, where its own input does not. */
const policyKinds = { bus: "busPolicy", queue: "queuePolicy", topic: "topicPolicy", key: undefined } as const satisfies Partial<
  Record<Kind, Kind | undefined>
>;

/** Buses, queues, topics and keys let in nobody but our roles, and of services those that are meant. */
export function policiesWithin(parts: readonly Part[], owner: Owner): Said[] {
  return parts.flatMap((part): Said[] => {
    if (!(part.kind in policyKinds)) return [];
    const kind = part.kind as keyof typeof policyKinds; // looked at above
    const limit = limitOf(kind, part, parts);
    const documents = documentsOf(part, policyKinds[kind], parts);
    if (part.inputs === undefined) return [about(part, "note", "undecided: its inputs could not be seen")];
    if (documents.length === 0) {
      const isOpen = parts.some(({ kind: other, name }) => other === policyKinds[kind] && name === unknownValue);
      if (isOpen) return [about(part, "note", `is undecided: which policy is set on it ${notKnown}`)];
      if (kind === "queue" && !limit.isFenced) return [];
      return [about(part, "violation", `has no policy: whoever the account's own policies let in may do ${limit.actions.join(", ")}`)];
    }
    return documents.flatMap(({ holder, document }) => {
      const { violations, notes } = withinLimit(document, limit, owner, part.name);
      const reports = kind === "bus" ? unlimitedReports(policyDocument(document).statements) : [];
      return [
        ...[...violations, ...reports].map((what) => about(holder, "violation", `of ${part.label}: ${what}`)),
        ...notes.map((what) => about(holder, "note", `of ${part.label}: undecided, ${what}`)),
      ];
    });
  });
}

function limitOf(kind: keyof typeof policyKinds, part: Part, parts: readonly Part[]): Limit {
  if (kind === "queue" && part.name === roadNames.intake) return limits.intake;
  if (kind === "queue" && part.name === roadNames.scan) return limits.scan;
  if (kind === "queue") {
    const limit = isDeadLetterQueue(part, parts) ? limits.deadLetterQueue : limits.queue;
    return part.name === roadNames.deadLetters ? { ...limit, services: { "events.amazonaws.com": "rulesEverywhere" } } : limit;
  }
  if (kind === "topic") return part.name === roadNames.alarms ? limits.alarmsTopic : limits.topic;
  return limits[kind];
}

/**
 * Policies in the stack that are set on it, and the one among its own inputs. In a first preview AWS has not yet said what they are set on: what
 * their statements are about says it then.
 */
export function documentsOf(part: Part, policyKind: Kind | undefined, parts: readonly Part[]): { holder: Part; document: unknown }[] {
  const own: unknown = part.inputs?.["policy"];
  const set = parts.filter((holder) => holder.kind === policyKind && isSetOn(holder, part));
  return [
    ...(own === undefined || own === null || own === "" ? [] : [{ holder: part, document: own }]),
    ...set.map((holder) => ({ holder, document: holder.inputs === undefined ? unknownValue : holder.inputs["policy"] })),
  ];
}

function isSetOn(holder: Part, part: Part): boolean {
  const isIts = names(holder.name, part);
  if (isIts !== "maybe" || part.name === unknownValue) return isIts === "yes";
  const about = policyDocument(holder.inputs?.["policy"]).statements.flatMap(({ resources }) => resources?.values ?? []);
  return about.length > 0 && about.every((resource) => names(resource, part) === "yes");
}
