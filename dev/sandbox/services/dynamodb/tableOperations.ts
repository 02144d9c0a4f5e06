import { randomUUID } from "node:crypto";
import type * as sdk from "@aws-sdk/client-dynamodb";
import type { CreateTableCommandInput, GlobalSecondaryIndex, KeySchemaElement, TableDescription } from "@aws-sdk/client-dynamodb";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { keyAsked } from "../kms/encryption";
import { only } from "../storing/only";
import { policyText } from "../storing/policyText";
import type { Stored } from "../storing/stored";
import { endStream, setStream, streamOf } from "./streams";
import { tables, type Index, type Key, type Table } from "./tables";
import { invalid, sizeOf } from "./values";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
export const tableOperations: Operations<typeof sdk> = {
  CreateTable: tables.creates({
    tags: ({ Tags = [] }) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    also: (input, call) => [
      ...encryptionAsked(input, call),
      ...(input.ResourcePolicy === undefined ? [] : [tables.asked(input, call, { action: "dynamodb:PutResourcePolicy" })]),
    ],
    policy: ({ ResourcePolicy }) => (ResourcePolicy === undefined ? undefined : policyText(ResourcePolicy, "ValidationException")),
    taken(existing) {
      throw new AwsError("ResourceInUseException", `Table already exists: ${existing.name}`);
    },
    settings: tableOf,
    answer(made, call, input) {
      setStream(made, input, call);
      return { TableDescription: description(made) };
    },
  }),
  DescribeTable: tables.on((table) => ({ Table: description(table) })),
  ListTables: {
    handle(input, call) {
      const all = tables.all(call).map(({ name }) => name);
      const from = input.ExclusiveStartTableName === undefined ? 0 : all.findIndex((name) => name > (input.ExclusiveStartTableName ?? ""));
      const rest = from < 0 ? [] : all.slice(from);
      const { items } = page(call, { MaxResults: input.Limit }, rest, { badToken: () => invalid("Invalid token") });
      return { TableNames: items, ...(items.length < rest.length ? { LastEvaluatedTableName: items.at(-1) } : {}) };
    },
  },
  UpdateTable: tables.changes(
    (table, input, call) => {
      const known = ["TableName", "AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled", "SSESpecification", "TableClass"];
      only(input, [...known, "GlobalSecondaryIndexUpdates", "ProvisionedThroughput", "StreamSpecification"]);
      const { settings } = table;
      if (input.AttributeDefinitions) settings.attributes = input.AttributeDefinitions;
      if (input.BillingMode) settings.billingMode = input.BillingMode;
      if (input.ProvisionedThroughput) settings.throughput = input.ProvisionedThroughput;
      if (input.DeletionProtectionEnabled !== undefined) settings.isDeletionProtected = input.DeletionProtectionEnabled;
      if (input.SSESpecification) Object.assign(settings, encryptionOf(input));
      setStream(table, input, call);
      if (input.TableClass) settings.tableClass = input.TableClass;
      for (const { Create, Delete, Update } of input.GlobalSecondaryIndexUpdates ?? []) {
        if (Create) settings.indexes.set(Create.IndexName, indexOf(Create, settings.attributes));
        if (Delete && !settings.indexes.delete(Delete.IndexName)) throw tables.kind.missing("");
        if (Update) throw new AwsError("NotImplemented", "The sandbox organization changes no throughput of indexes.");
      }
      return { TableDescription: description(table) };
    },
    { also: (input, call) => encryptionAsked(input, call) },
  ),
  DeleteTable: tables.on((table, _input, call) => {
    if (table.settings.isDeletionProtected)
      throw invalid(`Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`);
    endStream(table, call);
    tables.remove(table, call);
    return { TableDescription: { ...description(table), TableStatus: "DELETING" } };
  }),
  DescribeContinuousBackups: tables.on((table) => ({ ContinuousBackupsDescription: recoveryOf(table) })),
  UpdateContinuousBackups: tables.on(
    (table, { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, RecoveryPeriodInDays } }) => {
      table.settings.recovery = { isEnabled: PointInTimeRecoveryEnabled, days: RecoveryPeriodInDays ?? 35 };
      return { ContinuousBackupsDescription: recoveryOf(table) };
    },
  ),
  DescribeTimeToLive: tables.on(({ settings: { timeToLive } }) => ({
    TimeToLiveDescription: {
      TimeToLiveStatus: timeToLive?.Enabled === true ? "ENABLED" : "DISABLED",
      ...(timeToLive?.Enabled === true ? { AttributeName: timeToLive.AttributeName } : {}),
    },
  })),
  UpdateTimeToLive: tables.on((table, { TimeToLiveSpecification }) => {
    if ((table.settings.timeToLive?.Enabled ?? false) === TimeToLiveSpecification.Enabled)
      throw invalid(`TimeToLive is already ${TimeToLiveSpecification.Enabled ? "enabled" : "disabled"}`);
    table.settings.timeToLive = TimeToLiveSpecification;
    return { TimeToLiveSpecification };
  }),
  TagResource: tables.tags(({ Tags }) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))),
  UntagResource: tables.untags(({ TagKeys }) => TagKeys),
  ListTagsOfResource: tables.on(({ tags }) => ({ Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) })),
};

