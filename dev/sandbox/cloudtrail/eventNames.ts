/** Whether a call becomes an event: reads do not, nor does what CloudTrail counts as access to data. */
export function isRecorded(service: string, operation: string): boolean {
  return !reads.test(operation) && !others[service]?.test(operation);
}

/** CloudTrail's name of an operation; most are called alike. */
export function eventNameOf(service: string, operation: string): string {
  return names[`${service}:${operation}`] ?? operation;
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

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
 */
const names: Record<string, string> = {
  "s3:PutPublicAccessBlock": "PutBucketPublicAccessBlock",
  "s3:DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
  "lambda:AddPermission": "AddPermission20150331v2",
  "lambda:RemovePermission": "RemovePermission20150331v2",
  "lambda:AddLayerVersionPermission": "AddLayerVersionPermission20181031",
  "lambda:RemoveLayerVersionPermission": "RemoveLayerVersionPermission20181031",
};
