import type { z } from "zod";
import { isAlias, isMap, isScalar, type LineCounter, type Node } from "yaml";
import type { DocumentIndex } from "./documentIndex";
import { plainKey } from "./plainKeys";
import { quoted, shortened } from "./quoted";
import { unknownKey } from "./section";

/** One thing that is wrong in a file. */
export interface Problem {
  path: PropertyKey[];
  /** Continues "found ...,": what was expected, and what to do. A function where making it is work: not every mistake is told. */
  message: string | (() => string);
  /** What is wrong is the key at the end of the path, not its value. */
  atKey?: boolean;
}

/** Mistakes that are told; of the rest, how many there are. */
export const mostTold = 100;

/** What the schema says of a value. Nothing in it was phrased by zod: where a part of the schema has no words of its own, these stand. */
export function problemsIn(schema: z.ZodType, value: unknown): Problem[] {
  const { error } = schema.safeParse(value, { error: ({ expected }) => `expected ${kinds[String(expected)] ?? "another value"}` });
  return error === undefined ? [] : problemsOf(error.issues);
}

const kinds: Readonly<Record<string, string>> = { array: "a list", object: "a mapping", record: "a mapping", string: "text" };

/** One problem for each unknown key, and for each key that is not allowed. */
function problemsOf(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = issue.path.map((part) => (typeof part === "string" ? plainKey(part) : part));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...path, plainKey(key)],
        message: () => unknownKey(plainKey(key), issue.message),
        atKey: true,
      }));
    }
    if (issue.code === "invalid_key") return issue.issues.map(({ message }) => ({ path, message, atKey: true }));
    return [{ path, message: issue.message }];
  });
}

/**
 * "file:line:column: path: found value, expected ...", in the order of the lines, each problem once.
 *
 * @param lines absent where the document was not read from text.
 */
export function describeProblems(problems: readonly Problem[], file: string, index: DocumentIndex, lines?: LineCounter): string {
  const placed = problems.map((problem) => {
    const { node, depth } = index.deepest(problem.path);
    const { line, col } = lines?.linePos(((problem.atKey ? index.key(problem.path) : undefined) ?? node)?.range?.[0] ?? 0) ?? nowhere;
    return { line, col, problem, value: depth < problem.path.length ? undefined : node };
  });
  placed.sort((a, b) => a.line - b.line || a.col - b.col);
  const told = new Set<string>();
  let rest = 0;
  for (const { line, col, problem, value } of placed) {
    if (told.size === mostTold) {
      rest++;
      continue;
    }
    const found = problem.atKey ? quoted(String(problem.path.at(-1))) : describeNode(value);
    told.add(
      `${line === 0 ? file : `${file}:${line}:${col}`}: ${pathText(problem.path)}: found ${found}, ${typeof problem.message === "string" ? problem.message : problem.message()}`,
    );
  }
  return [...told, ...andMore(rest, file)].join("\n");
}

const nowhere = { line: 0, col: 0 };

/** The last line where more is wrong than anybody reads. */
export function andMore(rest: number, file: string): string[] {
  return rest === 0 ? [] : [`${file}: and ${rest.toLocaleString("en")} more ${rest === 1 ? "mistake" : "mistakes"}`];
}

/** As a person would write it: `overrides[2].where.account`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => {
      if (typeof part === "number") return `[${part}]`;
      return /^[A-Za-z][A-Za-z0-9]{0,79}$/.test(String(part)) ? `.${String(part)}` : `[${quoted(String(part))}]`;
    })
    .join("");
  return text === "" ? "(the whole file)" : text.replace(/^\./, "");
}

function describeNode(node: Node | undefined): string {
  if (node === undefined) return "nothing";
  if (isAlias(node)) return `*${shortened(node.source)}`;
  if (!isScalar(node)) return isMap(node) ? "a mapping" : "a list";
  if (typeof node.value === "string") return quoted(node.value);
  if (node.value === null) return "nothing";
  return `${typeof node.value === "number" ? "the number " : ""}${shortened(node.source ?? String(node.value))}`;
}
