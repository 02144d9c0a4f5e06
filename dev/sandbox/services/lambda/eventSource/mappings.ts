import { randomUUID } from "node:crypto";
import type * as sdk from "@aws-sdk/client-lambda";
import type { CreateEventSourceMappingCommandInput, EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { page } from "../../../paging";
import { AwsError, type Asked, type Call, type Given, type Operations } from "../../../service";
import type { StoreKey, World } from "../../../world/world";
import { findQueue } from "../../sqs/queues";
import { only } from "../../storing/only";
import type { Stored } from "../../storing/stored";
import { functionAt, invalid, store } from "../store";
import { assertMayConsume } from "./permissions";
import { defaulted, mappings, type Mapping, type Naming } from "./mapping";
import { pollQueue } from "./poll";

/** Mappings of queues to functions. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const eventSourceMappings: Operations<typeof sdk> = {
  CreateEventSourceMapping: {
    authorize: ({ FunctionName }, call): Asked => ({ resource: "*", context: { "lambda:FunctionArn": functionArn(FunctionName, call) } }),
    handle(input, call) {
      only(input, ["EventSourceArn", "FunctionName", "Tags", "ScalingConfig", ...defaulted]);
      const queueArn = input.EventSourceArn ?? "";
      const settings: Mapping = {
        ...{ queueArn, functionArn: functionArn(input.FunctionName, call), lastResult: "No records processed" },
        ...{ BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [], Enabled: true, ...givenIn(input) },
      };
      assertValid(settings, call);
      const same = mappings
        .all(call)
        .find((each) => each.settings.queueArn === queueArn && each.settings.functionArn === settings.functionArn);
      if (same)
        throw new AwsError(
          "ResourceConflictException",
          `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${input.FunctionName} ") already exists. Please update or delete the existing mapping with UUID ${same.name}`,
        );
      const made = mappings.make(call.world, { account: call.caller.account, region: call.region }, randomUUID(), settings);
      mappings.setTags(made, input.Tags ?? {});
      follow(call.world, made);
      return described(made);
    },
  },
  GetEventSourceMapping: ofFunction(mappings.on(described)),
  UpdateEventSourceMapping: ofFunction(
    mappings.changes((each, input: Given<sdk.UpdateEventSourceMappingCommandInput>, call) => {
      only(input, ["UUID", "FunctionName", "ScalingConfig", ...defaulted]);
      const moved = input.FunctionName === undefined ? {} : { functionArn: functionArn(input.FunctionName, call) };
      const settings = { ...each.settings, ...moved, ...givenIn(input) };
      assertValid(settings, call);
      each.settings = settings;
      follow(call.world, each);
      return described(each);
    }),
  ),
  DeleteEventSourceMapping: ofFunction(
    mappings.on((each, _input, call) => {
      follow(call.world, each, false);
      mappings.remove(each, call);
      return { ...described(each), State: "Deleting" };
    }),
  ),
  ListEventSourceMappings: {
    handle(input, call) {
      const found = mappings
        .all(call)
        .filter(({ settings }) => input.EventSourceArn === undefined || settings.queueArn === input.EventSourceArn)
        .filter(({ settings }) => input.FunctionName === undefined || settings.functionArn === functionArn(input.FunctionName, call));
      const { items, nextToken } = page(call, input, found, { badToken: () => invalid("Invalid pagination token") });
      return { EventSourceMappings: items.map(described), NextMarker: nextToken };
    },
  },
};

/** IAM is told which function the mapping invokes. */
function ofFunction<Row extends { authorize(input: Naming, call: Call): Asked[] }>(row: Row): Row {
  return {
    ...row,
    authorize: (input: Naming, call: Call) => {
      const mapping = mappings.all(call).find(({ name }) => "UUID" in input && name === input.UUID);
      const context = mapping ? { "lambda:FunctionArn": mapping.settings.functionArn } : {};
      return row.authorize(input, call).map((asked) => ({ ...asked, context: { ...asked.context, ...context } }));
    },
  };
}

/** What ends the polling of each mapping, by ARN. */
const polling: StoreKey<Map<string, () => void>> = { name: "lambda polling", create: () => new Map() };

/** Begins to poll the queue as the mapping says now, or ends. */
function follow(world: World, mapping: Stored<Mapping>, enabled = mapping.settings.Enabled): void {
  const ends = world.store(polling);
  ends.get(mapping.arn)?.();
  ends.delete(mapping.arn);
  if (enabled) ends.set(mapping.arn, pollQueue(world, mapping));
}

function givenIn(input: Partial<CreateEventSourceMappingCommandInput>): Partial<Mapping> {
  const given = Object.fromEntries(defaulted.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
  return { ...given, ...(input.ScalingConfig ? { maximumConcurrency: input.ScalingConfig.MaximumConcurrency } : {}) };
}

function assertValid(mapping: Mapping, { world }: Call): void {
  const { queueArn, BatchSize, MaximumBatchingWindowInSeconds: window, maximumConcurrency } = mapping;
  const found = functionAt(world, mapping.functionArn);
  if (queueArn.split(":")[2] !== "sqs" || queueArn.endsWith(".fifo"))
    throw new AwsError("NotImplemented", "The sandbox organization maps standard queues of SQS only.");
  const queue = findQueue(world, queueArn);
  if (!queue) throw invalid("Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue.");
  if (BatchSize < 1 || BatchSize > 10_000) throw invalid("Batch size must be between 1 and 10000.");
  if (window < 0 || window > 300) throw invalid("Maximum batching window must be between 0 and 300 seconds.");
  if (BatchSize > 10 && window < 1)
    throw invalid("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  if (maximumConcurrency !== undefined && (maximumConcurrency < 2 || maximumConcurrency > 1000))
    throw invalid("Maximum concurrency must be between 2 and 1000.");
  const visibility = Number(queue.settings.attributes["VisibilityTimeout"] ?? 30);
  const timeout = found.settings.given.Timeout ?? 3;
  if (visibility < timeout)
    throw invalid(`Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`);
  assertMayConsume(world, found, queue);
}

function functionArn(name: string | undefined, { world, caller, region }: Call): string {
  return name?.startsWith("arn:") ? name : store.kind.arn(name ?? "", { partition: world.partition, account: caller.account, region });
}

function described({ name, arn, settings, changedAt }: Stored<Mapping>): EventSourceMappingConfiguration {
  const { queueArn, functionArn: FunctionArn, maximumConcurrency, lastResult, Enabled, ...given } = settings;
  return {
    ...{ UUID: name, EventSourceMappingArn: arn, EventSourceArn: queueArn, FunctionArn, LastModified: changedAt, ...given },
    ...{ State: Enabled ? "Enabled" : "Disabled", StateTransitionReason: "USER_INITIATED", LastProcessingResult: lastResult },
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}
