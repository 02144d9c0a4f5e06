import * as pulumi from "@pulumi/pulumi";
import type { EncryptedTopic } from "../components/findings/encryptedTopic";
import type { Configuration } from "../domain/configuration/configuration";
import type { Road } from "../domain/findings/road";
import {
  alarmSubscriptions,
  confirmCommand,
  filterPolicy,
  findingSubscriptions,
  queueStatement,
  subscribeCommand,
  type Subscriptions,
} from "../domain/findings/subscriptions";

/** What a person has still to do, and with what. */
export interface RoadOutputs {
  /** Mailboxes that nobody has confirmed yet, as AWS last said: put the token of the mail's link in the place of TOKEN. */
  unconfirmed: pulumi.Output<{ destination: string; command: string }[]>;
  /** Queues of other accounts: run the command there, once. Whether somebody did is seen by the audit. */
  foreignQueues: { destination: string; account: string; command: string; queuePolicyStatement: object }[];
  /** ARNs of the topics that chat rooms are connected to, by destination. */
  chatTopics: Record<string, pulumi.Output<string>>;
  alarmsTopic: pulumi.Output<string>;
}

export interface RoadTopics {
  config: Configuration;
  road: Road;
  notifications: EncryptedTopic;
  rooms: Record<string, EncryptedTopic>;
  alarms: EncryptedTopic;
}

export function roadOutputs({ config, road, notifications, rooms, alarms }: RoadTopics): RoadOutputs {
  const { homeRegion } = config.organization;
  const confirm = (pending: string[], { arn }: { arn: string }) =>
    pending.map((destination) => ({ destination, command: confirmCommand(arn, homeRegion) }));
  const subscribe = ({ foreign }: Subscriptions, { arn }: { arn: string }, isFiltered: boolean) =>
    foreign.map(({ destination, endpoint }) => ({
      destination,
      account: endpoint.split(":")[4] ?? "",
      command: subscribeCommand(arn, homeRegion, endpoint, isFiltered ? filterPolicy(destination) : undefined),
      queuePolicyStatement: queueStatement(arn, endpoint),
    }));
  return {
    unconfirmed: pulumi
      .all([notifications.pending, alarms.pending])
      .apply(([findings, ofAlarms]) => [...confirm(findings, road.notifications), ...confirm(ofAlarms, road.alarms)]),
    foreignQueues: [
      ...subscribe(findingSubscriptions(config), road.notifications, true),
      ...subscribe(alarmSubscriptions(config), road.alarms, false),
    ],
    chatTopics: Object.fromEntries(Object.entries(rooms).map(([destination, { arn }]) => [destination, arn])),
    alarmsTopic: alarms.arn,
  };
}
