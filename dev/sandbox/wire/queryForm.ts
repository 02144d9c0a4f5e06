import type { Model, Shape } from "./schema";

/** The input that the fields of an AWS Query request spell out: `Tags.member.1.Key=a` and the like. */
export function readForm(model: Model, input: Shape, form: URLSearchParams): unknown {
  return input.isUnitSchema() ? {} : (readField(model, input, treeOf(form)) ?? {});
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

function readField(model: Model, shape: Shape, field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  if (shape.isStructSchema()) return readStructure(model, shape, field);
  if (shape.isListSchema()) return readList(model, shape, field);
  if (shape.isMapSchema()) return readMap(model, shape, field);
  return field.text === undefined ? undefined : model.readText(shape, field.text);
}

function readStructure(model: Model, shape: Shape, field: Field): Record<string, unknown> | undefined {
  const structure: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const value = readField(model, member, field.parts.get(member.getMergedTraits().xmlName ?? name));
    if (value !== undefined) structure[name] = value;
  }
  return Object.keys(structure).length > 0 ? structure : undefined;
}

function readList(model: Model, shape: Shape, field: Field): unknown[] | undefined {
  const item = shape.getValueSchema();
  const base = shape.getMergedTraits().xmlFlattened ? field : field.parts.get(item.getMergedTraits().xmlName ?? "member");
  const items = inOrder(base);
  // A list without items is sent as the bare key.
  if (items.length === 0) return field.text === undefined ? undefined : [];
  return items.map((each) => readField(model, item, each));
}

function readMap(model: Model, shape: Shape, field: Field): Record<string, unknown> | undefined {
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? "key";
  const valueName = shape.getValueSchema().getMergedTraits().xmlName ?? "value";
  const entries = inOrder(shape.getMergedTraits().xmlFlattened ? field : field.parts.get("entry"));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(({ parts }) => [parts.get(keyName)?.text ?? "", readField(model, shape.getValueSchema(), parts.get(valueName))]),
  );
}

/** What stands under 1, 2, 3 and so on; gaps do not count. */
function inOrder(base: Field | undefined): Field[] {
  return [...(base?.parts ?? [])]
    .filter(([index]) => /^[1-9]\d{0,8}$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, field]) => field);
}
