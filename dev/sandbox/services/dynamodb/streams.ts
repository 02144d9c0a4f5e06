import type { CreateTableCommandInput, StreamSpecification, TableDescription } from "@aws-sdk/client-dynamodb";
import { AwsError, type Call } from "../../service";
import { Storing, type Reference, type Stored } from "../storing/stored";
import type { Table } from "./tables";

/** Of a stream there is only what bears its policy: nothing is read from it. By the table's name and the time of its making. */
export const streams = new Storing<{ specification: StreamSpecification }, { ResourceArn: string }>({
  title: "dynamodb stream",
  arn: (name, { partition, account, region }) => `arn:${partition}:dynamodb:${region}:${account}:table/${name}`,
  named({ ResourceArn }): Reference {
    const [, region, account, name = ""] = /^arn:[^:]+:dynamodb:([^:]+):(\d{12}):table\/(.+)$/.exec(ResourceArn) ?? [];
    return { name, region, account };
  },
  missing: () => new AwsError("ResourceNotFoundException", "Requested resource not found"),
  invalidTags: "ValidationException",
});

export function isStream(arn: string): boolean {
  return /:table\/[^/]+\/stream\//.test(arn);
}

/** Begins a table's stream, or ends it; what was said of it before is forgotten. */
export function setStream(
  table: Stored<Table>,
  { StreamSpecification: given }: Pick<CreateTableCommandInput, "StreamSpecification">,
  call: Call,
): void {
  if (!given) return;
  const { account, region, name, settings } = table;
  endStream(table, call);
  if (given.StreamEnabled !== true) return;
  const label = call.world.clock.now().toISOString().slice(0, -1);
  settings.stream = streams.make(call.world, { account, region }, `${name}/stream/${label}`, { specification: given });
}

export function endStream({ settings }: Stored<Table>, call: Call): void {
  if (settings.stream) streams.remove(settings.stream, call);
  settings.stream = undefined;
}

export function streamOf({ settings: { stream } }: Stored<Table>): Partial<TableDescription> {
  if (!stream) return {};
  const { arn, settings } = stream;
  return { LatestStreamArn: arn, LatestStreamLabel: arn.split("/stream/")[1], StreamSpecification: settings.specification };
}
