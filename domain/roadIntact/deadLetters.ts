import { unknownValue } from "../unknownValue";
import { memberOf, names, parsed, valueOf, type Part, type Value } from "./parts";
import { about, notKnown, type Said } from "./said";

/** What cannot be delivered or handled goes to a queue: of each target of a rule, and of each queue that a function takes from. */
export function deadLetters(parts: readonly Part[]): Said[] {
  return parts.flatMap((part): Said[] => {
    if (part.kind === "target") return said(part, deadLetterQueueOf(part), "has no deadLetterConfig: what cannot be delivered is lost");
    if (part.kind !== "mapping") return [];
    const queues = parts.filter(({ kind, name, region }) => kind === "queue" && names(part.name, { name, region }) !== "no");
    const its = queues.filter((queue) => names(part.name, queue) === "yes");
    if (its.length === 0)
      return [about(part, "note", "takes from a queue that is not seen in this stack: whether that has a dead-letter queue is undecided")];
    return its.flatMap((queue) =>
      said(queue, deadLetterQueueOf(queue), "has no redrivePolicy: what a function cannot handle comes back until it is lost"),
    );
  });
}

function said(part: Part, queue: Value, lacking: string): Said[] {
  // Which queue it is need not be known, as long as there is one.
  if (queue !== undefined) return [];
  return part.inputs === undefined
    ? [about(part, "note", "is undecided: its inputs could not be seen")]
    : [about(part, "violation", lacking)];
}

/** Whether other parts put their dead letters into a queue. */
export function isDeadLetterQueue(queue: Part, parts: readonly Part[]): boolean {
  return parts.some((part) => part !== queue && names(deadLetterQueueOf(part), queue) === "yes");
}

function deadLetterQueueOf({ kind, inputs }: Part): Value {
  if (kind === "target") return valueOf(memberOf(inputs?.["deadLetterConfig"], "arn"));
  if (kind !== "queue") return undefined;
  const policy = valueOf(inputs?.["redrivePolicy"]);
  if (policy === undefined) return undefined;
  return (
    valueOf(memberOf(parsed(inputs?.["redrivePolicy"]), "deadLetterTargetArn")) ?? (policy === unknownValue ? unknownValue : undefined)
  );
}

/** Rules that lead nowhere, and what is switched off. */
export function switchedOff(parts: readonly Part[]): Said[] {
  return parts.flatMap((part): Said[] => {
    const { kind, inputs } = part;
    if (inputs === undefined) return [];
    switch (kind) {
      case "rule":
        return [
          ...state(part, inputs["state"], (value) => value === "DISABLED", "is DISABLED: what it likes goes nowhere"),
          ...withoutTarget(part, parts),
        ];
      case "schedule":
        return state(part, inputs["state"], (value) => value === "DISABLED", "is DISABLED: nothing is swept");
      case "mapping":
        return state(part, inputs["enabled"], (value) => value === "false", "is not enabled: nobody takes from the queue");
      case "function":
        return state(part, inputs["reservedConcurrentExecutions"], (value) => value === "0", "has no concurrency: it never runs");
      case "key":
        return state(part, inputs["isEnabled"], (value) => value === "false", "is not enabled: nothing can be published");
      default:
        return [];
    }
  });
}

function state(part: Part, input: unknown, isOff: (value: Value) => boolean, what: string): Said[] {
  const value = valueOf(input);
  if (value === unknownValue) return [about(part, "note", `is undecided: whether it is switched on ${notKnown}`)];
  return isOff(value) ? [about(part, "violation", what)] : [];
}

function withoutTarget(rule: Part, parts: readonly Part[]): Said[] {
  const found = parts.filter(({ kind, region }) => kind === "target" && region === rule.region).map(({ name }) => names(name, rule));
  if (found.includes("yes")) return [];
  return found.includes("maybe")
    ? [about(rule, "note", `is undecided: which targets are its own ${notKnown}`)]
    : [about(rule, "violation", "has no target: what it likes goes nowhere")];
}
