import type { Model, Shape } from "./schema";

/** The input that the fields of an AWS Query request spell out: `Tags.member.1.Key=a` and the like. */
export function readForm(model: Model, input: Shape, form: URLSearchParams): unknown {
  return input.isUnitSchema() ? {} : (new FormReader(model, form).read(input, "") ?? {});
}

class FormReader {
  readonly #keys: string[];

  constructor(
    private readonly model: Model,
    private readonly form: URLSearchParams,
  ) {
    this.#keys = [...form.keys()];
  }

  read(shape: Shape, key: string): unknown {
    if (shape.isStructSchema()) return this.#structure(shape, key);
    if (shape.isListSchema()) return this.#list(shape, key);
    if (shape.isMapSchema()) return this.#map(shape, key);
    const text = this.form.get(key);
    return text === null ? undefined : this.model.readText(shape, text);
  }

  #structure(shape: Shape, key: string): Record<string, unknown> | undefined {
    const structure: Record<string, unknown> = {};
    for (const [name, member] of shape.structIterator()) {
      const value = this.read(member, join(key, member.getMergedTraits().xmlName ?? name));
      if (value !== undefined) structure[name] = value;
    }
    return Object.keys(structure).length > 0 ? structure : undefined;
  }

  #list(shape: Shape, key: string): unknown[] | undefined {
    const item = shape.getValueSchema();
    const base = shape.getMergedTraits().xmlFlattened ? key : join(key, item.getMergedTraits().xmlName ?? "member");
    const indices = this.#indices(base);
    // A list without items is sent as the bare key.
    if (indices.length === 0) return this.form.has(key) ? [] : undefined;
    return indices.map((index) => this.read(item, `${base}.${index}`));
  }

  #map(shape: Shape, key: string): Record<string, unknown> | undefined {
    const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? "key";
    const valueName = shape.getValueSchema().getMergedTraits().xmlName ?? "value";
    const base = shape.getMergedTraits().xmlFlattened ? key : join(key, "entry");
    const indices = this.#indices(base);
    if (indices.length === 0) return undefined;
    return Object.fromEntries(
      indices.map((index) => [
        this.form.get(`${base}.${index}.${keyName}`) ?? "",
        this.read(shape.getValueSchema(), `${base}.${index}.${valueName}`),
      ]),
    );
  }

  #indices(base: string): number[] {
    const indices = new Set<number>();
    for (const key of this.#keys) {
      if (!key.startsWith(`${base}.`)) continue;
      const index = Number(key.slice(base.length + 1).split(".")[0]);
      if (Number.isInteger(index) && index > 0) indices.add(index);
    }
    return [...indices].sort((a, b) => a - b);
  }
}

function join(key: string, name: string): string {
  return key ? `${key}.${name}` : name;
}
