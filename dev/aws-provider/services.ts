import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Service } from "./crud";

// A client's module is loaded when a resource first needs it: most processes need one or two.

export const accessAnalyzer: Service<AccessAnalyzerClient> = {
  title: "AccessAnalyzer",
  client: (account, region) =>
    account.client("accessanalyzer", region, async () => (await import("@aws-sdk/client-accessanalyzer")).AccessAnalyzerClient),
};

export const cloudFormation: Service<CloudFormationClient> = {
  title: "CloudFormation",
  client: (account, region) =>
    account.client("cloudformation", region, async () => (await import("@aws-sdk/client-cloudformation")).CloudFormationClient),
};

export const cloudWatch: Service<CloudWatchClient> = {
  title: "CloudWatch",
  client: (account, region) =>
    account.client("cloudwatch", region, async () => (await import("@aws-sdk/client-cloudwatch")).CloudWatchClient),
};

export const eventBridge: Service<EventBridgeClient> = {
  title: "EventBridge",
  client: (account, region) =>
    account.client("eventbridge", region, async () => (await import("@aws-sdk/client-eventbridge")).EventBridgeClient),
};

export const cloudWatchLogs: Service<CloudWatchLogsClient> = {
  title: "CloudWatch Logs",
  client: (account, region) =>
    account.client("cloudwatchlogs", region, async () => (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogsClient),
};

export const dynamodb: Service<DynamoDBClient> = {
  title: "DynamoDB",
  client: (account, region) => account.client("dynamodb", region, async () => (await import("@aws-sdk/client-dynamodb")).DynamoDBClient),
};

export const iam: Service<IAMClient> = {
  title: "IAM",
  client: (account) => account.client("iam", account.region, async () => (await import("@aws-sdk/client-iam")).IAMClient),
};

export const kms: Service<KMSClient> = {
  title: "KMS",
  client: (account, region) => account.client("kms", region, async () => (await import("@aws-sdk/client-kms")).KMSClient),
};

export const lambda: Service<LambdaClient> = {
  title: "Lambda",
  client: (account, region) => account.client("lambda", region, async () => (await import("@aws-sdk/client-lambda")).LambdaClient),
};

export const organizations: Service<OrganizationsClient> = {
  title: "Organizations",
  client: (account) =>
    account.client("organizations", account.region, async () => (await import("@aws-sdk/client-organizations")).OrganizationsClient),
};

export const s3: Service<S3Client> = {
  title: "S3",
  client: (account, region) => account.client("s3", region, async () => (await import("@aws-sdk/client-s3")).S3Client),
};

export const sns: Service<SNSClient> = {
  title: "SNS",
  client: (account, region) => account.client("sns", region, async () => (await import("@aws-sdk/client-sns")).SNSClient),
};

export const scheduler: Service<SchedulerClient> = {
  title: "Scheduler",
  client: (account, region) => account.client("scheduler", region, async () => (await import("@aws-sdk/client-scheduler")).SchedulerClient),
};

export const sqs: Service<SQSClient> = {
  title: "SQS",
  client: (account, region) =>
    account.client("sqs", region, async () => {
      const { SQSClient } = await import("@aws-sdk/client-sqs");
      // Programs name queues by AWS's own URLs, which lead past AWS_ENDPOINT_URL.
      return class extends SQSClient {
        constructor(settings: SQSClientConfig) {
          super({ ...settings, useQueueUrlAsEndpoint: false });
        }
      };
    }),
};

export const ssm: Service<SSMClient> = {
  title: "SSM",
  client: (account, region) => account.client("ssm", region, async () => (await import("@aws-sdk/client-ssm")).SSMClient),
};
