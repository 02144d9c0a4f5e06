import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// A bucket into which S3 writes the access logs of the account's other buckets, and an analyzer that tells when anybody else gets in.
// `pulumi config set account 444444444444`; without the analyzer: `pulumi config set analyzer false`.
const config = new pulumi.Config();
const account = config.require("account");
const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [account] });

const logs = new aws.s3.Bucket("access-logs", { tags: { team: "platform" } }, { provider });

new aws.s3.BucketPublicAccessBlock(
  "access-logs",
  {
    bucket: logs.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  { provider },
);

// By the bucket's name, which a preview knows, and not by its ARN, which it does not: so a policy pack decides in the preview already.
const arn = pulumi.interpolate`arn:aws:s3:::${logs.bucket}`;
new aws.s3.BucketPolicy(
  "access-logs",
  {
    bucket: logs.bucket,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AccessLogs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${arn}/*`,
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
        {
          Sid: "EncryptedConnectionsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, pulumi.interpolate`${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
  { provider },
);

if (config.requireBoolean("analyzer"))
  new aws.accessanalyzer.Analyzer("external-access", { analyzerName: "external-access", type: "ACCOUNT" }, { provider });

export const bucket = logs.bucket;
