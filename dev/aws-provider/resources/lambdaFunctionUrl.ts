import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  UpdateFunctionUrlConfigCommand,
  type FunctionUrlAuthType,
  type InvokeMode,
} from "@aws-sdk/client-lambda";
import { crud } from "../crud";
import { unless } from "../errors";
import { lambda } from "../services";
import { requiredText, type Properties } from "../values";

/** aws.lambda.FunctionUrl, without CORS. Its id is the function's name. */
export const lambdaFunctionUrl = crud({
  token: "aws:lambda/functionUrl:FunctionUrl",
  scope: "regional",
  title: "Lambda Function URL",
  service: lambda,
  inputs: {
    authorizationType: { required: true, oneOf: ["NONE", "AWS_IAM"] },
    functionName: { required: true, forceNew: true },
    invokeMode: { default: "BUFFERED" },
  },
  outputs: ["functionArn", "functionUrl", "urlId"],
  id: { of: ["functionName"] },
  gone: ["ResourceNotFoundException"],
  create: async (client, inputs) => {
    await client.send(new CreateFunctionUrlConfigCommand({ FunctionName: requiredText(inputs, "functionName"), ...settings(inputs) }));
    // A URL without authentication is of no use unless everybody may call it: the real provider sees to that.
    if (inputs["authorizationType"] === "NONE") {
      const permission = new AddPermissionCommand({
        ...{ FunctionName: requiredText(inputs, "functionName"), StatementId: "FunctionURLAllowPublicAccess" },
        ...{ Action: "lambda:InvokeFunctionUrl", Principal: "*", FunctionUrlAuthType: "NONE" },
      });
      await unless(["ResourceConflictException"], () => client.send(permission));
    }
  },
  read: async (client, { id }) => {
    const { AuthType, FunctionArn, FunctionUrl, InvokeMode } = await client.send(new GetFunctionUrlConfigCommand({ FunctionName: id }));
    return {
      ...{ functionName: id, authorizationType: AuthType, invokeMode: InvokeMode, functionArn: FunctionArn, functionUrl: FunctionUrl },
      urlId: /^https:\/\/(\w+)\./.exec(FunctionUrl ?? "")?.[1],
    };
  },
  update: [
    {
      of: ["authorizationType", "invokeMode"],
      call: (client, { id }, { new: inputs }) => client.send(new UpdateFunctionUrlConfigCommand({ FunctionName: id, ...settings(inputs) })),
    },
  ],
  delete: (client, { id }) => client.send(new DeleteFunctionUrlConfigCommand({ FunctionName: id })),
});

function settings(inputs: Properties) {
  return {
    AuthType: requiredText(inputs, "authorizationType") as FunctionUrlAuthType, // one of the values that Check allows
    InvokeMode: requiredText(inputs, "invokeMode") as InvokeMode, // Lambda checks the value
  };
}
