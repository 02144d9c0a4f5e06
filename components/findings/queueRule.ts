import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { transformed, type Transform } from "../transform";

export interface QueueRuleArgs {
  /** Name of the bus that the rule is on. */
  busName: pulumi.Input<string>;
  region: pulumi.Input<string>;
  ruleName: string;
  description: string;
  pattern: pulumi.Input<object>;
  /** ARN of a queue in the same Region, whose policy lets the rule in. */
  queueArn: pulumi.Input<string>;
  /** ARN of a queue for what cannot be delivered, in the same Region. */
  deadLettersArn: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { rule?: Transform<cloudwatch.EventRuleArgs>; target?: Transform<cloudwatch.EventTargetArgs> };
}

/** One more rule on a bus that takes events to a queue. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html */
export class QueueRule extends pulumi.ComponentResource {
  readonly nodes: { rule: cloudwatch.EventRule; target: cloudwatch.EventTarget };

  constructor(name: string, args: QueueRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:QueueRule", name, {}, opts);

    const { busName: eventBusName, region, transform } = args;
    const ruleArgs: cloudwatch.EventRuleArgs = {
      name: args.ruleName,
      description: args.description,
      eventBusName,
      eventPattern: pulumi.jsonStringify(args.pattern),
      // Left out, a rule that somebody disabled would be no difference.
      state: "ENABLED",
      region,
      ...(args.tags ? { tags: args.tags } : {}),
    };
    const rule = new cloudwatch.EventRule(...transformed(transform?.rule, name, ruleArgs, { parent: this }));
    const targetArgs: cloudwatch.EventTargetArgs = {
      rule: rule.name,
      eventBusName,
      targetId: "queue",
      arn: args.queueArn,
      deadLetterConfig: { arn: args.deadLettersArn },
      region,
    };
    const target = new cloudwatch.EventTarget(...transformed(transform?.target, `${name}-target`, targetArgs, { parent: this }));

    this.nodes = { rule, target };
    this.registerOutputs({});
  }
}
