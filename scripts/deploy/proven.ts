import type { FoundRule } from "../../aws/ruleReader";
import type { ExistingAnalyzer, Readable } from "../../domain/inventory/inventory";
import type { Region } from "../../domain/identifiers";
import type { ScanRules } from "../../domain/plan/scanRules";
import type { AnalyzerSpec } from "../../domain/plan/types";
import type { Judgement, RawState } from "../pulumi";
import { listed } from "../terminal/text";
import { carriesOptions } from "./nothingToDo";
import { repairState } from "./repairState";
import { liveRule, liveStanding, plannedRules, plannedStanding, recordedStanding, type Standing } from "./standing";

/** What a run of the engine goes by, each as its hash. */
export interface Fingerprint {
  /** The file of the stack's state, to the byte. */
  state: string;
  /** What the program gets from organization.yaml, inventory.json, the day and the environment. */
  plan: string;
  /** The program's code and the packages that it uses. */
  program: string;
  /** The policy pack, its settings, and what else it may judge by. */
  policies: string;
  /** The stack's own file, Pulumi.STACK.yaml. */
  stackFile: string;
  engine: string;
}

/** What is written down of a run in which the engine read what is live, the policy pack judged, and nothing failed or was left to do. */
export interface Proof {
  version: 1;
  /** ISO 8601: when that run ended. */
  at: string;
  fingerprint: Fingerprint;
  /** What the policies said then, and would say again. */
  violations?: Judgement[];
}

/** What a member's stack is to have. */
export interface PlannedMember {
  specs: readonly AnalyzerSpec[];
  /** Absent where the scanner is off. */
  scanner?: ScanRules;
}

/** What there is of it, by Region. */
export interface LiveMember {
  analyzers: ReadonlyMap<Region, Readable<ExistingAnalyzer[]>>;
  /** The scanner's rule. */
  rules: ReadonlyMap<Region, Readable<FoundRule>>;
}

/** Why a state and a plan are not the same, or a run would do more than compare them; undefined where nothing speaks against it. */
export function unprovenState(state: RawState, wanted: PlannedMember): string | undefined {
  const resources = state.deployment.resources ?? [];
  if (!carriesOptions(state)) return "its state lacks options that keep analyzers from being deleted";
  if (repairState(structuredClone(state)) || resources.some((resource) => "delete" in resource))
    return "its state holds something that was begun and not ended";
  const recorded = recordedStanding(resources);
  if ("unknown" in recorded) return `its state holds what is not compared here: ${recorded.unknown}`;
  const planned = standingOf(wanted);
  const isSame = recorded.length === planned.size && recorded.every((line) => planned.has(line));
  return isSame ? undefined : "its state is not what is planned";
}

/** What a record and the present do not agree in; undefined where they agree in all. */
export function unprovenInputs({ fingerprint: was }: Proof, is: Fingerprint): string | undefined {
  const keys = Object.keys({ ...was, ...is }) as (keyof Fingerprint)[];
  const differing = keys.filter((key) => was[key] !== is[key]);
  return differing.length === 0 ? undefined : `${listed(differing, 6)} not as in the proven run`;
}

/** Why what is live is not what is planned; undefined where it is. Beyond the plan there may be more: the engine does not look at that either. */
export function unprovenLive(wanted: PlannedMember, { analyzers, rules }: LiveMember): string | undefined {
  const standing = new Set<string>();
  for (const region of regionsOf(wanted.specs)) {
    const found = analyzers.get(region) ?? notRead;
    if ("unreadable" in found) return `${region} could not be read: ${found.unreadable}`;
    for (const line of liveStanding(region, found.read)) standing.add(line);
  }
  for (const { region } of wanted.scanner?.rules ?? []) {
    const found = rules.get(region) ?? notRead;
    if ("unreadable" in found) return `${region} could not be read: ${found.unreadable}`;
    for (const line of liveRule(region, found.read)) standing.add(line);
  }
  const missing = [...standingOf(wanted)].find((line) => !standing.has(line));
  return missing === undefined ? undefined : `not in AWS as planned: ${missing}`;
}

const notRead = { unreadable: "it was not read" };

function standingOf({ specs, scanner }: PlannedMember): Standing {
  return new Set([...plannedStanding(specs), ...(scanner === undefined ? [] : plannedRules(scanner))]);
}

/** Regions in which analyzers of ours are planned. */
export function regionsOf(specs: readonly AnalyzerSpec[]): Region[] {
  return [...new Set(specs.flatMap(({ region, source }) => (source.kind === "create" ? [region] : [])))];
}
