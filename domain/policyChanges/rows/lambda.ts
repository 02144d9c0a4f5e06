import { textOf, type CallSeen } from "../callSeen";
import type { Named, PolicyRow } from "../row";

const service = { eventSource: "lambda.amazonaws.com", source: "aws.lambda", scannedIn: "event" } as const;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
export const lambdaFunction: PolicyRow = {
  ...{ type: "AWS::Lambda::Function", ...service },
  changes: [
    {
      names: {
        AddPermission: "confirmed",
        RemovePermission: "confirmed",
        CreateFunctionUrlConfig: "unconfirmed",
        UpdateFunctionUrlConfig: "unconfirmed",
        DeleteFunctionUrlConfig: "unconfirmed",
      },
      ...{ match: "prefix", shape: "confirmed", read: (call) => functionOf(call, "functionName") },
      named: "`functionName`: a name, a partial ARN or an ARN, of which version and alias are left out",
    },
    {
      names: { PutResourcePolicy: "unconfirmed", DeleteResourcePolicy: "unconfirmed" },
      ...{ match: "prefix", named: "`resourceArn`", shape: "unconfirmed", read: (call) => functionOf(call, "resourceArn") },
    },
  ],
};

export const layerVersion: PolicyRow = {
  ...{ type: "AWS::Lambda::LayerVersion", ...service },
  changes: [
    {
      names: { AddLayerVersionPermission: "confirmed", RemoveLayerVersionPermission: "unconfirmed" },
      ...{ match: "prefix", named: "`layerName`, a name or an ARN, and `versionNumber`", shape: "unconfirmed", read: layerOf },
    },
  ],
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
const functionForm =
  /^(?:arn:[^:]+:lambda:)?(?:([a-z]{2,4}(?:-[a-z]+)+-\d+):)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::(?:\$LATEST(?:\.PUBLISHED)?|[A-Za-z0-9_-]+))?$/;

function functionOf({ partition, region, account, parameters }: CallSeen, parameter: string): Named {
  const given = textOf(parameters, parameter);
  if (given === undefined) return { missing: `requestParameters.${parameter}` };
  const [, inRegion = region, owner = account, name] = functionForm.exec(given) ?? [];
  if (name === undefined) return { missing: `function's name in requestParameters.${parameter}` };
  return { arn: `arn:${partition}:lambda:${inRegion}:${owner}:function:${name}` };
}

function layerOf({ partition, region, account, parameters }: CallSeen): Named {
  const layer = textOf(parameters, "layerName");
  const version = String(parameters.versionNumber);
  if (layer === undefined) return { missing: "requestParameters.layerName" };
  if (!/^\d+$/.test(version)) return { missing: "requestParameters.versionNumber" };
  return { arn: `${layer.startsWith("arn:") ? layer : `arn:${partition}:lambda:${region}:${account}:layer:${layer}`}:${version}` };
}
