import type { z } from "zod";
import { isAlias, isMap, isNode, isScalar, type Document, type LineCounter, type Node } from "yaml";

/** One thing that is wrong in a file. */
export interface Problem {
  path: PropertyKey[];
  /** Continues "found ...,": what was expected, and what to do. */
  message: string;
  /** What is wrong is the key at the end of the path, not its value. */
  atKey?: boolean;
}

/** zod's issues in our form: one for each unknown key, and nothing that zod phrased. */
export function problemsOf(error: z.core.$ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") {
      const messages = issue.message.split("\n");
      return issue.keys.map((key, index) => ({ path: [...issue.path, key], message: messages[index] ?? issue.message, atKey: true }));
    }
    if (issue.code === "invalid_key") {
      return issue.issues.map(({ message }) => ({ path: issue.path, message, atKey: true }));
    }
    return [{ path: issue.path, message: issue.message }];
  });
}

/** "file:line:column: path: found value, expected ...", in the order of the lines, each problem once. */
export function describeProblems(problems: readonly Problem[], file: string, document: Document, lines: LineCounter): string {
  const placed = problems.map((problem) => {
    const { node, depth } = deepest(document, problem.path);
    const value = depth < problem.path.length ? undefined : node;
    const { line, col } = lines.linePos(((problem.atKey ? keyNode(document, problem.path) : undefined) ?? node)?.range?.[0] ?? 0);
    const found = problem.atKey ? JSON.stringify(String(problem.path.at(-1))) : describeNode(value);
    return { line, col, text: `${file}:${line}:${col}: ${pathText(problem.path)}: found ${found}, ${problem.message}` };
  });
  placed.sort((a, b) => a.line - b.line || a.col - b.col);
  return [...new Set(placed.map(({ text }) => text))].join("\n");
}

/** As a person would write it: `overrides[2].where.account`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => {
      if (typeof part === "number") return `[${part}]`;
      return /^[A-Za-z][A-Za-z0-9]*$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(String(part))}]`;
    })
    .join("");
  return text === "" ? "(the whole file)" : text.replace(/^\./, "");
}

/** The node at the path, or the last one on the way where the path leaves the document. */
function deepest(document: Document, path: readonly PropertyKey[]): { node: Node | undefined; depth: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return { node, depth };
  }
  return { node: document.contents ?? undefined, depth: 0 };
}

function keyNode(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const key = parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key;
  return isNode(key) ? key : undefined;
}

function describeNode(node: Node | undefined): string {
  if (node === undefined) return "nothing";
  if (isAlias(node)) return `*${node.source}`;
  if (!isScalar(node)) return isMap(node) ? "a mapping" : "a list";
  if (typeof node.value === "string") return JSON.stringify(node.value);
  if (node.value === null) return "nothing";
  return `${typeof node.value === "number" ? "the number " : ""}${node.source ?? String(node.value)}`;
}
