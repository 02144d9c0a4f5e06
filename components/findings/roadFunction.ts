import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { functionSettings } from "../../domain/findings/road";
import { transformed, type Transform } from "../transform";

export interface RoadFunctionArgs {
  functionName: string;
  description: string;
  region: pulumi.Input<string>;
  /** ARN of the function's own role. */
  roleArn: pulumi.Input<string>;
  /** `index.mjs`, which exports `handler`, and what it reads. */
  code: pulumi.Input<pulumi.asset.Archive>;
  /** Seconds. @default 60 */
  timeout?: number;
  /** Megabytes. @default 512 */
  memorySize?: number;
  /** What it takes its messages from. @default nothing: something else invokes it */
  queue?: {
    arn: pulumi.Input<string>;
    /** Messages of one invocation. @default 10 */
    batchSize?: number;
    /** Invocations at once, at least 2. @default 2 */
    maximumConcurrency?: number;
  };
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: {
    logGroup?: Transform<cloudwatch.LogGroupArgs>;
    function?: Transform<lambda.FunctionArgs>;
    mapping?: Transform<lambda.EventSourceMappingArgs>;
  };
}

/**
 * One function of the findings road with its log group, which is there first: Lambda would make one that never ends. A message that it gives back
 * alone comes again, the rest of its batch does not.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class RoadFunction extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { logGroup: cloudwatch.LogGroup; function: lambda.Function; mapping?: lambda.EventSourceMapping };

  constructor(name: string, args: RoadFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:RoadFunction", name, {}, opts);

    const { region, transform } = args;
    const tags = args.tags ? { tags: args.tags } : {};
    const logGroupArgs: cloudwatch.LogGroupArgs = { name: `/aws/lambda/${args.functionName}`, retentionInDays: 30, region, ...tags };
    const logGroup = new cloudwatch.LogGroup(...transformed(transform?.logGroup, `${name}-log`, logGroupArgs, { parent: this }));
    const functionArgs: lambda.FunctionArgs = {
      name: args.functionName,
      description: args.description,
      runtime: functionSettings.runtime,
      architectures: ["arm64"],
      handler: functionSettings.handler,
      code: args.code,
      role: args.roleArn,
      timeout: args.timeout ?? functionSettings.timeout,
      memorySize: args.memorySize ?? 512,
      region,
      ...tags,
    };
    const made = new lambda.Function(...transformed(transform?.function, name, functionArgs, { parent: this, dependsOn: logGroup }));
    const mapping = args.queue && takeFrom(this, args.queue);

    this.arn = made.arn;
    this.nodes = { logGroup, function: made, ...(mapping ? { mapping } : {}) };
    this.registerOutputs({ arn: this.arn });

    function takeFrom(parent: pulumi.Resource, queue: NonNullable<RoadFunctionArgs["queue"]>) {
      const mappingArgs: lambda.EventSourceMappingArgs = {
        // Known in a preview, as the ARN is not: there the policy pack looks for ways that lead back.
        functionName: made.name,
        eventSourceArn: queue.arn,
        batchSize: queue.batchSize ?? 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: queue.maximumConcurrency ?? 2 },
        region,
        ...tags,
      };
      return new lambda.EventSourceMapping(...transformed(transform?.mapping, `${name}-mapping`, mappingArgs, { parent }));
    }
  }
}
