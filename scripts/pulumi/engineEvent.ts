import { isDeepStrictEqual } from "node:util";
import type { EngineEvent as RawEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

/** What the engine does, as it does it. */
export type EngineEvent = StepEvent | DiagnosticEvent | PolicyViolation | SummaryEvent;

export interface StepEvent {
  kind: "step";
  /** In a preview every step is only planned; `up` plans first, too, unless that is skipped. */
  phase: "preview" | "update";
  state: "started" | "done" | "failed";
  urn: string;
  /** `aws:accessanalyzer/analyzer:Analyzer` */
  type: string;
  /** The resource's logical name. */
  name: string;
  /** `create`, `update`, `delete`, `replace`, `same`, `import`, `refresh`, ... */
  op: string;
  /** Properties that differ, as paths: `tags.owner`. */
  diff: string[];
  /** Properties whose difference replaces the resource. */
  replaces: string[];
  /** The physical id, where there is one already. */
  id?: string;
  /** URN of the parent. */
  parent?: string;
  /** The step takes the resource out of the state only: it stays in AWS. */
  isRetained: boolean;
  /** The step has ended, and the stack's outputs are other ones than before. Of the stack itself only. */
  changesOutputs: boolean;
  /** The arguments as the state has them and as they are wanted now. Of providers only. */
  providerInputs?: Record<"before" | "after", Readonly<Record<string, unknown>>>;
}

export interface DiagnosticEvent {
  kind: "diagnostic";
  severity: "info" | "info#err" | "warning" | "error";
  /** The resource it is about, if any. */
  urn?: string;
  message: string;
}

export interface PolicyViolation {
  kind: "policy";
  pack: string;
  policy: string;
  level: "advisory" | "mandatory";
  urn?: string;
  message: string;
}

export interface SummaryEvent {
  kind: "summary";
  phase: "preview" | "update";
  /** How many resources met which operation: `{ create: 3, same: 10 }`. */
  changes: Record<string, number>;
  durationSeconds: number;
}

/**
 * Reads one line of the engine's `--json` output. `undefined` for a line that is no event; `"unknown"` for an event that says nothing here:
 * the prelude, debug messages, empty messages.
 */
export function parseEngineEvent(line: string): EngineEvent | "unknown" | undefined {
  if (!line.startsWith('{"sequence":')) return undefined;
  const raw = JSON.parse(line) as RawEvent & Extras; // the engine's own format, versioned with the engine
  if (raw.resourcePreEvent) return step(raw.resourcePreEvent.metadata, "started", raw.resourcePreEvent.planning);
  if (raw.resOutputsEvent) return step(raw.resOutputsEvent.metadata, "done", raw.resOutputsEvent.planning);
  if (raw.resOpFailedEvent) return step(raw.resOpFailedEvent.metadata, "failed", false);
  if (raw.policyEvent) {
    const { policyPackName, policyName, enforcementLevel, resourceUrn, message } = raw.policyEvent;
    return {
      kind: "policy",
      pack: policyPackName,
      policy: policyName,
      level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      ...(resourceUrn ? { urn: resourceUrn } : {}),
      message: plain(message),
    };
  }
  if (raw.diagnosticEvent) {
    const { severity, urn, message } = raw.diagnosticEvent;
    const text = plain(message);
    return isTold(severity) && text !== "" ? { kind: "diagnostic", severity, ...(urn ? { urn } : {}), message: text } : "unknown";
  }
  if (raw.summaryEvent) {
    const { resourceChanges, durationSeconds, isPreview } = raw.summaryEvent;
    return { kind: "summary", phase: isPreview ? "preview" : "update", changes: { ...resourceChanges }, durationSeconds };
  }
  return "unknown";
}

/** What the engine sends beyond the SDK's types. */
interface Extras {
  summaryEvent?: RawEvent["summaryEvent"] & { isPreview?: boolean };
}

function step(metadata: StepEventMetadata, state: StepEvent["state"], planning: boolean | undefined): StepEvent {
  const detailed = Object.entries(metadata.detailedDiff ?? {});
  const told = detailed.length > 0 ? detailed.map(([path]) => path) : (metadata.diffs ?? []);
  const providerInputs = metadata.type.startsWith("pulumi:providers:")
    ? { before: metadata.old?.inputs ?? {}, after: metadata.new?.inputs ?? {} }
    : undefined;
  // A provider need not say how its own arguments differ.
  const diff = providerInputs === undefined ? told : changedInputs(providerInputs);
  const replaces = detailed.filter(([, { diffKind }]) => diffKind.endsWith("-replace")).map(([path]) => path);
  const id = metadata.new?.id || metadata.old?.id;
  const parent = metadata.new?.parent || metadata.old?.parent;
  return {
    kind: "step",
    phase: planning ? "preview" : "update",
    state,
    urn: metadata.urn,
    type: metadata.type,
    name: metadata.urn.split("::").slice(3).join("::"),
    op: metadata.op,
    diff,
    replaces: replaces.length > 0 ? replaces : (metadata.keys ?? []),
    ...(id ? { id } : {}),
    ...(parent ? { parent } : {}),
    isRetained: metadata.op === "delete" && (metadata.old?.retainOnDelete ?? false),
    changesOutputs:
      state === "done" && metadata.type === "pulumi:pulumi:Stack" && !isDeepStrictEqual(metadata.old?.outputs, metadata.new?.outputs),
    ...(providerInputs ? { providerInputs } : {}),
  };
}

function changedInputs({ before, after }: NonNullable<StepEvent["providerInputs"]>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .sort();
}

function isTold(severity: string): boolean {
  return severity === "info" || severity === "info#err" || severity === "warning" || severity === "error";
}

/** Without the engine's colour marks (`<{%reset%}>`). */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
