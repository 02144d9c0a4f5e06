import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type Architecture,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { zipOf } from "../archive";
import { crud } from "../crud";
import { partitionOf } from "../functions";
import { lambda } from "../services";
import { isEmpty, numeric, object, requiredText, text, textMap, texts, type Properties } from "../values";

const settings = ["description", "environment", "handler", "memorySize", "role", "runtime", "timeout"];

/** aws.lambda.Function, with its code as an archive. Its id is its name. */
export const lambdaFunction = crud({
  token: "aws:lambda/function:Function",
  scope: "regional",
  title: "Lambda Function",
  service: lambda,
  inputs: {
    architectures: { computed: true },
    code: { required: true, kind: "archive" },
    description: {},
    environment: {},
    handler: { required: true },
    memorySize: { default: 128 },
    name: { forceNew: true, autoName: { maxLength: 64 } },
    packageType: { default: "Zip", forceNew: true, oneOf: ["Zip"] },
    publish: { default: false },
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
  create: (client, inputs, { tagsAll }) =>
    client.send(
      new CreateFunctionCommand({
        ...configuration(requiredText(inputs, "name"), inputs),
        Architectures: texts(inputs["architectures"]) as Architecture[] | undefined, // Lambda checks the values
        Code: { ZipFile: zipOf(inputs["code"]) },
        PackageType: "Zip",
        Role: requiredText(inputs, "role"),
        Tags: tagsAll,
      }),
    ),
  read: async (client, { id }, state, { region }) => {
    const { Configuration: found, Tags = {} } = await client.send(new GetFunctionCommand({ FunctionName: id }));
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
    Environment: { Variables: textMap(environment["variables"]) },
    Handler: requiredText(inputs, "handler"),
    MemorySize: numeric(inputs["memorySize"]),
    Role: requiredText(inputs, "role"),
    Runtime: requiredText(inputs, "runtime") as Runtime, // Lambda checks the value
    Timeout: numeric(inputs["timeout"]),
  };
}
