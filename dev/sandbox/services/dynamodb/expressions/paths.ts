import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalid, type Item } from "../values";
import { Reader, type Path, type Placeholders } from "./reader";

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((value, step) => value && childOf(value, step), { M: item });
}

/** Changes the item that is given. A list grows at its end only. @throws AwsError where there is nothing to put it into. */
export function putAt(item: Item, path: Path, value: AttributeValue): void {
  const { parent, last } = place(item, path);
  if (parent?.M && typeof last === "string") parent.M[last] = value;
  else if (parent?.L && typeof last === "number") parent.L.splice(last, 1, value);
  else throw invalid("The document path provided in the update expression is invalid for update");
}

/** Changes the item that is given; what is not there already stays so. */
export function removeAt(item: Item, path: Path): void {
  const { parent, last } = place(item, path);
  if (parent?.M) Reflect.deleteProperty(parent.M, last);
  else if (parent?.L && typeof last === "number") parent.L.splice(last, 1);
  else throw invalid("The document path provided in the update expression is invalid for update");
}

/** What a ProjectionExpression leaves of an item. */
export function projection(text: string | undefined, placeholders: Placeholders): (item: Item) => Item {
  if (text === undefined) return (item) => item;
  const reader = new Reader("ProjectionExpression", text, placeholders);
  const paths = reader.list(() => reader.path());
  reader.assertEnd();
  return (item) => {
    const left: Item = {};
    for (const path of paths) {
      const value = valueAt(item, path);
      if (value) include(left, path, value);
    }
    return left;
  };
}

/** List items keep their order and close up, as DynamoDB has it. */
function include(left: Item, path: Path, value: AttributeValue): void {
  let parent: AttributeValue = { M: left };
  path.forEach((step, at) => {
    const next = path[at + 1];
    const child: AttributeValue = next === undefined ? value : typeof next === "number" ? { L: [] } : { M: {} };
    const existing: AttributeValue | undefined = typeof step === "string" ? parent.M?.[step] : undefined;
    if (typeof step === "string" && parent.M) parent.M[step] = existing ?? child;
    else parent.L?.push(child);
    parent = existing ?? child;
  });
}

function place(item: Item, path: Path): { parent: AttributeValue | undefined; last: string | number } {
  const [first, ...rest] = path;
  const last = rest.at(-1);
  if (last === undefined) return { parent: { M: item }, last: first };
  return { parent: valueAt(item, [first, ...rest.slice(0, -1)]), last };
}

function childOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  return typeof step === "string" ? value.M?.[step] : value.L?.[step];
}