function tableOf(input: Parameters<NonNullable<Operations<typeof sdk>["CreateTable"]>["handle"]>[0]): Table {
  const known = ["TableName", "AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes", "SSESpecification", "Tags"];
  only(input, [...known, "DeletionProtectionEnabled", "TableClass", "ProvisionedThroughput", "ResourcePolicy", "StreamSpecification"]);
  const { TableName, AttributeDefinitions: attributes = [], KeySchema = [], GlobalSecondaryIndexes = [] } = input;
  if (!/^[\w.-]{3,255}$/.test(TableName)) throw invalid("TableName must be at least 3 characters long and at most 255 characters long");
  const billingMode = input.BillingMode ?? "PROVISIONED";
  if (billingMode === "PROVISIONED" && !input.ProvisionedThroughput)
    throw invalid(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  const key = keyOf(KeySchema, attributes);
  const indexes = new Map(GlobalSecondaryIndexes.map((each) => [each.IndexName, indexOf(each, attributes)]));
  const used = new Set([key, ...indexes.values()].flatMap(({ hash, range }) => [hash, ...(range === undefined ? [] : [range])]));
  if (attributes.length !== used.size)
    throw invalid(
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  return {
    ...{
      id: randomUUID(),
      key,
      attributes,
      indexes,
      items: new Map(),
      tokens: new Map(),
      billingMode,
      throughput: input.ProvisionedThroughput,
    },
    ...{ isDeletionProtected: input.DeletionProtectionEnabled ?? false, tableClass: input.TableClass, ...encryptionOf(input) },
    recovery: { isEnabled: false, days: 35 },
  };
}

function indexOf({ IndexName, KeySchema, Projection }: Partial<GlobalSecondaryIndex>, attributes: Table["attributes"]): Index {
  const { ProjectionType = "ALL", NonKeyAttributes } = Projection ?? {};
  return { name: IndexName ?? "", ...keyOf(KeySchema ?? [], attributes), projection: { ProjectionType, NonKeyAttributes } };
}

function keyOf(schema: KeySchemaElement[], attributes: Table["attributes"]): Key {
  const [hash, range] = ["HASH", "RANGE"].map((type) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName);
  if (hash === undefined) throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  const undefinedOne = [hash, range].find((name) => name !== undefined && !attributes.some(({ AttributeName }) => AttributeName === name));
  if (undefinedOne !== undefined)
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${undefinedOne}]`,
    );
  return { hash, ...(range === undefined ? {} : { range }) };
}

function encryptionOf({
  SSESpecification,
}: Pick<CreateTableCommandInput, "SSESpecification">): Pick<Table, "kmsKeyArn" | "encryptedByKms"> {
  return { encryptedByKms: SSESpecification?.Enabled === true, kmsKeyArn: SSESpecification?.KMSMasterKeyId };
}

/** Whoever chooses a key lets DynamoDB use it on his behalf, so he must be allowed to. */
function encryptionAsked(
  { TableName, SSESpecification }: Pick<CreateTableCommandInput, "TableName" | "SSESpecification">,
  call: Call,
): Asked[] {
  const { account } = call.caller;
  const { region, world } = call;
  const arn = tables.kind.arn(TableName ?? "", { partition: world.partition, account, region });
  const context = { "aws:dynamodb:tableName": TableName ?? "", "aws:dynamodb:subscriberId": account };
  const resource = { arn, account, region, context, errors: "KMS" as const };
  return keyAsked(call, SSESpecification?.KMSMasterKeyId, resource, ["kms:DescribeKey", "kms:CreateGrant"]);
}

function description(table: Stored<Table>): TableDescription {
  const { name, arn, createdAt, settings } = table;
  const { id, key, attributes, indexes, items, billingMode, throughput, isDeletionProtected, kmsKeyArn, encryptedByKms, tableClass } =
    settings;
  const counts = { ItemCount: items.size };
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = throughput ?? {};
  const ProvisionedThroughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
  return {
    ...{
      TableName: name,
      TableArn: arn,
      TableId: id,
      TableStatus: "ACTIVE",
      CreationDateTime: createdAt,
      ...counts,
      ProvisionedThroughput,
    },
    ...{
      TableSizeBytes: [...items.values()].reduce((sum, item) => sum + sizeOf(item), 0),
      AttributeDefinitions: attributes,
      KeySchema: schemaOf(key),
    },
    ...streamOf(table),
    DeletionProtectionEnabled: isDeletionProtected,
    ...(billingMode === "PAY_PER_REQUEST" ? { BillingModeSummary: { BillingMode: billingMode } } : {}),
    ...(encryptedByKms ? { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: kmsKeyArn } } : {}),
    ...(tableClass === undefined ? {} : { TableClassSummary: { TableClass: tableClass as "STANDARD" } }), // as it was given
    ...(indexes.size === 0
      ? {}
      : {
          GlobalSecondaryIndexes: [...indexes.values()].map((index) => ({
            ...{
              IndexName: index.name,
              IndexArn: `${arn}/index/${index.name}`,
              IndexStatus: "ACTIVE" as const,
              KeySchema: schemaOf(index),
            },
            Projection: index.projection as GlobalSecondaryIndex["Projection"], // as it was given
            ...{ ...counts, IndexSizeBytes: 0, ProvisionedThroughput },
          })),
        }),
  };
}

function schemaOf({ hash, range }: Key): KeySchemaElement[] {
  const first: KeySchemaElement = { AttributeName: hash, KeyType: "HASH" };
  return range === undefined ? [first] : [first, { AttributeName: range, KeyType: "RANGE" }];
}

function recoveryOf({ createdAt, settings: { recovery } }: Stored<Table>) {
  const status = recovery.isEnabled ? ("ENABLED" as const) : ("DISABLED" as const);
  return {
    ContinuousBackupsStatus: "ENABLED" as const,
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: status,
      ...(recovery.isEnabled ? { RecoveryPeriodInDays: recovery.days, EarliestRestorableDateTime: createdAt } : {}),
    },
  };
}
