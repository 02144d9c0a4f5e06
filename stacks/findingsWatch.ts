import type * as aws from "@pulumi/aws";
import type * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import { FindingsBus } from "../components/findings/findingsBus";
import { FindingsForwarder } from "../components/findings/findingsForwarder";
import { functionCode } from "../components/findings/functionCode";
import { QueueWithDeadLetters } from "../components/findings/queueWithDeadLetters";
import { RoadFunction } from "../components/findings/roadFunction";
import { findingsRoad, roadPlace } from "../domain/findings/road";
import { watchRegions } from "../domain/findings/roadRegions";
import type { RoadSettings } from "../domain/findings/settings";
import type { Region } from "../domain/identifiers";
import * as policies from "../domain/policies/findingsRoad/resourcePolicies";
import { ourTags } from "../domain/policies/roles";
import type { WatchSettings } from "../domain/tampering/ours";
import { tamperingPattern } from "../domain/tampering/pattern";
import type { Project } from "./project";

export interface FindingsWatchArgs {
  project: Project;
  provider: aws.Provider;
  settings: RoadSettings;
  keys: pulumi.Output<WatchSettings["keys"]>;
  /** The queue for what rules of a Region cannot deliver. */
  deadLettersIn(region: Region): sqs.Queue;
}

/**
 * The watch beside the findings road, in the delegated administrator: tells calls that tamper with what finds and tells by the alarms' topic. Of the
 * road it uses nothing but the queues for dead letters of rules. What is done to the watch, the road tells.
 */
export function findingsWatch({ project: { config, inventory, plan }, provider, settings, keys, deadLettersIn }: FindingsWatchArgs): void {
  const home = config.organization.homeRegion;
  const road = findingsRoad(roadPlace(config));
  const common = { region: home, tags: ourTags(config) };
  const options = { provider };
  const at = (what: string, region: Region = home) => `findings-${region}-${what}`;
  const description = "Calls that tamper with what finds and tells.";
  const pattern = tamperingPattern();

  const queueArgs = {
    queue: road.watch,
    deadLetters: road.watchDeadLetters,
    policy: policies.watchPolicy(config),
    deadLettersPolicy: policies.queueDeadLettersPolicy(road.watchDeadLetters.arn),
    tags: common.tags,
  };
  const queue = new QueueWithDeadLetters(at("watch"), queueArgs, options);

  const busArgs = {
    ...common,
    busName: road.watchBus.name,
    policy: policies.watchBusPolicy(config, inventory.organization.id),
    rule: { name: road.watchIntakeRule.name, description, pattern },
    queueArn: road.watch.arn,
    deadLettersArn: deadLettersIn(home).arn,
  };
  const bus = new FindingsBus(at("watch-bus"), busArgs, { ...options, dependsOn: queue });

  for (const region of watchRegions(config, inventory, plan)) {
    const args = {
      ...{ region, description, pattern, ruleName: road.watchRule(region).name, tags: common.tags },
      ...{ busArn: road.watchBus.arn, roleArn: road.watchForwarderRoleArn(), deadLettersArn: road.deadLetters(region).arn },
    };
    const dependsOn = [bus.nodes.policy, bus.nodes.target, deadLettersIn(region)];
    new FindingsForwarder(at("watch-rule", region), args, { ...options, dependsOn });
  }

  const { name: functionName, roleArn } = road.functions.watcher;
  const code = keys.apply((arns) => functionCode("watcher", { ...settings, keys: arns } satisfies WatchSettings));
  const functionArgs = { ...common, functionName, description, roleArn, code, queue: { arn: road.watch.arn } };
  new RoadFunction(at("watcher"), functionArgs, { ...options, dependsOn: queue });
}
