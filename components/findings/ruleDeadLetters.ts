import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { RoadQueue } from "../../domain/findings/road";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";
import { deadLettersKept } from "./queueWithDeadLetters";

export interface RuleDeadLettersArgs {
  queue: Pick<RoadQueue, "name" | "region">;
  /** Lets the Region's rules in. */
  policy: pulumi.Input<PolicyDocument>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { queue?: Transform<sqs.QueueArgs> };
}

/**
 * What the EventBridge rules of one Region could not deliver, kept for two weeks. EventBridge takes a queue of the rule's own Region only.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class RuleDeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { queue: sqs.Queue; policy: sqs.QueuePolicy };

  constructor(name: string, args: RuleDeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:RuleDeadLetters", name, {}, opts);

    const { queue: named, tags, transform } = args;
    const queueArgs: sqs.QueueArgs = { ...named, ...deadLettersKept, ...(tags ? { tags } : {}) };
    const queue = new sqs.Queue(...transformed(transform?.queue, name, queueArgs, { parent: this }));
    const policy = new sqs.QueuePolicy(
      `${name}-policy`,
      { queueUrl: queue.id, region: named.region, policy: pulumi.jsonStringify(args.policy) },
      { parent: this },
    );

    this.arn = queue.arn;
    this.nodes = { queue, policy };
    this.registerOutputs({ arn: this.arn });
  }
}
