/**
 * What differs in meaning between two policy documents, in words; empty when nothing does. The order of statements and of lists does not
 * matter, nor whether one value stands in a list, nor the case of actions, nor statement ids.
 *
 * @param found what JSON.parse gave.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyDifferences(planned: unknown, found: unknown): string[] {
  const [wanted, there] = [statementsOf(planned), statementsOf(found)];
  const lacking = [...wanted].filter((statement) => !there.has(statement));
  const beyond = [...there].filter((statement) => !wanted.has(statement));
  const version = versionOf(found);
  return [
    ...(version === versionOf(planned) ? [] : [`is of version ${version}`]),
    ...(lacking.length === 0 ? [] : [`lacks ${lacking.join(", ")}`]),
    ...(beyond.length === 0 ? [] : [`has, not planned, ${beyond.join(", ")}`]),
  ];
}

/** Every statement in one spelling. */
function statementsOf(document: unknown): Set<string> {
  const statements = isObject(document) ? document["Statement"] : document;
  return new Set((Array.isArray(statements) ? statements : [statements]).map((statement) => JSON.stringify(normalized(statement))));
}

/** Without one it is the older. */
function versionOf(document: unknown): string {
  return isObject(document) && typeof document["Version"] === "string" ? document["Version"] : "2008-10-17";
}

function normalized(statement: unknown): unknown {
  if (!isObject(statement)) return statement;
  return sorted(
    Object.entries(statement).flatMap(([key, value]): [string, unknown][] => {
      switch (key) {
        case "Sid":
          return [];
        case "Action":
        case "NotAction":
          return [[key, list(list(value).map((action) => (typeof action === "string" ? action.toLowerCase() : action)))]];
        case "Principal":
        case "NotPrincipal":
          // "*" means the same as { AWS: "*" }.
          return [[key, isObject(value) ? values(value) : values({ AWS: value })]];
        case "Condition":
          return [
            [key, isObject(value) ? sorted(Object.entries(value).map(([operator, keys]) => [operator, conditionKeys(keys)])) : value],
          ];
        case "Effect":
          return [[key, value]];
        default:
          return [[key, list(value)]];
      }
    }),
  );
}

/** Names of condition keys are case-insensitive. */
function conditionKeys(keys: unknown): unknown {
  if (!isObject(keys)) return keys;
  return sorted(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), list(value).map(String)]));
}

function values(map: Record<string, unknown>): unknown {
  return sorted(Object.entries(map).map(([key, value]) => [key, list(value)]));
}

/** A set: one value and a list of one are the same, and order does not count. */
function list(value: unknown): unknown[] {
  return [...new Set(Array.isArray(value) ? (value as unknown[]) : [value])].sort();
}

function sorted(entries: [string, unknown][]): unknown {
  return Object.fromEntries(
    entries.map(([key, value]): [string, unknown] => [key, value]).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
