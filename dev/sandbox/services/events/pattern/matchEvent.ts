import type { Condition, EventPattern } from "./parsePattern";
import type { Leaf } from "./valuePattern";

/**
 * Whether an event fits a pattern. Of a list any element may fit; fields inside a list's objects have to fit in one and the same object.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
 */
export function matchesEvent({ alternatives }: EventPattern, event: unknown): boolean {
  const fields = fieldsOf(event);
  return alternatives.some((conditions) => fits(conditions, fields, new Map()));
}

interface Field {
  value: Leaf;
  /** By list on the way: which of its elements the field lies in. */
  elements: ReadonlyMap<number, number>;
}

function fits([condition, ...others]: Condition[], fields: Map<string, Field[]>, chosen: ReadonlyMap<number, number>): boolean {
  if (!condition) return true;
  const found = fields.get(condition.path);
  if (!found) return condition.patterns.includes("absent") && fits(others, fields, chosen);
  return found
    .filter(({ value }) => condition.patterns.some((pattern) => pattern !== "absent" && pattern(value)))
    .some(({ elements }) => agree(elements, chosen) && fits(others, fields, new Map([...chosen, ...elements])));
}

function agree(elements: ReadonlyMap<number, number>, chosen: ReadonlyMap<number, number>): boolean {
  return [...elements].every(([list, element]) => (chosen.get(list) ?? element) === element);
}

function fieldsOf(event: unknown): Map<string, Field[]> {
  const fields = new Map<string, Field[]>();
  let lists = 0;
  add(event, "", new Map());
  return fields;

  function add(value: unknown, path: string, elements: ReadonlyMap<number, number>): void {
    if (Array.isArray(value)) {
      const list = lists++;
      value.forEach((element, i) => add(element, path, new Map([...elements, [list, i]])));
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) add(inner, path === "" ? name : `${path}.${name}`, elements);
    } else if (value !== undefined) {
      fields.set(path, [...(fields.get(path) ?? []), { value: value as Leaf, elements }]); // JSON holds nothing else
    }
  }
}
