import { requiredMembers, type Shape } from "./schema";

/** Paths of the members that the schema requires and the input lacks, at any depth: `archiveRules.1.filter`. */
export function missingMembers(shape: Shape, value: unknown): string[] {
  if (shape.isUnitSchema() || value === undefined || value === null) return [];
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    return Array.isArray(value) ? value.flatMap((each, i) => below(String(i + 1), missingMembers(item, each))) : [];
  }
  if (typeof value !== "object") return [];
  if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    return Object.entries(value).flatMap(([key, each]) => below(key, missingMembers(item, each)));
  }
  if (!shape.isStructSchema()) return [];
  const missing = requiredMembers(shape).filter((name) => memberOf(value, name) === undefined || memberOf(value, name) === null);
  const nested = [...shape.structIterator()].flatMap(([name, member]) => below(name, missingMembers(member, memberOf(value, name))));
  return [...missing, ...nested];
}

function memberOf(value: object, name: string): unknown {
  return Reflect.get(value, name);
}

function below(name: string, paths: string[]): string[] {
  return paths.map((path) => `${name}.${path}`);
}
