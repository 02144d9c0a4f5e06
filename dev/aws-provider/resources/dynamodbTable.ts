import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type KeySchemaElement,
  type ScalarAttributeType,
  type Tag,
} from "@aws-sdk/client-dynamodb";
import { crud } from "../crud";
import { dynamodb } from "../services";
import { tagList } from "../tags";
import { asGiven, flag, list, numeric, object, requiredText, text, texts, type Properties } from "../values";
import { pause } from "../waiting";

/** aws.dynamodb.Table, of on-demand capacity. Its id is its name. */
export const dynamodbTable = crud({
  token: "aws:dynamodb/table:Table",
  scope: "regional",
  title: "DynamoDB Table",
  service: dynamodb,
  inputs: {
    attributes: { required: true, kind: "set" },
    billingMode: { required: true, oneOf: ["PAY_PER_REQUEST"] },
    deletionProtectionEnabled: { default: false },
    globalSecondaryIndexes: { kind: "set" },
    hashKey: { required: true, forceNew: true },
    name: { forceNew: true, autoName: { maxLength: 255 } },
    pointInTimeRecovery: { computed: true },
    rangeKey: { forceNew: true },
    serverSideEncryption: { computed: true },
    tableClass: { computed: true },
    tags: {},
    ttl: { computed: true },
  },
  outputs: ["arn", "readCapacity", "streamArn", "streamEnabled", "streamLabel", "writeCapacity"],
  id: { of: ["name"] },
  gone: ["ResourceNotFoundException"],
  create: async (client, inputs, context) => {
    const TableName = requiredText(inputs, "name");
    await client.send(
      new CreateTableCommand({
        ...{ TableName, BillingMode: "PAY_PER_REQUEST", KeySchema: keySchema(inputs), AttributeDefinitions: attributes(inputs) },
        ...(list(inputs["globalSecondaryIndexes"]).length === 0
          ? {}
          : { GlobalSecondaryIndexes: list(inputs["globalSecondaryIndexes"]).map(index) }),
        ...{ SSESpecification: encryption(inputs), DeletionProtectionEnabled: inputs["deletionProtectionEnabled"] === true },
        ...{ TableClass: text(inputs["tableClass"]) as "STANDARD" | undefined, Tags: tagList(context.tagsAll) }, // DynamoDB checks the class
      }),
    );
    await active(client, TableName, context.cancelled);
    if (flag(object(inputs["ttl"])["enabled"]) === true) await putTimeToLive(client, TableName, inputs);
    if (flag(object(inputs["pointInTimeRecovery"])["enabled"]) === true) await putRecovery(client, TableName, inputs);
  },
  read: async (client, { id: TableName }, state) => {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
    const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    const { TimeToLiveDescription: timeToLive } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    const { SSEDescription: sse } = table ?? {};
    return {
      ...{ arn: table?.TableArn, name: table?.TableName, billingMode: table?.BillingModeSummary?.BillingMode ?? "PROVISIONED" },
      ...{ hashKey: keyOf(table?.KeySchema, "HASH"), rangeKey: keyOf(table?.KeySchema, "RANGE") },
      attributes: (table?.AttributeDefinitions ?? []).map(({ AttributeName = "", AttributeType = "" }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
      globalSecondaryIndexes: (table?.GlobalSecondaryIndexes ?? []).map(indexState),
      deletionProtectionEnabled: table?.DeletionProtectionEnabled ?? false,
      ...{ readCapacity: 0, writeCapacity: 0, streamArn: "", streamEnabled: false, streamLabel: "" },
      tableClass: table?.TableClassSummary?.TableClass ?? "STANDARD",
      serverSideEncryption: asGiven(
        { enabled: sse?.Status === "ENABLED", kmsKeyArn: sse?.KMSMasterKeyArn ?? "" },
        state["serverSideEncryption"],
      ),
      pointInTimeRecovery: asGiven(
        { enabled: recovery?.PointInTimeRecoveryStatus === "ENABLED", recoveryPeriodInDays: recovery?.RecoveryPeriodInDays ?? 0 },
        state["pointInTimeRecovery"],
      ),
      ttl: asGiven({ enabled: timeToLive?.TimeToLiveStatus === "ENABLED", attributeName: timeToLive?.AttributeName ?? "" }, state["ttl"]),
      tags: await tagsOf(client, table?.TableArn),
    };
  },
  update: [
    {
      of: ["deletionProtectionEnabled"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateTableCommand({ TableName: id, DeletionProtectionEnabled: inputs["deletionProtectionEnabled"] === true })),
    },
    {
      // One index at a time is all that DynamoDB changes.
      of: ["attributes", "globalSecondaryIndexes"],
      call: async (client, { id: TableName }, { old, new: inputs }, { cancelled }) => {
        for (const GlobalSecondaryIndexUpdate of indexUpdates(old, inputs)) {
          const AttributeDefinitions = attributes(inputs);
          const GlobalSecondaryIndexUpdates = [GlobalSecondaryIndexUpdate];
          await client.send(new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates }));
          await active(client, TableName, cancelled);
        }
      },
    },
    {
      of: ["serverSideEncryption"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateTableCommand({ TableName: id, SSESpecification: encryption(inputs) ?? { Enabled: false } })),
    },
    {
      of: ["tableClass"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateTableCommand({ TableName: id, TableClass: text(inputs["tableClass"]) as "STANDARD" | undefined })), // DynamoDB checks it
    },
    { of: ["ttl"], call: (client, { id }, { new: inputs }) => putTimeToLive(client, id, inputs) },
    { of: ["pointInTimeRecovery"], call: (client, { id }, { new: inputs }) => putRecovery(client, id, inputs) },
  ],
  tags: {
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ ResourceArn: text(arn), Tags: tagList(tags) })),
    remove: (client, _key, TagKeys, { arn }) => client.send(new UntagResourceCommand({ ResourceArn: text(arn), TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteTableCommand({ TableName: id })),
});

