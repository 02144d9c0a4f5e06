import assert from "node:assert/strict";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteResourcePolicyCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  GetResourcePolicyCommand,
  ListTablesCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  paginateQuery,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";
import { serviceRole } from "../../support/sandboxFunction";

const member = "444444444444";
const other = "555555555555";
const named = (name: string, message: RegExp = /./) => ({ name, message });
const TableName = "facts";
const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });

describe("DynamoDB", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let keys: Keys;
  let dynamodb: DynamoDBClient;
  const options = (credentials = keys) => ({ endpoint: sandbox.url, region: "eu-central-1", credentials, maxAttempts: 1 });
  before(async () => {
    sandbox = await startSandbox({ settings: { tablePageBytes: 2000 } });
    keys = await sessionIn(sandbox, member);
    dynamodb = new DynamoDBClient(options());
    await dynamodb.send(
      new CreateTableCommand({
        ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
        KeySchema: [
          { AttributeName: "account", KeyType: "HASH" },
          { AttributeName: "fact", KeyType: "RANGE" },
        ],
        AttributeDefinitions: ["account", "fact", "untold"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        GlobalSecondaryIndexes: [
          {
            IndexName: "untold",
            KeySchema: [
              { AttributeName: "untold", KeyType: "HASH" },
              { AttributeName: "fact", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
      }),
    );
  });
  after(() => sandbox?.close());

  const key = (fact: string, account = "a") => ({ account: S(account), fact: S(fact) });
  const put = (fact: string, more: Record<string, AttributeValue> = {}, account = "a") =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(fact, account), ...more } }));
  const get = async (fact: string, account = "a") => (await dynamodb.send(new GetItemCommand({ TableName, Key: key(fact, account) }))).Item;
  /** An update whose names and values are those that its expressions hold, by the same word. */
  const update = (fact: string, UpdateExpression: string, values: Record<string, AttributeValue> = {}, more: object = {}) =>
    dynamodb.send(
      new UpdateItemCommand({
        ...{ TableName, Key: key(fact), UpdateExpression, ...more },
        ExpressionAttributeNames: Object.fromEntries(
          [...new Set((UpdateExpression + JSON.stringify(more)).match(/#\w+/g))].map((name) => [name, name.slice(1)]),
        ),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      }),
    );

  it("keeps items by their key, and nothing that is not one", async () => {
    await put("one", { list: { L: [N(1), { BOOL: true }, { NULL: true }] }, bytes: { B: Buffer.from("x") }, tags: { SS: ["p", "q"] } });
    const item = await get("one");
    assert.deepEqual(item?.["list"], { L: [N(1), { BOOL: true }, { NULL: true }] });
    assert.deepEqual([Buffer.from(item?.["bytes"]?.B ?? []).toString(), item?.["tags"]], ["x", { SS: ["p", "q"] }]);
    assert.equal(await get("none"), undefined);
    const invalid = [
      new PutItemCommand({ TableName, Item: { account: S("a") } }),
      new PutItemCommand({ TableName, Item: { account: N(1), fact: S("x") } }),
      new PutItemCommand({ TableName, Item: { ...key("x"), untold: N(1) } }),
      new PutItemCommand({ TableName, Item: key("") }),
      new PutItemCommand({ TableName, Item: { ...key("x"), number: { N: "abc" } } }),
      new PutItemCommand({ TableName, Item: { ...key("x"), large: S("x".repeat(400 * 1024)) } }),
    ];
    for (const command of invalid) await assert.rejects(dynamodb.send(command), named("ValidationException"));
    await assert.rejects(
      dynamodb.send(new GetItemCommand({ TableName, Key: { account: S("a") } })),
      named("ValidationException", /does not match the schema/),
    );
    await assert.rejects(dynamodb.send(new GetItemCommand({ TableName: "none", Key: key("x") })), named("ResourceNotFoundException"));
    const { Attributes } = await dynamodb.send(new DeleteItemCommand({ TableName, Key: key("one"), ReturnValues: "ALL_OLD" }));
    assert.deepEqual(Attributes?.["tags"], { SS: ["p", "q"] });
    assert.equal(await get("one"), undefined);
  });

  it("updates what an expression says, and makes the item where there is none", async () => {
    const made = await update(
      "two",
      "SET #version = if_not_exists(#version, :zero) + :one, #m = :m ADD #seen :one",
      {
        ...{ ":zero": N(0), ":one": N(1), ":m": { M: { a: { L: [S("x")] } } } },
      },
      { ReturnValues: "ALL_NEW" },
    );
    assert.deepEqual(made.Attributes, { ...key("two"), version: N(1), seen: N(1), m: { M: { a: { L: [S("x")] } } } });
    const changed = await update(
      "two",
      "SET #version = #version + :one, #m.#a[1] = :y REMOVE #seen",
      { ":one": N(1), ":y": S("y") },
      { ReturnValues: "UPDATED_NEW" },
    );
    assert.deepEqual(changed.Attributes, { version: N(2), m: { M: { a: { L: [S("x"), S("y")] } } } });
    assert.equal((await get("two"))?.["seen"], undefined);
    for (const [expression, message] of [
      ["SET #none.#a = :one", /document path/],
      ["SET #x = #none + :one", /does not exist in the item/],
      ["SET #fact = :one", /part of the key/],
      ["SET #x = :one, #x = :one", /overlap/],
      ["SET #x := :one", /Syntax error/],
      ["SET x = :one", /as placeholders/],
      ["SET #x = :two", /not defined; attribute value: :two/],
    ] as const)
      await assert.rejects(update("two", expression, { ":one": N(1) }), named("ValidationException", message));
    await assert.rejects(
      update("two", "REMOVE #x", { ":unused": N(1) }),
      named("ValidationException", /unused in expressions: keys: {:unused}/),
    );
  });

  it("writes under a condition only what fulfils it", async () => {
    await put("three", { version: N(3), status: S("ACTIVE"), tags: { SS: ["p"] } });
    const holds = async (ConditionExpression: string, values: Record<string, AttributeValue> = {}) => {
      try {
        await update("three", "REMOVE #nothing", values, { ConditionExpression });
        return true;
      } catch (error) {
        if ((error as Error).name === "ConditionalCheckFailedException") return false;
        throw error;
      }
    };
    for (const [expression, values, expected] of [
      ["attribute_exists(#version) AND NOT attribute_exists(#lease)", {}, true],
      ["attribute_not_exists(#lease) OR #lease < :now", { ":now": N(5) }, true],
      ["#version = :v", { ":v": { N: "3.0" } }, true],
      ["#lease < :now", { ":now": N(5) }, false],
      ["#lease <> :now", { ":now": N(5) }, true],
      ["#version BETWEEN :a AND :b AND #status IN (:c, :d)", { ":a": N(1), ":b": N(3), ":c": S("x"), ":d": S("ACTIVE") }, true],
      ["(#version > :a OR #version < :a) AND begins_with(#status, :s)", { ":a": N(3), ":s": S("ACT") }, false],
      ["contains(#tags, :p) AND contains(#status, :t) AND size(#tags) = :n", { ":p": S("p"), ":t": S("TIV"), ":n": N(1) }, true],
      ["#version > :text", { ":text": S("1") }, false],
    ] as const)
      assert.equal(await holds(expression, values), expected, expression);

    const refused = await update(
      "three",
      "SET #version = :v",
      { ":v": N(4), ":old": N(2) },
      {
        ...{ ConditionExpression: "#version = :old", ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
      },
    ).catch((error: unknown) => error);
    assert.equal((refused as Error).name, "ConditionalCheckFailedException");
    assert.deepEqual((refused as { Item?: Record<string, AttributeValue> }).Item?.["version"], N(3));
    assert.deepEqual((await get("three"))?.["version"], N(3));
  });

  it("writes all of a transaction or nothing", async () => {
    await put("four", { version: N(1) });
    const names = { ExpressionAttributeNames: { "#v": "version" } };
    const transact = (expected: number, more: object = {}) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key("five") } },
            {
              Update: {
                ...{ TableName, Key: key("four"), UpdateExpression: "SET #v = #v + :one", ConditionExpression: "#v = :v", ...names },
                ...{ ExpressionAttributeValues: { ":one": N(1), ":v": N(expected) }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
              },
            },
            { ConditionCheck: { TableName, Key: key("six"), ConditionExpression: "attribute_not_exists(#v)", ...names } },
          ],
          ...more,
        }),
      );
    const refused = (await transact(7).catch((error: unknown) => error)) as Error & {
      CancellationReasons?: { Code?: string; Item?: object }[];
    };
    assert.equal(refused.name, "TransactionCanceledException");
    assert.match(refused.message, /\[None, ConditionalCheckFailed, None\]$/);
    assert.deepEqual(refused.CancellationReasons?.[1]?.Item, { ...key("four"), version: N(1) });
    assert.equal(await get("five"), undefined);
    await transact(1, { ClientRequestToken: "once" });
    // The same request again does nothing, another one under its token is refused.
    await transact(1, { ClientRequestToken: "once" });
    await assert.rejects(transact(2, { ClientRequestToken: "once" }), named("IdempotentParameterMismatchException"));
    assert.deepEqual([(await get("four"))?.["version"], await get("five")], [N(2), key("five")]);
    const twice = [key("x"), key("x")].map((Item) => ({ Put: { TableName, Item } }));
    await assert.rejects(
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems: twice })),
      named("ValidationException", /multiple operations/),
    );
  });

  it("queries a table and its index page by page, in order", async () => {
    for (const number of [3, 1, 2, 5, 4])
      await put(`q${number}`, { filler: S("x".repeat(700)), odd: { BOOL: number % 2 === 1 } }, "queried");
    await put("q6", { untold: S("yes") }, "queried");
    const values = { ":a": S("queried"), ":q": S("q") };
    const query = {
      ...{ TableName, KeyConditionExpression: "#account = :a AND begins_with(#fact, :q)", ExpressionAttributeValues: values },
      ExpressionAttributeNames: { "#account": "account", "#fact": "fact" },
    };
    const pages: (string | undefined)[][] = [];
    for await (const { Items = [] } of paginateQuery({ client: dynamodb }, { ...query })) pages.push(Items.map(({ fact }) => fact?.S));
    assert.deepEqual(pages, [
      ["q1", "q2", "q3"],
      ["q4", "q5", "q6"],
    ]);
    const { Items, LastEvaluatedKey, ScannedCount } = await dynamodb.send(
      new QueryCommand({
        ...{ ...query, Limit: 2, ScanIndexForward: false, FilterExpression: "#odd = :yes", ProjectionExpression: "#fact" },
        ExpressionAttributeNames: { ...query.ExpressionAttributeNames, "#odd": "odd" },
        ExpressionAttributeValues: { ...values, ":yes": { BOOL: true } },
      }),
    );
    assert.deepEqual([Items, ScannedCount, LastEvaluatedKey], [[{ fact: S("q5") }], 2, key("q5", "queried")]);

    // Only what has the index's key is in it, as long as it has it.
    const untold = {
      TableName,
      IndexName: "untold",
      KeyConditionExpression: "#untold = :yes",
      ExpressionAttributeNames: { "#untold": "untold" },
    };
    const listed = async () =>
      (await dynamodb.send(new QueryCommand({ ...untold, ExpressionAttributeValues: { ":yes": S("yes") } }))).Items;
    assert.deepEqual(await listed(), [{ ...key("q6", "queried"), untold: S("yes") }]);
    await put("q6", {}, "queried");
    assert.deepEqual(await listed(), []);

    for (const [wrong, message] of [
      [
        {
          KeyConditionExpression: "begins_with(#fact, :q)",
          ExpressionAttributeNames: { "#fact": "fact" },
          ExpressionAttributeValues: { ":q": S("q") },
        },
        /missed key schema element: account/,
      ],
      [{ ...query, IndexName: "none" }, /does not have the specified index/],
      [{ ...query, FilterExpression: "#fact = :q" }, /only contain non-primary key attributes/],
      [{ ...untold, ExpressionAttributeValues: { ":yes": S("yes") }, ConsistentRead: true }, /Consistent reads/],
    ] as const)
      await assert.rejects(dynamodb.send(new QueryCommand({ TableName, ...wrong })), named("ValidationException", message));
  });

  it("reads and writes several at once, and scans", async () => {
    const batch = ["b1", "b2"].map((fact) => ({ PutRequest: { Item: key(fact, "batch") } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } }));
    const Keys = ["b2", "none", "b1"].map((fact) => key(fact, "batch"));
    const { Responses } = await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    assert.deepEqual(Responses?.[TableName], [key("b2", "batch"), key("b1", "batch")]);
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key("b1", "batch") } }] } }));
    const found: string[] = [];
    for (let ExclusiveStartKey: Record<string, AttributeValue> | undefined; ;) {
      const page = await dynamodb.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      found.push(...(page.Items ?? []).map(({ account, fact }) => `${account?.S} ${fact?.S}`));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (!ExclusiveStartKey) break;
    }
    assert.ok(found.includes("batch b2") && !found.includes("batch b1"));
    assert.equal(new Set(found).size, found.length);
  });

  it("ends items at their time, if the table says so", async () => {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "until" } }));
    const now = Math.floor(Date.now() / 1000);
    await put("over", { until: N(now - 10) });
    await put("lasting", { until: N(now + 1000) });
    assert.deepEqual([await get("over"), (await get("lasting"))?.["fact"]], [undefined, S("lasting")]);
  });

  it("has tables with keys of their own, protection, backups and a policy", async () => {
    const { kms } = clients(sandbox, keys);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const create = (KMSMasterKeyId: string | undefined) =>
      dynamodb.send(
        new CreateTableCommand({
          ...{ TableName: "kept", BillingMode: "PAY_PER_REQUEST", DeletionProtectionEnabled: true, Tags: [{ Key: "team", Value: "sec" }] },
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId },
        }),
      );
    await assert.rejects(create(`arn:aws:kms:eu-central-1:${member}:key/none`));
    await create(KeyMetadata?.Arn);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "kept" }));
    assert.deepEqual(Table?.SSEDescription, { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: KeyMetadata?.Arn });
    assert.deepEqual((await dynamodb.send(new ListTablesCommand({}))).TableNames, ["facts", "kept"]);
    const recovery = { PointInTimeRecoveryEnabled: true };
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: "kept", PointInTimeRecoverySpecification: recovery }));
    const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: "kept" }));
    assert.equal(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus, "ENABLED");

    const ResourceArn = Table?.TableArn ?? "";
    const foreign = new DynamoDBClient(options(await sessionIn(sandbox, other)));
    const read = new GetItemCommand({ TableName: ResourceArn, Key: { id: S("1") } });
    await assert.rejects(foreign.send(read), named("AccessDeniedException"));
    await assert.rejects(dynamodb.send(new GetResourcePolicyCommand({ ResourceArn })), named("PolicyNotFoundException"));
    const statement = { Effect: "Allow", Principal: { AWS: other }, Action: "dynamodb:GetItem", Resource: ResourceArn };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
    assert.deepEqual((await foreign.send(read)).Item, undefined);
    assert.equal((await dynamodb.send(new GetResourcePolicyCommand({ ResourceArn }))).Policy, Policy);
    await dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn }));

    await assert.rejects(
      dynamodb.send(new DeleteTableCommand({ TableName: "kept" })),
      named("ValidationException", /protected against deletion/),
    );
    await dynamodb.send(new UpdateTableCommand({ TableName: "kept", DeletionProtectionEnabled: false }));
    await dynamodb.send(new DeleteTableCommand({ TableName: "kept" }));
    await assert.rejects(dynamodb.send(new DescribeTableCommand({ TableName: "kept" })), named("ResourceNotFoundException"));
  });

  it("asks IAM for each part of a transaction, and for an index by its own ARN", async () => {
    const table = `arn:aws:dynamodb:eu-central-1:${member}:table/${TableName}`;
    const RoleArn = await serviceRole(sandbox, keys, "reader", [[["dynamodb:PutItem"], table]], "ec2.amazonaws.com");
    assert.ok(RoleArn);
    await dynamodb.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key("t") } }, { Delete: { TableName, Key: key("u") } }] }),
    );
    const asked = [...sandbox.calls].reverse().find(({ operation }) => operation === "TransactWriteItems")?.authorizations;
    assert.deepEqual(
      asked?.map(({ action, resource }) => [action, resource]),
      [
        ["dynamodb:PutItem", table],
        ["dynamodb:DeleteItem", table],
      ],
    );
    const query = sandbox.calls.find(
      ({ operation, authorizations }) => operation === "Query" && authorizations[0]?.resource.includes("/index/"),
    );
    assert.equal(query?.authorizations[0]?.resource, `${table}/index/untold`);
  });
});
