import type { CreateEventSourceMappingCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../service";
import { arnOrName, Storing } from "../../storing/stored";

export interface Mapping extends Required<Pick<CreateEventSourceMappingCommandInput, (typeof defaulted)[number]>> {
  queueArn: string;
  functionArn: string;
  maximumConcurrency?: number;
  lastResult: string;
}

export const defaulted = ["BatchSize", "MaximumBatchingWindowInSeconds", "FunctionResponseTypes", "Enabled"] as const;

export type Naming = { UUID: string } | { Resource: string };

/** By UUID. */
export const mappings = new Storing<Mapping, Naming>({
  title: "lambda event source mapping",
  arn: (name, { partition, account, region }) => `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${name}`,
  named: (input) => ("UUID" in input ? input.UUID : arnOrName(input.Resource)),
  missing: () => new AwsError("ResourceNotFoundException", "The resource you requested does not exist."),
  invalidTags: "InvalidParameterValueException",
});
