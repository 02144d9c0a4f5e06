import type { CreateFunctionCommandInput, FunctionUrlConfig } from "@aws-sdk/client-lambda";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { arnOrName, Storing, type Reference, type Stored } from "../storing/stored";

export interface Settings {
  given: Given;
  code: { CodeSha256: string; CodeSize: number; zip: Uint8Array };
  url?: FunctionUrlConfig;
  /** How many events may be worked on at once, if that is bounded. */
  reservedConcurrency?: number;
}

export const givenNames = [
  ...(["Role", "Runtime", "Handler", "Description", "Timeout", "MemorySize", "Environment", "Architectures"] as const),
  ...(["LoggingConfig", "DeadLetterConfig"] as const),
] as const;

/** What is kept as it was given. */
export type Given = Partial<Pick<CreateFunctionCommandInput, (typeof givenNames)[number]>>;

/** Functions, which other operations find by name or ARN. */
export const store = new Storing<Settings, { FunctionName: string; Qualifier?: string } | { Resource: string } | { ResourceArn: string }>({
  title: "lambda function",
  arn: (name, { partition, account, region }) => `arn:${partition}:lambda:${region}:${account}:function:${name}`,
  named(input) {
    if ("Resource" in input) return arnOrName(input.Resource);
    if ("ResourceArn" in input) return arnOrName(input.ResourceArn);
    if (input.Qualifier !== undefined && input.Qualifier !== "$LATEST")
      throw new AwsError("NotImplemented", "The sandbox organization has neither versions nor aliases of functions.");
    return functionNamed(input.FunctionName);
  },
  missing: (name) => new AwsError("ResourceNotFoundException", `Function not found: ${name}`),
  invalidTags: "InvalidParameterValueException",
});

/** By name, partial ARN or ARN. @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function functionNamed(text: string): Reference {
  const form = /^(?:arn:[^:]+:lambda:)?(?:([a-z]+(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([\w-]+)$/;
  const [, region, account, name = text] = form.exec(text) ?? [];
  return { name, region, account };
}

/** @throws AwsError if there is none of this ARN */
export function functionAt(world: World, arn: string): Stored<Settings> {
  const found = store.find(world, arnOrName(arn));
  if (!found) throw store.kind.missing(arn);
  return found;
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
