import type { OperationResult } from "./operations";

/** What one policy says. A mandatory one has stopped the run. */
export interface Judgement {
  policy: string;
  level: "advisory" | "mandatory";
  urn?: string;
  message: string;
}

/** What the policy packs said of a run. Pulumi puts a policy's description in front of each of its messages. */
export function judged({ violations }: Pick<OperationResult, "violations">): { violations?: Judgement[] } {
  const said = violations.map(({ policy, level, urn, message }) => ({
    policy,
    level,
    ...(urn === undefined ? {} : { urn }),
    message: message.slice(message.indexOf("\n") + 1),
  }));
  return said.length === 0 ? {} : { violations: said };
}

/** Why a stack is not rolled out, if a mandatory policy says so. */
export function blockedBy(result: Pick<OperationResult, "violations" | "hasBegun">): string | undefined {
  const mandatory = (judged(result).violations ?? []).filter(({ level }) => level === "mandatory");
  if (mandatory.length === 0) return undefined;
  const what = result.hasBegun ? "The policy pack forbids what was done; it stays as it is now:" : "The policy pack blocks it:";
  return [what, ...mandatory.map(({ policy, message }) => `${policy}: ${message}`)].join("\n");
}
