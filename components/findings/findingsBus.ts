import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";

export interface FindingsBusArgs {
  /** The bus's name. */
  busName: pulumi.Input<string>;
  region: pulumi.Input<string>;
  /** Who puts events on it. */
  policy: pulumi.Input<PolicyDocument>;
  /** What goes from the bus to the queue. */
  rule: { name: string; description: string; pattern: pulumi.Input<object> };
  /** ARN of a queue in the same Region, whose policy lets the rule in. */
  queueArn: pulumi.Input<string>;
  /** ARN of a queue for what cannot be delivered, in the same Region. */
  deadLettersArn: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: {
    bus?: Transform<cloudwatch.EventBusArgs>;
    rule?: Transform<cloudwatch.EventRuleArgs>;
    target?: Transform<cloudwatch.EventTargetArgs>;
  };
}

/**
 * An event bus that events of all Regions arrive at, and the rule that takes them to a queue. Forwarders depend on it: a rule whose
 * target does not exist yet loses what it matches.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
 */
export class FindingsBus extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: {
    bus: cloudwatch.EventBus;
    policy: cloudwatch.EventBusPolicy;
    rule: cloudwatch.EventRule;
    target: cloudwatch.EventTarget;
  };

  constructor(name: string, args: FindingsBusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:FindingsBus", name, {}, opts);

    const { region, transform } = args;
    const tags = args.tags ? { tags: args.tags } : {};
    const busArgs: cloudwatch.EventBusArgs = { name: args.busName, region, ...tags };
    const bus = new cloudwatch.EventBus(...transformed(transform?.bus, name, busArgs, { parent: this }));
    const policy = new cloudwatch.EventBusPolicy(
      `${name}-policy`,
      { eventBusName: bus.name, region, policy: pulumi.jsonStringify(args.policy) },
      { parent: this },
    );
    const ruleArgs: cloudwatch.EventRuleArgs = {
      name: args.rule.name,
      description: args.rule.description,
      eventBusName: bus.name,
      eventPattern: pulumi.jsonStringify(args.rule.pattern),
      // Left out, a rule that somebody disabled would be no difference.
      state: "ENABLED",
      region,
      ...tags,
    };
    const rule = new cloudwatch.EventRule(...transformed(transform?.rule, `${name}-intake`, ruleArgs, { parent: this }));
    const targetArgs: cloudwatch.EventTargetArgs = {
      rule: rule.name,
      eventBusName: bus.name,
      targetId: "queue",
      arn: args.queueArn,
      deadLetterConfig: { arn: args.deadLettersArn },
      region,
    };
    const target = new cloudwatch.EventTarget(...transformed(transform?.target, `${name}-intake-target`, targetArgs, { parent: this }));

    this.arn = bus.arn;
    this.nodes = { bus, policy, rule, target };
    this.registerOutputs({ arn: this.arn });
  }
}
