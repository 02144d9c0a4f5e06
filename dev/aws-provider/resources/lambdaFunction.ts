import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type Architecture,
  type LambdaClient,
  type LoggingConfig,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { zipOf } from "../archive";
import { crud } from "../crud";
import { partitionOf } from "../functions";
import { lambda } from "../services";
import { asGiven, isEmpty, numeric, object, requiredText, text, textMap, texts, type Properties, type Value } from "../values";

const settings = [
  ...["deadLetterConfig", "description", "environment", "handler", "loggingConfig", "memorySize", "role", "runtime", "timeout"],
];

/** aws.lambda.Function, with its code as an archive. Its id is its name. */
export const lambdaFunction = crud({
  token: "aws:lambda/function:Function",
  scope: "regional",
  title: "Lambda Function",
  service: lambda,
  inputs: {
    architectures: { computed: true },
    code: { required: true, kind: "archive" },
    deadLetterConfig: {},
    description: {},
    environment: {},
    handler: { required: true },
    loggingConfig: { computed: true },
    memorySize: { default: 128 },
    name: { forceNew: true, autoName: { maxLength: 64 } },
    packageType: { default: "Zip", forceNew: true, oneOf: ["Zip"] },
    publish: { default: false },
    reservedConcurrentExecutions: { default: -1 },
    role: { required: true },
    runtime: { required: true },
    skipDestroy: { default: false },
    sourceCodeHash: { computed: true },
    tags: {},
    timeout: { default: 3 },
  },
  outputs: ["arn", "codeSha256", "invokeArn", "lastModified", "qualifiedArn", "sourceCodeSize", "version"],
  // Lambda gives a hash of the zip file, not the archive that it was made of.
  notRead: ["code", "publish", "skipDestroy"],
  id: { of: ["name"] },
  gone: ["ResourceNotFoundException"],
  retry: { on: /cannot be assumed by Lambda/, milliseconds: 5 * 60_000 },
  create: async (client, inputs, { tagsAll }) => {
    const FunctionName = requiredText(inputs, "name");
    await client.send(
      new CreateFunctionCommand({
        ...configuration(FunctionName, inputs),
        Architectures: texts(inputs["architectures"]) as Architecture[] | undefined, // Lambda checks the values
        Code: { ZipFile: zipOf(inputs["code"]) },
        PackageType: "Zip",
        Role: requiredText(inputs, "role"),
        Tags: tagsAll,
      }),
    );
    if (reserved(inputs) >= 0) await reserve(client, FunctionName, inputs);
  },
  read: async (client, { id }, state, { region }) => {
    const { Configuration: found, Tags = {}, Concurrency } = await client.send(new GetFunctionCommand({ FunctionName: id }));
    const arn = found?.FunctionArn ?? "";
    const variables = found?.Environment?.Variables;
    return {
      ...{
        name: found?.FunctionName,
        role: found?.Role,
        runtime: found?.Runtime,
        handler: found?.Handler,
        packageType: found?.PackageType,
      },
      ...{
        description: text(found?.Description),
        memorySize: found?.MemorySize,
        timeout: found?.Timeout,
        architectures: found?.Architectures,
      },
      ...(isEmpty(variables) ? {} : { environment: { variables } }),
      ...(found?.DeadLetterConfig?.TargetArn ? { deadLetterConfig: { targetArn: found.DeadLetterConfig.TargetArn } } : {}),
      loggingConfig: asGiven(loggingOf(found?.LoggingConfig), state["loggingConfig"]),
      reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
      ...{ arn, qualifiedArn: `${arn}:${found?.Version}`, version: found?.Version, lastModified: found?.LastModified, tags: Tags },
      invokeArn: `arn:${partitionOf(region).partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
      ...{ codeSha256: found?.CodeSha256, sourceCodeHash: state["sourceCodeHash"] ?? found?.CodeSha256, sourceCodeSize: found?.CodeSize },
    };
  },
  update: [
    {
      of: settings,
      call: (client, { id }, { new: inputs }) => client.send(new UpdateFunctionConfigurationCommand(configuration(id, inputs))),
    },
    {
      of: ["architectures", "code", "sourceCodeHash"],
      call: (client, { id }, { new: inputs }) =>
        client.send(
          new UpdateFunctionCodeCommand({
            FunctionName: id,
            ZipFile: zipOf(inputs["code"]),
            Architectures: texts(inputs["architectures"]) as Architecture[] | undefined, // Lambda checks the values
          }),
        ),
    },
    { of: ["reservedConcurrentExecutions"], call: (client, { id }, { new: inputs }) => reserve(client, id, inputs) },
  ],
  tags: {
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ Resource: text(arn), Tags: tags })),
    remove: (client, _key, TagKeys, { arn }) => client.send(new UntagResourceCommand({ Resource: text(arn), TagKeys })),
  },
  delete: async (client, { id }, { skipDestroy }) => skipDestroy === true || client.send(new DeleteFunctionCommand({ FunctionName: id })),
});

function configuration(FunctionName: string, inputs: Properties) {
  const environment = object(inputs["environment"]);
  return {
    FunctionName,
    Description: text(inputs["description"]) ?? "",
    DeadLetterConfig: { TargetArn: text(object(inputs["deadLetterConfig"])["targetArn"]) ?? "" },
    LoggingConfig: loggingIn(object(inputs["loggingConfig"])),
    Environment: { Variables: textMap(environment["variables"]) },
    Handler: requiredText(inputs, "handler"),
    MemorySize: numeric(inputs["memorySize"]),
    Role: requiredText(inputs, "role"),
    Runtime: requiredText(inputs, "runtime") as Runtime, // Lambda checks the value
    Timeout: numeric(inputs["timeout"]),
  };
}

function loggingIn(logging: Properties): LoggingConfig | undefined {
  if (isEmpty(logging as Value)) return undefined;
  return {
    LogFormat: text(logging["logFormat"]) as LoggingConfig["LogFormat"], // Lambda checks the values
    LogGroup: text(logging["logGroup"]),
    ApplicationLogLevel: text(logging["applicationLogLevel"]) as LoggingConfig["ApplicationLogLevel"],
    SystemLogLevel: text(logging["systemLogLevel"]) as LoggingConfig["SystemLogLevel"],
  };
}

function loggingOf({ LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel }: LoggingConfig = {}): { [key: string]: Value } {
  const levels = { applicationLogLevel: ApplicationLogLevel ?? "", systemLogLevel: SystemLogLevel ?? "" };
  return { logFormat: LogFormat ?? "Text", logGroup: LogGroup ?? "", ...levels };
}

/** How many events it may work on at once; below zero without a bound. */
function reserved(inputs: Properties): number {
  return numeric(inputs["reservedConcurrentExecutions"]) ?? -1;
}

function reserve(client: LambdaClient, FunctionName: string, inputs: Properties): Promise<unknown> {
  const ReservedConcurrentExecutions = reserved(inputs);
  if (ReservedConcurrentExecutions < 0) return client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  return client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
}
