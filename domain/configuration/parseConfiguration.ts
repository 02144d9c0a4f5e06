import { LineCounter, parseDocument, type Document } from "yaml";
import { ConfigurationError } from "../errors";
import { partitionOf, type Partition } from "../partitions";
import type { Configuration } from "./configuration";
import { inconsistencies } from "./consistency";
import { describeProblems, problemsOf } from "./problems";
import { configurationSchema } from "./schema";

/**
 * Reads organization.yaml.
 *
 * @param file Name of the file, for messages only.
 *
 * @throws ConfigurationError that names every mistake with line, path, value and what is allowed, one on each line.
 */
export function parseConfiguration(text: string, file: string): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return `${file}:${line}:${col}: ${yamlMistake(error.code, error.message)}`;
    });
    throw new ConfigurationError(mistakes.join("\n"));
  }
  if (document.contents === null) {
    throw new ConfigurationError(`${file}: the file is empty, expected at least version and organization`);
  }

  const raw = plainValue(document, file);
  const parsed = configurationSchema.safeParse(raw);
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error)), ...inconsistencies(raw)];
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(describeProblems(problems, file, document, lines));

  const { organization, ...rest } = parsed.data;
  return { ...rest, organization: { ...organization, partition: partitionOrThrow(organization.homeRegion) } };
}

/** Anchors that are not there, or that unfold without end, show only now. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ConfigurationError(`${file}: this cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function yamlMistake(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "this key stands here twice; keep one of the two";
  if (code === "MULTIPLE_DOCS") return "a second document begins here; keep one";
  return `this is not YAML: ${message}`;
}

/** That the home Region is known was among the inconsistencies. */
function partitionOrThrow(homeRegion: string): Partition {
  const partition = partitionOf(homeRegion);
  if (partition === undefined) throw new ConfigurationError(`organization.homeRegion: no partition has the Region ${homeRegion}`);
  return partition;
}
