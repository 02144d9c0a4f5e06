import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnalyzerAge } from "../../../domain/findings/decide";
import { attributes, plainItem } from "../attributes";
import { names, readItem, type Item, type Key, type Table } from "./table";

/** Since when an analyzer is there, and since when the road sees it: what it finds on its first day is told in digests. */
export interface RecordedAge extends AnalyzerAge {
  firstSeenAt: string;
}

const key = (analyzer: string): Key => ({ pk: `analyzer#${analyzer}`, sk: "analyzer" });

export async function readAnalyzerAge(table: Table, analyzer: string): Promise<RecordedAge | undefined> {
  const item = await readItem(table, key(analyzer));
  return item && ageOf(item);
}

/** Writes what is not written yet; what is stays. */
export async function recordAnalyzerAge(table: Table, analyzer: string, { createdAt, firstSeenAt }: RecordedAge): Promise<RecordedAge> {
  const created = createdAt === undefined ? "" : ", #createdAt = if_not_exists(#createdAt, :created)";
  const UpdateExpression = `SET #firstSeenAt = if_not_exists(#firstSeenAt, :seen)${created}`;
  const { Attributes = {} } = await table.dynamo.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: attributes(key(analyzer)),
      UpdateExpression,
      ExpressionAttributeNames: names(UpdateExpression),
      ExpressionAttributeValues: attributes({ ":seen": firstSeenAt, ":created": createdAt }),
      ReturnValues: "ALL_NEW",
    }),
  );
  return ageOf(plainItem(Attributes));
}

function ageOf({ createdAt, firstSeenAt }: Item): RecordedAge {
  if (typeof firstSeenAt !== "string") throw new Error("the item of an analyzer does not say since when it is seen");
  return { firstSeenAt, ...(typeof createdAt === "string" && { createdAt }) };
}
