import type { Judgement } from "../pulumi";
import type { PlannedStack } from "../../domain/plan/plannedStacks";

/** What became of one stack. */
export type StackOutcome = {
  stack: PlannedStack;
  seconds: number;
  /** What the policy pack said in the preview, notes among it. Absent where it said nothing or was not asked. */
  violations?: Judgement[];
} &
  /** `fromPlan` is why a preview could not look: changes and steps are what the plan says, not what AWS does. */
  (
    | {
        state: "done";
        changes: Changes;
        steps: string[];
        fromPlan?: string;
        /**
         * Absent in a preview. `whole`: one run read what is live and left nothing to do. `rest`: what it could not do was done by a second one,
         * which does not read. `spared`: it was proven that there is nothing to do.
         */
        engine?: "whole" | "rest" | "spared";
        /** How that was proven; or why not, where there was a proof of an earlier run. */
        because?: string;
      }
    /** `reason` is what Pulumi or AWS said, `remedy` what to do about it (absent until the stack has ended for good). */
    | { state: "failed"; reason: string; remedy?: string }
    /** All was done but the findings road's part of these Regions, or could not be read there: a service control policy denies EventBridge or SQS. */
    | { state: "regionDenied"; regions: string[]; reason: string; remedy?: string }
    /** The account's role could not be assumed: nothing was tried. */
    | { state: "unreachable"; reason: string; remedy?: string }
    /** What it waits for failed, or the roll-out was interrupted. */
    | { state: "notStarted"; reason: string; remedy?: string }
  );

/** Resources by what was done (or in a preview: would be done) to them: `{ create: 3, same: 10 }`. */
export type Changes = Record<string, number>;
