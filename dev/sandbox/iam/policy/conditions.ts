import { conditionOperator } from "./conditionOperators";
import type { Condition } from "./document";
import type { Variables } from "./wildcard";

/** The request's condition keys. Keys are compared without case. */
export class RequestContext {
  readonly #values = new Map<string, string[]>();

  constructor(values: Record<string, string | string[] | undefined>) {
    for (const [key, value] of Object.entries(values)) {
      if (value !== undefined) this.#values.set(key.toLowerCase(), Array.isArray(value) ? value : [value]);
    }
  }

  values(key: string): string[] | undefined {
    return this.#values.get(key.toLowerCase());
  }

  /** Only keys with one value can be variables. */
  readonly variable: Variables = (name) => {
    const values = this.values(name);
    return values?.length === 1 ? values[0] : undefined;
  };
}

/** All conditions of a statement have to hold; of several values of one key, one. */
export function holds(conditions: readonly Condition[], context: RequestContext, variables: Variables | undefined): boolean {
  return conditions.every((condition) => holdsOne(condition, context, variables));
}

function holdsOne({ operator: name, key, values: written }: Condition, context: RequestContext, variables: Variables | undefined): boolean {
  const requested = context.values(key);
  if (name === "Null") return written.some((value) => (value.toLowerCase() === "true") === (requested === undefined));

  const operator = conditionOperator(name);
  if (!operator) throw new Error(`Condition operator ${name} should have been refused when its policy was read`);
  const { compare, negated, ifExists, quantifier } = operator;
  const fits = (value: string) => written.some((each) => compare(value, each, variables)) !== negated;

  if (quantifier === "ForAllValues") return (requested ?? []).every(fits);
  if (requested === undefined) return quantifier === "ForAnyValue" ? ifExists : ifExists || negated;
  if (quantifier === "ForAnyValue") return requested.some(fits);
  return negated ? requested.every(fits) : requested.some(fits);
}
