import { Document, LineCounter, parseDocument } from "yaml";
import { ConfigurationError } from "../errors";
import { partitionOf, type Partition } from "../partitions";
import type { Configuration } from "./configuration";
import { inconsistencies } from "./consistency";
import { DocumentIndex } from "./documentIndex";
import { withHiddenProto, withProto } from "./plainKeys";
import { plainJson } from "./plainJson";
import { andMore, describeProblems, mostTold, problemsIn, type Problem } from "./problems";
import { shortened } from "./quoted";
import { configurationSchema } from "./schema";

/**
 * Reads organization.yaml.
 *
 * @param file Name of the file, for messages only.
 *
 * @throws ConfigurationError that names every mistake with line, path, value and what is allowed, one on each line.
 */
export function parseConfiguration(text: string, file: string): Configuration {
  const json = plainJson(text);
  const isLong = text.length > longestYaml;
  if (json !== undefined) {
    const raw = withHiddenProto(json);
    const problems = problemsOf(raw);
    if (problems.length === 0) return configurationOf(raw);
    if (isLong) throw new ConfigurationError(describeProblems(problems, file, new DocumentIndex(new Document(json))));
  } else if (isLong) {
    throw new ConfigurationError(
      `${file}: the file has ${text.length.toLocaleString("en")} characters, expected at most ${longestYaml.toLocaleString("en")}; say it with fewer overrides, by OU or by tag, or write it as JSON, which may have any length`,
    );
  }
  return parseYaml(text, file);
}

/** What the YAML library reads in about two seconds: an override for each of several thousand accounts. */
const longestYaml = 1_000_000;

/** Where every mistake has its line. */
function parseYaml(text: string, file: string): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const index = new DocumentIndex(document);
  const broken = [
    ...document.errors.map(({ pos: [at], code, message }) => ({ at, what: yamlMistake(code, message) })),
    ...index.repeatedKeys().map((key) => ({ at: key.range?.[0] ?? 0, what: "this key stands here twice; keep one of the two" })),
  ].sort((a, b) => a.at - b.at);
  if (broken.length > 0) {
    const told = broken.slice(0, mostTold).map(({ at, what }) => {
      const { line, col } = lines.linePos(at);
      return `${file}:${line}:${col}: ${what}`;
    });
    throw new ConfigurationError([...told, ...andMore(broken.length - told.length, file)].join("\n"));
  }
  if (document.contents === null) {
    throw new ConfigurationError(`${file}: the file is empty, expected at least version and organization`);
  }

  const raw = withHiddenProto(plainValue(document, file));
  const problems = problemsOf(raw);
  if (problems.length > 0) throw new ConfigurationError(describeProblems(problems, file, index, lines));
  return configurationOf(raw);
}

function problemsOf(raw: unknown): Problem[] {
  return [...problemsIn(configurationSchema, raw), ...inconsistencies(raw)];
}

/** @param raw without problems. */
function configurationOf(raw: unknown): Configuration {
  const { organization, ...rest } = withProto(configurationSchema.parse(raw));
  return { ...rest, organization: { ...organization, partition: partitionOrThrow(organization.homeRegion) } };
}

/** Anchors that are not there, or that unfold without end, show only now. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ConfigurationError(
      `${file}: this cannot be read as YAML: ${shortened(error instanceof Error ? error.message : String(error))}`,
    );
  }
}

function yamlMistake(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; keep one";
  return `this is not YAML: ${shortened(message)}`;
}

/** That the home Region is known was among the inconsistencies. */
function partitionOrThrow(homeRegion: string): Partition {
  const partition = partitionOf(homeRegion);
  if (partition === undefined) throw new ConfigurationError(`organization.homeRegion: no partition has the Region ${homeRegion}`);
  return partition;
}
