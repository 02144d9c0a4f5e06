import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { RoadQueue } from "../../domain/findings/road";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";
import { deadLettersKept } from "./queueWithDeadLetters";

export interface RuleDeadLettersArgs {
  queue: RoadQueue;
  /** Lets the Region's rules in. */
  policy: pulumi.Input<PolicyDocument>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { queue?: Transform<sqs.QueueArgs> };
}

/**
 * What the EventBridge rules of one Region could not deliver, kept for two weeks. EventBridge takes a queue of the rule's own Region only. What uses the
 * queue names it and depends on it: where a Region cannot have one, a value that never comes would stop the whole stack.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class RuleDeadLetters extends pulumi.ComponentResource {
  readonly nodes: { queue: sqs.Queue; policy: sqs.QueuePolicy };

  constructor(name: string, args: RuleDeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:RuleDeadLetters", name, {}, opts);

    const { queue: named, tags, transform } = args;
    const { name: queueName, region, url } = named;
    const queueArgs: sqs.QueueArgs = { name: queueName, region, ...deadLettersKept, ...(tags ? { tags } : {}) };
    const queue = new sqs.Queue(...transformed(transform?.queue, name, queueArgs, { parent: this }));
    const policy = new sqs.QueuePolicy(
      `${name}-policy`,
      { queueUrl: url, region, policy: pulumi.jsonStringify(args.policy) },
      { parent: this, dependsOn: queue },
    );

    this.nodes = { queue, policy };
    this.registerOutputs({});
  }
}
