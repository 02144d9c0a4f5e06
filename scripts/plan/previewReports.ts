import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { InputError } from "../../domain/errors";
import { exitCode } from "../terminal/exitCodes";

export interface PreviewedStack {
  stack: string;
  /** `changed` and `unchanged`: looked at. `blocked`: a policy forbids it. */
  state: "unchanged" | "changed" | "blocked" | "failed" | "notChecked";
  /** Steps, the policies that block, or why not. */
  details: string[];
  violations: Violation[];
}

export type Violation = z.output<typeof violation>;

const violation = z.object({
  policy: z.string(),
  level: z.string(),
  urn: z.string().optional(),
  message: z.string(),
});

/** What is read of a report of `deploy --preview --json`. The pull request's own programs ran beside it: it is judged as input. */
const report = z.object({
  isPreview: z.literal(true),
  stacks: z.array(
    z.object({
      stack: z.object({ name: z.string() }),
      state: z.string(),
      steps: z.array(z.string()).optional(),
      reason: z.string().optional(),
      fromPlan: z.string().optional(),
      violations: z.array(violation).optional(),
    }),
  ),
});

/** What a command prints that failed as a whole. */
const failure = z.object({ error: z.string() });

/**
 * What the previews of these stacks came to, by the reports in a folder. A stack without a report, or with one that says neither that it was
 * looked at nor that it failed, was not checked.
 */
export function previewedStacks(stacks: readonly string[], folder: string): PreviewedStack[] {
  const found = new Map<string, PreviewedStack>();
  const others: string[] = [];
  for (const file of reportFiles(folder)) {
    const content = contentOf(file);
    if ("other" in content) others.push(content.other);
    else for (const stack of content.stacks.map(previewed)) found.set(stack.stack, worse(found.get(stack.stack), stack));
  }
  const details = ["no report of its preview", ...new Set(others)];
  return stacks.map((stack) => found.get(stack) ?? { stack, state: "notChecked", details, violations: [] });
}

/** What a job ends with after these previews: 1 something is forbidden or failed, 2 not everything was looked at. */
export function previewsExitCode(previewed: readonly PreviewedStack[]): number {
  if (previewed.some(({ state }) => state === "blocked" || state === "failed")) return exitCode.failed;
  return previewed.some(({ state }) => state === "notChecked") ? exitCode.partial : exitCode.asPlanned;
}

function previewed({ stack, state, steps, reason, fromPlan, violations = [] }: z.output<typeof report>["stacks"][number]): PreviewedStack {
  const common = { stack: stack.name, violations };
  const blocking = violations.filter(({ level }) => level !== "advisory" && level !== "warning");
  if (blocking.length > 0) return { ...common, state: "blocked", details: [...new Set(blocking.map(({ policy }) => policy))] };
  if (state === "done" && fromPlan === undefined && steps !== undefined)
    return { ...common, state: steps.length === 0 ? "unchanged" : "changed", details: steps };
  if (state === "failed") return { ...common, state: "failed", details: [reason ?? "no reason is given"] };
  return { ...common, state: "notChecked", details: [fromPlan ?? reason ?? state] };
}

/** Of two reports of one stack the worse one counts. */
function worse(one: PreviewedStack | undefined, other: PreviewedStack): PreviewedStack {
  return one === undefined || ranks.indexOf(other.state) > ranks.indexOf(one.state) ? other : one;
}

const ranks: readonly PreviewedStack["state"][] = ["unchanged", "changed", "notChecked", "failed", "blocked"];

/** `other`: what is there instead of a report. */
function contentOf(file: string): z.output<typeof report> | { other: string } {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return { other: `${basename(file)}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { success, data } = report.safeParse(content);
  if (success) return data;
  const failed = failure.safeParse(content);
  return { other: failed.success ? failed.data.error : `${basename(file)} is no report of "deploy --preview --json"` };
}

function reportFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new InputError(
      `--previews ${folder}: cannot be read (${error instanceof Error ? error.message : String(error)}). Name a folder.`,
    );
  }
}
