import type * as sdk from "@aws-sdk/client-dynamodb";
import type { WriteRequest as BatchedWrite } from "@aws-sdk/client-dynamodb";
import { AwsError, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import { checking, commit, deleting, outcomeOf, putting, returned, updating, type Write } from "./itemWrites";
import { onEach, tableIn } from "./several";
import { tables, type Table } from "./tables";
import type { Stored } from "../storing/stored";
import { invalid } from "./values";

const common = ["TableName", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValues"];
const conditional = [...common, "ReturnValuesOnConditionCheckFailure", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"];

export const writeOperations: Operations<typeof sdk> = {
  PutItem: tables.on((table, input, { world }) => {
    only(input, [...conditional, "Item"]);
    return done(world, putting(table, input.Item, input), input.ReturnValues);
  }),
  UpdateItem: tables.on((table, input, { world }) => {
    only(input, [...conditional, "Key", "UpdateExpression"]);
    return done(world, updating(table, input.Key, input), input.ReturnValues);
  }),
  DeleteItem: tables.on((table, input, { world }) => {
    only(input, [...conditional, "Key"]);
    return done(world, deleting(table, input.Key, input), input.ReturnValues);
  }),
  BatchWriteItem: {
    authorize: ({ RequestItems }, call) => Object.keys(RequestItems).map((name) => onEach(name, call, "BatchWriteItem")),
    handle({ RequestItems }, call) {
      const writes = Object.entries(RequestItems).flatMap(([name, requests]) => requests.map((each) => batched(tableIn(name, call), each)));
      if (writes.length === 0 || writes.length > 25) throw invalid("Too many items requested for the BatchWriteItem call");
      assertDistinct(writes, "Provided list of item keys contains duplicates");
      for (const write of writes) commit(write, outcomeOf(call.world, write).after);
      return { UnprocessedItems: {} };
    },
  },
  TransactWriteItems: {
    authorize: ({ TransactItems }, call) =>
      TransactItems.flatMap((part) =>
        Object.entries(actions).flatMap(([member, action]) => {
          const name = part[member as keyof typeof actions]?.TableName;
          return name === undefined ? [] : [onEach(name, call, action)];
        }),
      ),
    handle({ TransactItems, ClientRequestToken }, call) {
      const writes = TransactItems.map((part) => partOf(part, call));
      if (writes.length === 0 || writes.length > 100) throw invalid("Member must have length less than or equal to 100");
      assertDistinct(writes, "Transaction request cannot include multiple operations on one item");
      if (ClientRequestToken !== undefined && isRepeated(ClientRequestToken, JSON.stringify(TransactItems), writes, call)) return {};
      const outcomes = writes.map((write) => attempt(() => outcomeOf(call.world, write)));
      if (outcomes.some(({ failure }) => failure)) throw cancelled(outcomes.map(({ failure }) => failure));
      writes.forEach((write, at) => commit(write, outcomes[at]?.outcome?.after));
      return {};
    },
  },
};

const actions = { Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", ConditionCheck: "ConditionCheckItem" } as const;

function done(world: Call["world"], write: Write, values: Parameters<typeof returned>[0]) {
  const outcome = outcomeOf(world, write);
  commit(write, outcome.after);
  return returned(values, write, outcome);
}

function batched(table: Stored<Table>, { PutRequest, DeleteRequest }: BatchedWrite): Write {
  if (PutRequest?.Item) return putting(table, PutRequest.Item, {});
  if (DeleteRequest?.Key) return deleting(table, DeleteRequest.Key, {});
  throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

type Part = Parameters<NonNullable<typeof writeOperations.TransactWriteItems>["handle"]>[0]["TransactItems"][number];

function partOf({ Put, Update, Delete, ConditionCheck }: Part, call: Call): Write {
  if (Put) return putting(tableIn(Put.TableName, call), Put.Item, Put);
  if (Update) return updating(tableIn(Update.TableName, call), Update.Key, Update);
  if (Delete) return deleting(tableIn(Delete.TableName, call), Delete.Key, Delete);
  if (ConditionCheck) return checking(tableIn(ConditionCheck.TableName, call), ConditionCheck.Key, ConditionCheck);
  throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
}

function assertDistinct(writes: Write[], message: string): void {
  const keys = writes.map(({ table, key }) => `${table.arn} ${key}`);
  if (new Set(keys).size < keys.length) throw invalid(message);
}

interface Attempt {
  outcome?: ReturnType<typeof outcomeOf>;
  failure?: AwsError;
}

function attempt(act: () => ReturnType<typeof outcomeOf>): Attempt {
  try {
    return { outcome: act() };
  } catch (error) {
    if (error instanceof AwsError) return { failure: error };
    throw error;
  }
}

function cancelled(failures: (AwsError | undefined)[]): AwsError {
  const codeOf = ({ code }: AwsError) => (code === "ValidationException" ? "ValidationError" : code.replace(/Exception$/, ""));
  const reasons = failures.map((failure) =>
    failure ? { Code: codeOf(failure), Message: failure.message, ...failure.members } : { Code: "None" },
  );
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError("TransactionCanceledException", message, { CancellationReasons: reasons });
}

/** Whether this very request was done within the last ten minutes. @throws AwsError for another one with its token */
function isRepeated(token: string, request: string, [first]: Write[], { world }: Call): boolean {
  const tokens = first?.table.settings.tokens;
  const now = world.clock.now().getTime();
  const known = tokens?.get(token);
  if (known && known.until > now) {
    if (known.request === request) return true;
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  tokens?.set(token, { request, until: now + 600_000 });
  return false;
}
