import type { Judgement } from "../../pulumi";
import { paint, type Style } from "../../terminal/style";
import { harmless, plural, wrap } from "../../terminal/text";

export interface StackAudit {
  stack: string;
  /** How many resources the stack manages. */
  resources: number;
  /** Policies that the settings switch off. */
  off: string[];
  violations: Judgement[];
  notes: Judgement[];
  /** Why not everything was judged. */
  unjudged?: string;
  exitCode: number;
}

/** What the policy pack says of a stack's recorded state. */
export function renderStackAudit({ stack, resources, off, violations, notes, unjudged, exitCode }: StackAudit, style: Style): string {
  const lines = [...violations.map((said) => ["red", "✗", said] as const), ...notes.map((said) => ["yellow", "·", said] as const)].flatMap(
    ([colour, mark, { policy, message, urn }]) => [
      ...wrap(`${mark} ${policy}: ${harmless(message)}`, style.columns, "  ").map((line) => paint(style, colour, line)),
      ...(urn === undefined ? [] : [`  ${harmless(urn)}`]),
    ],
  );
  const conclusion =
    resources === 0
      ? `Stack ${stack} is empty: there was nothing to judge.`
      : unjudged !== undefined
        ? `Stack ${stack} was not judged: ${unjudged}`
        : `Stack ${stack}, ${plural(resources, "resource")}: ${violations.length === 0 ? "nothing violates the policy pack" : plural(violations.length, "violation")}${notes.length === 0 ? "" : `, ${plural(notes.length, "note")}`}.`;
  const switchedOff = off.length === 0 ? [] : [`Switched off by the settings: ${off.join(", ")}.`];
  return `${[...lines, ...switchedOff, paint(style, exitCode === 0 ? "green" : exitCode === 1 ? "red" : "magenta", conclusion)].join("\n")}\n`;
}
