import { parseCondition, type Condition } from "./expressions/condition";
import type { Placeholders } from "./expressions/reader";
import type { Key } from "./tables";
import { invalid } from "./values";

/** A KeyConditionExpression: the hash key equals a value and, if more is said, the sort key compares with one. @throws AwsError for anything else */
export function keyCondition(text: string | undefined, { hash, range }: Key, placeholders: Placeholders): Condition {
  if (text === undefined) throw invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  const condition = parseCondition("KeyConditionExpression", text, placeholders);
  const parts = condition.kind === "AND" ? condition.of : [condition];
  const ofHash = parts.filter((part) => part.kind === "compare" && part.operator === "=" && nameIn(part) === hash);
  if (ofHash.length !== 1) throw invalid(`Query condition missed key schema element: ${hash}`);
  const others = parts.filter((part) => !ofHash.includes(part));
  if (others.some((part) => !isOrdering(part) || nameIn(part) === undefined)) throw invalid("Query key condition not supported");
  if (others.some((part) => nameIn(part) !== range)) throw invalid(`Query condition missed key schema element: ${range ?? hash}`);
  return condition;
}

function isOrdering(part: Condition): boolean {
  return (
    part.kind === "BETWEEN" ||
    (part.kind === "compare" && part.operator !== "<>") ||
    (part.kind === "function" && part.name === "begins_with")
  );
}

/** The attribute that is compared with values alone. */
function nameIn(part: Condition): string | undefined {
  const [path, ...operands] =
    part.kind === "function"
      ? [part.path, part.argument]
      : part.kind === "compare"
        ? ["path" in part.left ? part.left.path : undefined, part.right]
        : part.kind === "BETWEEN"
          ? ["path" in part.left ? part.left.path : undefined, part.low, part.high]
          : [];
  return path?.length === 1 && operands.every((operand) => operand !== undefined && "value" in operand) ? path[0] : undefined;
}
