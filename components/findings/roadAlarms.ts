import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { comparisonOf, type RoadAlarm } from "../../domain/findings/alarms";
import { transformed, type Transform } from "../transform";

export interface RoadAlarmsArgs {
  alarms: RoadAlarm[];
  /** Begins their names. */
  prefix: string;
  /** ARN of the topic that is told, of the bad and of its end. */
  topicArn: pulumi.Input<string>;
  region: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { alarm?: Transform<cloudwatch.MetricAlarmArgs> };
}

/** CloudWatch's alarms over the findings road. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export class RoadAlarms extends pulumi.ComponentResource {
  readonly nodes: { alarms: cloudwatch.MetricAlarm[] };

  constructor(name: string, args: RoadAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:RoadAlarms", name, {}, opts);

    const alarms = args.alarms.map(comparisonOf).map((alarm) => {
      const resource: cloudwatch.MetricAlarmArgs = {
        name: `${args.prefix}${alarm.what}`,
        alarmDescription: alarm.description,
        namespace: alarm.namespace,
        metricName: alarm.metric,
        dimensions: alarm.dimensions,
        statistic: alarm.statistic,
        period: alarm.period,
        evaluationPeriods: alarm.periods,
        threshold: alarm.threshold,
        comparisonOperator: alarm.comparison,
        treatMissingData: alarm.missing,
        // None where it ends: new alarms all become OK at once, and SNS suspends a mailbox that gets more than ten mails a second.
        alarmActions: [args.topicArn],
        region: args.region,
        ...(args.tags ? { tags: args.tags } : {}),
      };
      return new cloudwatch.MetricAlarm(...transformed(args.transform?.alarm, `${name}-${alarm.what}`, resource, { parent: this }));
    });

    this.nodes = { alarms };
    this.registerOutputs({});
  }
}