async function active(client: DynamoDBClient, TableName: string, cancelled: AbortSignal): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    if (cancelled.aborted || (Table?.TableStatus === "ACTIVE" && indexes.every(({ IndexStatus }) => IndexStatus === "ACTIVE"))) return;
    await pause(5000, cancelled);
  }
}

function putTimeToLive(client: DynamoDBClient, TableName: string, inputs: Properties): Promise<unknown> {
  const ttl = object(inputs["ttl"]);
  const TimeToLiveSpecification = { Enabled: flag(ttl["enabled"]) ?? false, AttributeName: text(ttl["attributeName"]) };
  return client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

function putRecovery(client: DynamoDBClient, TableName: string, inputs: Properties): Promise<unknown> {
  const recovery = object(inputs["pointInTimeRecovery"]);
  const PointInTimeRecoverySpecification = {
    PointInTimeRecoveryEnabled: flag(recovery["enabled"]) ?? false,
    RecoveryPeriodInDays: numeric(recovery["recoveryPeriodInDays"]),
  };
  return client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
}

function encryption(inputs: Properties) {
  const { enabled, kmsKeyArn } = object(inputs["serverSideEncryption"]);
  return enabled === true ? { Enabled: true, SSEType: "KMS" as const, KMSMasterKeyId: text(kmsKeyArn) } : undefined;
}

function attributes(inputs: Properties) {
  return list(inputs["attributes"]).map((each) => ({
    AttributeName: requiredText(each, "name"),
    AttributeType: requiredText(each, "type") as ScalarAttributeType, // DynamoDB checks it
  }));
}

function keySchema(keyed: Properties): KeySchemaElement[] {
  const range = text(keyed["rangeKey"]);
  const hash: KeySchemaElement = { AttributeName: requiredText(keyed, "hashKey"), KeyType: "HASH" };
  return range === undefined ? [hash] : [hash, { AttributeName: range, KeyType: "RANGE" }];
}

function index(given: Properties) {
  const NonKeyAttributes = texts(given["nonKeyAttributes"]);
  const ProjectionType = requiredText(given, "projectionType") as "ALL"; // DynamoDB checks it
  return {
    ...{ IndexName: requiredText(given, "name"), KeySchema: keySchema(given) },
    Projection: { ProjectionType, ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes }) },
  };
}

function indexState({ IndexName = "", KeySchema, Projection }: GlobalSecondaryIndexDescription) {
  const range = keyOf(KeySchema, "RANGE");
  const nonKeyAttributes = Projection?.NonKeyAttributes ?? [];
  return {
    ...{ name: IndexName, hashKey: keyOf(KeySchema, "HASH") ?? "", projectionType: Projection?.ProjectionType ?? "ALL" },
    ...(range === undefined ? {} : { rangeKey: range }),
    ...(nonKeyAttributes.length === 0 ? {} : { nonKeyAttributes }),
  };
}

/** What a changed index is: gone, and made again. */
function indexUpdates(old: Properties, inputs: Properties) {
  const before = list(old["globalSecondaryIndexes"]).map(index);
  const after = list(inputs["globalSecondaryIndexes"]).map(index);
  const isIn = (indexes: object[], one: object) => indexes.some((each) => JSON.stringify(each) === JSON.stringify(one));
  return [
    ...before.filter((each) => !isIn(after, each)).map(({ IndexName }) => ({ Delete: { IndexName } })),
    ...after.filter((each) => !isIn(before, each)).map((Create) => ({ Create })),
  ];
}

function keyOf(schema: KeySchemaElement[] | undefined, type: "HASH" | "RANGE"): string | undefined {
  return schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
}

async function tagsOf(client: DynamoDBClient, ResourceArn: string | undefined): Promise<Record<string, string>> {
  const tags: Tag[] = [];
  for (let NextToken: string | undefined; ;) {
    const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }));
    tags.push(...(page.Tags ?? []));
    NextToken = page.NextToken;
    if (NextToken === undefined) return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  }
}
