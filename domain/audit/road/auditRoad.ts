import type { Configuration } from "../../configuration/configuration";
import { roadNames, sweepEvery } from "../../findings/road";
import type { AccountId, Region } from "../../identifiers";
import type { Inventory } from "../../inventory/inventory";
import type { CoveragePlan } from "../../plan/types";
import { policyDifferences } from "../policyDifferences";
import { partKey, type FoundPart, type FoundRoad, type FoundSubscription, type PartFacts, type PartKind, type PartName } from "./found";
import { plannedRoad, type PlannedTopic } from "./planned";

export const roadStates = [
  "asPlanned",
  "missing",
  "changed",
  "notConfirmed",
  "notPlanned",
  "deadLetters",
  "silent",
  "notYetDue",
  "denied",
  "unreadable",
] as const;
export type RoadState = (typeof roadStates)[number];

/** One part of the findings road beside what was planned. */
export interface AuditedRoadPart {
  kind: PartKind | "subscription" | "dead letters" | "heartbeat";
  /** Of a subscription: `topic: protocol endpoint`. */
  name: string;
  region: Region;
  /** Where it is not in the delegated administrator. */
  account?: AccountId;
  state: RoadState;
  /** What differs, or why it could not be seen; empty where nothing does. */
  details: string[];
  /** Of a subscription that is not as planned. */
  subscription?: { topic: string; arn?: string; protocol: string; endpoint: string; isOurs: boolean; filter?: unknown };
}

/** The findings road as it is beside what was planned; nothing where none is planned. */
export function auditRoad(
  config: Configuration,
  plan: CoveragePlan,
  inventory: Inventory,
  found: FoundRoad | undefined,
): AuditedRoadPart[] {
  if (config.notifications === undefined || found === undefined) return [];
  const home = config.organization.homeRegion;
  const planned = plannedRoad(config, plan, inventory);
  return [
    ...planned.parts.map((part): AuditedRoadPart => {
      const { kind, name, region, account, facts } = part;
      const at = { kind, name, region, ...(account === undefined ? {} : { account }) };
      return { ...at, ...compared(facts, found.parts.get(partKey(part))) };
    }),
    ...planned.topics.flatMap((topic) => auditTopic(topic, home, found.subscriptions.get(topic.name))),
    ...planned.deadLetters.flatMap((queue) => lettersIn(queue, found)),
    heartbeat(found, home),
  ];
}

/** Of a queue that cannot be read that is said already. */
function lettersIn(queue: PartName, { parts }: FoundRoad): AuditedRoadPart[] {
  const found = parts.get(partKey(queue));
  if (found === undefined || !("read" in found) || found.read === undefined) return [];
  const messages = Number(found.read["messages"]);
  const at = { kind: "dead letters", name: queue.name, region: queue.region } as const;
  if (messages === 0) return [{ ...at, state: "asPlanned", details: [] }];
  return [{ ...at, state: "deadLetters", details: [`${messages} ${messages === 1 ? "message lies" : "messages lie"} there`] }];
}

const notRead = { unreadable: "it was not read" };

function compared(wanted: PartFacts, found: FoundPart = notRead): Pick<AuditedRoadPart, "state" | "details"> {
  if ("denied" in found) return { state: "denied", details: [found.denied] };
  if ("unreadable" in found) return { state: "unreadable", details: [found.unreadable] };
  const facts = found.read;
  if (facts === undefined) return { state: "missing", details: [] };
  const details = Object.entries(wanted).flatMap(([what, value]) => {
    if (what === "policy") return policyDifferences(value, facts[what]).map((difference) => `its policy ${difference}`);
    return canonical(value) === canonical(facts[what]) ? [] : [`its ${what} is ${shown(facts[what])}, planned ${shown(value)}`];
  });
  return { state: details.length === 0 ? "asPlanned" : "changed", details };
}

