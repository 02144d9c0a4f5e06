import type { Colour, Style } from "../terminal/style";
import { harmless } from "../terminal/text";
import type { Changes, StackOutcome } from "./stackOutcome";

/** In the order of interest; what stays the same comes last. */
const words: [string, string][] = [
  ["create", "created"],
  ["update", "updated"],
  ["replace", "replaced"],
  ["delete", "deleted"],
  ["leave", "left the state and stayed in AWS"],
  ["same", "unchanged"],
];

/** @param isPreview what was "done" was only looked at. */
export function describeOutcome(outcome: StackOutcome, isPreview: boolean): string {
  switch (outcome.state) {
    case "done":
      return `${isPreview && !isUnchanged(outcome) ? "would be: " : ""}${describeDone(outcome)} in ${outcome.seconds.toFixed(1)} s`;
    case "failed":
      return `failed: ${harmless(firstSentence(outcome.reason))}`;
    case "regionDenied":
      return `done, but for ${outcome.stack.role.kind === "member" ? "the scanner's rules" : "the findings road"} in ${outcome.regions.join(", ")}, where a service control policy denies EventBridge or SQS`;
    case "unreachable":
      return `not reached: ${harmless(outcome.reason)}`;
    case "notStarted":
      return `not started: ${outcome.reason}`;
  }
}

/** What is not known from AWS is said to be from the plan. */
export function describeDone({
  changes,
  fromPlan,
  engine,
}: Pick<Extract<StackOutcome, { state: "done" }>, "changes" | "fromPlan" | "engine">): string {
  const how = fromPlan !== undefined ? " (from the plan)" : engine === "spared" ? " (proven, not run)" : "";
  return `${describeChanges(changes)}${how}`;
}

function describeChanges(changes: Changes): string {
  const parts = words.flatMap(([operation, word]) => (changes[operation] ? [`${changes[operation]} ${word}`] : []));
  return parts.length === 0 ? "nothing to do" : parts.join(", ");
}

export function isUnchanged(outcome: StackOutcome): boolean {
  return outcome.state === "done" && words.every(([operation]) => operation === "same" || !outcome.changes[operation]);
}

export function markOf({ state }: StackOutcome, { unicode }: Style): { mark: string; colour: Colour } {
  if (state === "done") return { mark: unicode ? "✓" : "+", colour: "green" };
  if (state === "failed") return { mark: unicode ? "✗" : "x", colour: "red" };
  return { mark: unicode ? "–" : "-", colour: "magenta" };
}

function firstSentence(text: string): string {
  const line = text.split("\n").find((part) => part.trim() !== "") ?? text;
  return line.trim();
}
