import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { functionSettings, kept, tries, type RoadQueue } from "../../domain/findings/road";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";

type Named = Pick<RoadQueue, "name" | "region">;

export interface QueueWithDeadLettersArgs {
  queue: Named;
  deadLetters: Named;
  /** Of the queue: who sends to it. */
  policy: pulumi.Input<PolicyDocument>;
  /** Of its dead letters. SQS itself moves messages there, which asks no policy. */
  deadLettersPolicy: pulumi.Input<PolicyDocument>;
  /** Timeout of the function that takes the messages, in seconds: what it has taken stays invisible for six times as long. @default 60 */
  functionTimeout?: number;
  /** How often a message is tried. @default 5 */
  maxReceiveCount?: number;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { queue?: Transform<sqs.QueueArgs>; deadLetters?: Transform<sqs.QueueArgs> };
}

/** Longer than any queue keeps a message before it comes here: SQS counts from the first sending. */
export const deadLettersKept = { messageRetentionSeconds: kept.deadLetters, sqsManagedSseEnabled: true } as const;

/**
 * A queue that a function takes its messages from, and where those go that it could not handle.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class QueueWithDeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { queue: sqs.Queue; deadLetters: sqs.Queue; policies: sqs.QueuePolicy[] };

  constructor(name: string, args: QueueWithDeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:QueueWithDeadLetters", name, {}, opts);

    const { functionTimeout = functionSettings.timeout, maxReceiveCount = tries, transform } = args;
    const tags = args.tags ? { tags: args.tags } : {};
    const deadLettersArgs: sqs.QueueArgs = { ...args.deadLetters, ...deadLettersKept, ...tags };
    const deadLetters = new sqs.Queue(...transformed(transform?.deadLetters, `${name}-dead-letters`, deadLettersArgs, { parent: this }));
    const queueArgs: sqs.QueueArgs = {
      ...args.queue,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: kept.messages,
      visibilityTimeoutSeconds: 6 * functionTimeout,
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
      ...tags,
    };
    const queue = new sqs.Queue(...transformed(transform?.queue, name, queueArgs, { parent: this }));
    const restrict = (of: string, { id, region }: sqs.Queue, policy: pulumi.Input<PolicyDocument>) =>
      new sqs.QueuePolicy(`${of}-policy`, { queueUrl: id, region, policy: pulumi.jsonStringify(policy) }, { parent: this });

    this.arn = queue.arn;
    this.nodes = {
      queue,
      deadLetters,
      policies: [restrict(name, queue, args.policy), restrict(`${name}-dead-letters`, deadLetters, args.deadLettersPolicy)],
    };
    this.registerOutputs({ arn: this.arn });
  }
}