/** Order counts neither in lists nor in objects: patterns and targets are sets. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "nothing";
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}:${canonical(one)}`)
    .sort()
    .join()}}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "not there";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function auditTopic(
  topic: PlannedTopic,
  region: Region,
  found: ReturnType<FoundRoad["subscriptions"]["get"]> = notRead,
): AuditedRoadPart[] {
  const part = (
    protocol: string,
    endpoint: string,
    state: RoadState,
    details: string[],
    subscription?: AuditedRoadPart["subscription"],
  ) => ({
    ...{ kind: "subscription" as const, name: `${topic.name}: ${protocol} ${endpoint}`.trim(), region, state, details },
    ...(subscription === undefined ? {} : { subscription }),
  });
  if ("unreadable" in found) return [part("", "", "unreadable", [found.unreadable])];
  const isFor = (one: Pick<FoundSubscription, "protocol" | "endpoint">) => (other: Pick<FoundSubscription, "protocol" | "endpoint">) =>
    one.protocol === other.protocol && one.endpoint === other.endpoint;
  const planned = topic.subscriptions.map(({ destination, protocol, endpoint, isOurs, filter }) => {
    const its = found.read.filter(isFor({ protocol, endpoint }));
    const one = its.find(({ arn }) => arn !== undefined) ?? its[0];
    const about = {
      topic: topic.arn,
      protocol,
      endpoint,
      isOurs,
      ...(one?.arn === undefined ? {} : { arn: one.arn }),
      ...(filter === undefined ? {} : { filter }),
    };
    if (one === undefined) return part(protocol, endpoint, "missing", [`destination ${destination} gets nothing`], about);
    if (one.arn === undefined)
      return part(protocol, endpoint, "notConfirmed", [`destination ${destination} gets nothing until somebody confirms it`], about);
    // What a queue of another account lets through is that account's to say: that it is subscribed is all that is planned here.
    if (one.unreadable !== undefined)
      return isOurs ? part(protocol, endpoint, "unreadable", [one.unreadable]) : part(protocol, endpoint, "asPlanned", []);
    const details = [
      ...(protocol === "email" && one.isAuthenticated !== true
        ? ["it was confirmed without credentials: whoever has a mail can end it"]
        : []),
      ...(canonical(filter) === canonical(one.filter) ? [] : [`its filter is ${shown(one.filter)}, planned ${shown(filter)}`]),
    ];
    return details.length === 0 ? part(protocol, endpoint, "asPlanned", []) : part(protocol, endpoint, "changed", details, about);
  });
  const foreign = found.read.filter((one) => !topic.subscriptions.some(isFor(one)));
  return [
    ...planned,
    ...foreign.map(({ protocol, endpoint, arn }) =>
      part(
        protocol,
        endpoint,
        "notPlanned",
        [arn === undefined ? "it waits to be confirmed" : "it gets messages, and nobody configured it"],
        {
          ...{ topic: topic.arn, protocol, endpoint, isOurs: false },
          ...(arn === undefined ? {} : { arn }),
        },
      ),
    ),
  ];
}

/** The sweep is the guarantee: without it, whatever else is in order, findings may be lost. */
function heartbeat(found: FoundRoad, region: Region): AuditedRoadPart {
  const { counted, readAt } = found;
  const at = { kind: "heartbeat", name: `${roadNames.metrics} SweepCompleted`, region } as const;
  if ("unreadable" in counted) return { ...at, state: "unreadable", details: [counted.unreadable] };
  if ((counted.read.SweepCompleted ?? 0) > 0) return { ...at, state: "asPlanned", details: [] };
  const due = firstSweepDue(found, region);
  return due !== undefined && due > readAt
    ? { ...at, state: "notYetDue", details: [`no sweep was completed yet: the first one is due by ${due.toISOString()}`] }
    : { ...at, state: "silent", details: ["no sweep of an analyzer was completed in the last three hours"] };
}

/** A schedule runs for the first time within its period, counted from when it was made or changed. Undefined where none is known to run. */
function firstSweepDue({ parts }: FoundRoad, region: Region): Date | undefined {
  const found = parts.get(partKey({ kind: "schedule", name: roadNames.schedule, region }));
  if (found === undefined || !("read" in found) || found.read?.["state"] !== "ENABLED") return undefined;
  const { changedAt } = found.read;
  return changedAt instanceof Date ? new Date(changedAt.getTime() + sweepEvery.milliseconds) : undefined;
}
