import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient, type CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { zip } from "../../dev/aws-provider/zip";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, type Keys } from "./sandboxClients";

/** Each statement: actions on a resource, on every one unless it is named. */
export type Allowed = [actions: string[], resource?: string][];

/** A role that a service may assume, with a policy of its own. @returns its ARN */
export async function serviceRole(
  sandbox: Sandbox,
  keys: Keys,
  RoleName: string,
  allowed: Allowed = [],
  Service = "lambda.amazonaws.com",
): Promise<string> {
  const { iam } = clients(sandbox, keys);
  const statement = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const Statement = allowed.map(([Action, Resource = "*"]) => ({ Effect: "Allow", Action, Resource }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  if (allowed.length > 0) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  return Role?.Arn ?? "";
}

/** Deploys a module as a function of its own, under a role of the same name. @returns the function's ARN */
export async function deployFunction(
  sandbox: Sandbox,
  keys: Keys,
  FunctionName: string,
  code: string,
  { allowed, ...more }: { allowed?: Allowed } & Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const Role = more.Role ?? (await serviceRole(sandbox, keys, FunctionName, allowed));
  const lambda = new LambdaClient({ endpoint: sandbox.url, region: "eu-central-1", credentials: keys, maxAttempts: 1 });
  const ZipFile = zip([["index.mjs", Buffer.from(code)]]);
  const made = await lambda.send(
    new CreateFunctionCommand({ FunctionName, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile }, ...more, Role }),
  );
  return made.FunctionArn ?? "";
}
