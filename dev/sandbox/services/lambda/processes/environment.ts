import type { RoleSession } from "../../../iam/accessKeys";
import { AwsError } from "../../../service";
import type { World } from "../../../world/world";
import type { Stored } from "../../storing/stored";
import type { Settings } from "../store";
import type { FunctionLog } from "./functionLog";

/**
 * All that a function's process sees of the environment: what Lambda sets, where this sandbox is, and the function's own variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentOf(world: World, each: Stored<Settings>, session: RoleSession, log: FunctionLog): Record<string, string> {
  const { name, region, settings } = each;
  const { Runtime = "", Handler = "", MemorySize, Environment } = settings.given;
  return {
    ...{ PATH: process.env["PATH"] ?? "", LANG: "en_US.UTF-8", TZ: ":UTC" },
    ...Environment?.Variables,
    ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`, _HANDLER: Handler },
    ...{ AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: "$LATEST", AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize) },
    ...{ AWS_LAMBDA_LOG_GROUP_NAME: log.group, AWS_LAMBDA_LOG_STREAM_NAME: log.stream, AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand" },
    ...{ AWS_ACCESS_KEY_ID: session.accessKeyId, AWS_SECRET_ACCESS_KEY: session.secretAccessKey, AWS_SESSION_TOKEN: session.sessionToken },
    AWS_ENDPOINT_URL: world.url,
  };
}

/** @throws AwsError for variables that Lambda sets itself, and for more than it keeps. */
export function assertVariables(variables: Record<string, string> = {}): void {
  const start = "Lambda was unable to configure your environment variables because the environment variables you have provided";
  const reserved = Object.keys(variables).filter((name) => reservedNames.has(name));
  if (reserved.length > 0)
    throw new AwsError(
      "InvalidParameterValueException",
      `${start} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  if (Buffer.byteLength(JSON.stringify(variables)) > 4096)
    throw new AwsError("InvalidParameterValueException", `${start} exceeded the 4KB limit.`);
}

const reservedNames = new Set([
  ...["_HANDLER", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"],
  ...["AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"],
  ...["AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API"],
  ...["LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
]);
