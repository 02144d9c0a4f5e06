import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { transformed, type Transform } from "../transform";

export interface FindingsForwarderArgs {
  /** Where the rule is: on the account's default bus there. */
  region: string;
  ruleName: string;
  description: string;
  pattern: pulumi.Input<object>;
  /** ARN of the bus that gets the events, in this Region or another one. */
  busArn: pulumi.Input<string>;
  /** ARN of the role by which the rule puts events on that bus. */
  roleArn: pulumi.Input<string>;
  /** ARN of a queue for what cannot be delivered, in the rule's Region. */
  deadLettersArn: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { rule?: Transform<cloudwatch.EventRuleArgs>; target?: Transform<cloudwatch.EventTargetArgs> };
}

/**
 * Forwards what a pattern matches in one Region to a bus at home, as they are: what goes to a bus cannot be rewritten on the way.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class FindingsForwarder extends pulumi.ComponentResource {
  readonly nodes: { rule: cloudwatch.EventRule; target: cloudwatch.EventTarget };

  constructor(name: string, args: FindingsForwarderArgs, opts?: pulumi.ComponentResourceOptions) {
    // What it depends on, its resources do: a component that waits for what failed stops the whole stack.
    super("access-analyzer-org:findings:FindingsForwarder", name, {}, { ...opts, dependsOn: [] });

    const { region, transform } = args;
    const ruleArgs: cloudwatch.EventRuleArgs = {
      name: args.ruleName,
      description: args.description,
      eventPattern: pulumi.jsonStringify(args.pattern),
      // Left out, a rule that somebody disabled would be no difference.
      state: "ENABLED",
      region,
      ...(args.tags ? { tags: args.tags } : {}),
    };
    const [ruleName, transformedRule, ruleOptions] = transformed(transform?.rule, name, ruleArgs, {
      parent: this,
      dependsOn: opts?.dependsOn,
    });
    const rule = new cloudwatch.EventRule(ruleName, transformedRule, ruleOptions);
    const targetArgs: cloudwatch.EventTargetArgs = {
      // Not the rule's own output: where a Region cannot have the rule, a value that never comes would stop the whole stack.
      rule: pulumi.output(transformedRule.name).apply((given) => given ?? args.ruleName),
      targetId: "bus",
      arn: args.busArn,
      roleArn: args.roleArn,
      deadLetterConfig: { arn: args.deadLettersArn },
      region,
    };
    const target = new cloudwatch.EventTarget(
      ...transformed(transform?.target, `${name}-target`, targetArgs, { parent: this, dependsOn: rule }),
    );

    this.nodes = { rule, target };
    this.registerOutputs({});
  }
}
