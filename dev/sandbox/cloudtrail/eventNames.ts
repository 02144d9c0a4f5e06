import type { Service } from "../service";

/** Whether a call becomes an event: reads do not, nor does what CloudTrail counts as access to data. */
export function isRecorded(service: string, operation: string): boolean {
  return !reads.test(operation) && !others[service]?.test(operation);
}

/** CloudTrail's name of an operation; most are called alike. */
export function eventNameOf({ trail }: Pick<Service, "trail">, operation: string): string {
  return trail?.names?.[operation] ?? operation;
}

const reads = /^(BatchGet|Check|Describe|Get|Head|List|Lookup|Query|Receive|Scan|Search|Simulate|Test|Validate)/;

/** Further reads, and access to data, by signing name. */
const others: Record<string, RegExp> = {
  dynamodb: /Item(s)?$|^(Execute|Transact)/,
  events: /^PutEvents$/,
  kms: /^(Sign|Verify|Encrypt|Decrypt|ReEncrypt|Generate\w+)$/,
  lambda: /^Invoke/,
  logs: /^(PutLogEvents|FilterLogEvents|StartQuery)$/,
  monitoring: /^PutMetricData$/,
  s3: /Object(s|Acl|Tagging)?$/,
  sns: /^Publish/,
  sqs: /Message(Batch)?$|^ChangeMessageVisibility/,
  sts: /./,
};
