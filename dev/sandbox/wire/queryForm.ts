import type { Model, Shape } from "./schema";

/** The input that the fields of an AWS Query request spell out: `Tags.member.1.Key=a` and the like. */
export function readForm(model: Model, input: Shape, form: URLSearchParams, dialect: Dialect = "query"): unknown {
  return input.isUnitSchema() ? {} : (readField({ model, dialect }, input, treeOf(form)) ?? {});
}

/** EC2's begins every name with a capital letter and flattens every list. */
type Dialect = "query" | "ec2";

interface Reader {
  model: Model;
  dialect: Dialect;
}

/** Fields by the parts of their names: each field is looked at once, however many lists there are. */
interface Field {
  text?: string;
  parts: Map<string, Field>;
}

function treeOf(form: URLSearchParams): Field {
  const root: Field = { parts: new Map() };
  for (const [name, text] of form) {
    let field = root;
    for (const part of name.split(".", maximumParts)) {
      const next = field.parts.get(part) ?? { parts: new Map<string, Field>() };
      field.parts.set(part, next);
      field = next;
    }
    field.text ??= text;
  }
  return root;
}

/** No input of AWS's is nested deeper. */
const maximumParts = 64;

function readField(reader: Reader, shape: Shape, field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  if (shape.isStructSchema()) return readStructure(reader, shape, field);
  if (shape.isListSchema()) return readList(reader, shape, field);
  if (shape.isMapSchema()) return readMap(reader, shape, field);
  return field.text === undefined ? undefined : reader.model.readText(shape, field.text);
}

function readStructure(reader: Reader, shape: Shape, field: Field): Record<string, unknown> | undefined {
  const structure: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const value = readField(reader, member, field.parts.get(nameOf(reader, member, name)));
    if (value !== undefined) structure[name] = value;
  }
  return Object.keys(structure).length > 0 ? structure : undefined;
}

function readList(reader: Reader, shape: Shape, field: Field): unknown[] | undefined {
  const item = shape.getValueSchema();
  const isFlat = reader.dialect === "ec2" || shape.getMergedTraits().xmlFlattened;
  const base = isFlat ? field : field.parts.get(item.getMergedTraits().xmlName ?? "member");
  const items = inOrder(base);
  // A list without items is sent as the bare key.
  if (items.length === 0) return field.text === undefined ? undefined : [];
  return items.map((each) => readField(reader, item, each));
}

function readMap(reader: Reader, shape: Shape, field: Field): Record<string, unknown> | undefined {
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? "key";
  const valueName = shape.getValueSchema().getMergedTraits().xmlName ?? "value";
  const entries = inOrder(shape.getMergedTraits().xmlFlattened ? field : field.parts.get("entry"));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(({ parts }) => [parts.get(keyName)?.text ?? "", readField(reader, shape.getValueSchema(), parts.get(valueName))]),
  );
}

function nameOf({ dialect }: Reader, member: Shape, name: string): string {
  const { xmlName = name, ec2QueryName } = member.getMergedTraits() as { xmlName?: string; ec2QueryName?: string }; // the SDK does not type the second
  return dialect === "query" ? xmlName : (ec2QueryName ?? xmlName.charAt(0).toUpperCase() + xmlName.slice(1));
}

/** What stands under 1, 2, 3 and so on; gaps do not count. */
function inOrder(base: Field | undefined): Field[] {
  return [...(base?.parts ?? [])]
    .filter(([index]) => /^[1-9]\d{0,8}$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, field]) => field);
}
