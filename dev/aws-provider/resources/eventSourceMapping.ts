import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
  type FunctionResponseType,
} from "@aws-sdk/client-lambda";
import { crud } from "../crud";
import { lambda } from "../services";
import { flag, numeric, object, requiredText, text, texts, type Properties } from "../values";

const changeable = [
  ...["batchSize", "enabled", "functionName", "functionResponseTypes", "maximumBatchingWindowInSeconds", "scalingConfig"],
];

/** aws.lambda.EventSourceMapping of a queue. Its id is its UUID. */
export const eventSourceMapping = crud({
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  scope: "regional",
  title: "Lambda Event Source Mapping",
  service: lambda,
  inputs: {
    batchSize: { computed: true },
    enabled: { default: true },
    eventSourceArn: { required: true, forceNew: true },
    functionName: { required: true },
    functionResponseTypes: { kind: "set" },
    maximumBatchingWindowInSeconds: { computed: true },
    scalingConfig: {},
    tags: {},
  },
  outputs: ["arn", "functionArn", "lastModified", "lastProcessingResult", "state", "stateTransitionReason", "uuid"],
  gone: ["ResourceNotFoundException"],
  // The role's policy may have been put a moment before.
  retry: { on: /does not have permissions|cannot be assumed by Lambda/, milliseconds: 5 * 60_000 },
  says: { create: () => "creating Lambda Event Source Mapping" },
  create: async (client, inputs, { tagsAll }) => {
    const EventSourceArn = requiredText(inputs, "eventSourceArn");
    return (await client.send(new CreateEventSourceMappingCommand({ ...configuration(inputs), EventSourceArn, Tags: tagsAll }))).UUID;
  },
  read: async (client, { id }, state) => {
    const found = await client.send(new GetEventSourceMappingCommand({ UUID: id }));
    const { Tags = {} } = await client.send(new ListTagsCommand({ Resource: found.EventSourceMappingArn }));
    const maximumConcurrency = found.ScalingConfig?.MaximumConcurrency;
    return {
      ...{ arn: found.EventSourceMappingArn, uuid: found.UUID, functionArn: found.FunctionArn, eventSourceArn: found.EventSourceArn },
      ...{ batchSize: found.BatchSize, maximumBatchingWindowInSeconds: found.MaximumBatchingWindowInSeconds },
      // The function may have been named by its name.
      functionName: found.FunctionArn?.endsWith(`:${text(state["functionName"])}`) ? state["functionName"] : found.FunctionArn,
      functionResponseTypes: found.FunctionResponseTypes,
      ...(maximumConcurrency === undefined ? {} : { scalingConfig: { maximumConcurrency } }),
      ...{ enabled: ["Enabled", "Enabling", "Creating"].includes(found.State ?? ""), state: found.State, tags: Tags },
      lastModified: found.LastModified?.toISOString(),
      ...{ lastProcessingResult: found.LastProcessingResult, stateTransitionReason: found.StateTransitionReason },
    };
  },
  update: [
    {
      of: changeable,
      call: (client, { id }, { new: inputs }) => client.send(new UpdateEventSourceMappingCommand({ UUID: id, ...configuration(inputs) })),
    },
  ],
  tags: {
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ Resource: text(arn), Tags: tags })),
    remove: (client, _key, TagKeys, { arn }) => client.send(new UntagResourceCommand({ Resource: text(arn), TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteEventSourceMappingCommand({ UUID: id })),
});

function configuration(inputs: Properties) {
  return {
    FunctionName: requiredText(inputs, "functionName"),
    BatchSize: numeric(inputs["batchSize"]),
    Enabled: flag(inputs["enabled"]),
    FunctionResponseTypes: (texts(inputs["functionResponseTypes"]) ?? []) as FunctionResponseType[], // Lambda checks the values
    MaximumBatchingWindowInSeconds: numeric(inputs["maximumBatchingWindowInSeconds"]),
    ScalingConfig: { MaximumConcurrency: numeric(object(inputs["scalingConfig"])["maximumConcurrency"]) },
  };
}
