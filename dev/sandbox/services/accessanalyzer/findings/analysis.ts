import type { StoreKey, World } from "../../../world/world";
import { findAnalyzers, hasAnalyzer, type Analyzer } from "../analyzers";
import { policyBearers } from "../bearers";
import { keyOf, type PolicyBearer } from "../bearers/bearer";
import { externalAccess } from "../externalAccess/externalAccess";
import type { Zone } from "../externalAccess/access";
import { UnreadablePolicyError } from "../externalAccess/statements";
import { analyzerStatus } from "../organizationAccess";
import { deleteExpired } from "./lifeCycle";
import { record, recordGone, type Result } from "./record";
import { isDenied } from "./switches";
import { zoneOf } from "./zone";

/** A resource as the last pass found it. */
interface Seen {
  bearer: PolicyBearer;
  /** All that its analysis depends on. */
  print: string;
  /** The pass that found it changed. */
  changed: number;
  isGone: boolean;
}

interface State {
  pass: number;
  /** When the next pass is due, in milliseconds. */
  due?: number;
  seen: Map<string, Seen>;
  members: string;
}

const key: StoreKey<State> = {
  name: "accessanalyzer analysis",
  create: () => ({ pass: 0, seen: new Map(), members: "" }),
};

/** Whether everything is looked at once a day. */
const daily: StoreKey<{ isOn: boolean }> = { name: "accessanalyzer daily analysis", isTransient: true, create: () => ({ isOn: false }) };

const day = 86_400_000;

export const externalTypes = ["ACCOUNT", "ORGANIZATION"] as const;

/** A policy may have changed: a pass follows after a while, one for all changes until then. */
export function analyzeSoon(world: World): void {
  passAfter(world, world.settings.analysisMilliseconds);
}

/** An analyzer is new: it does not wait as a change does. */
export function analyzeFirst(world: World): void {
  passAfter(world, world.settings.scanMilliseconds);
}

function passAfter(world: World, milliseconds: number): void {
  const state = world.store(key);
  const due = world.clock.now().getTime() + milliseconds;
  if ((state.due !== undefined && state.due <= due) || !hasAnalyzer(world, externalTypes)) return;
  state.due = due;
  if (!world.store(daily).isOn) keepAnalyzingDaily(world);
  world.clock.after(milliseconds, () => {
    // An earlier one was asked for meanwhile.
    if (state.due !== due) return;
    state.due = undefined;
    analyze(world);
  });
}

function keepAnalyzingDaily(world: World): void {
  world.store(daily).isOn = true;
  const again = () => {
    keepAnalyzingDaily(world);
    analyze(world, { everything: true });
    for (const analyzer of findAnalyzers(world)) deleteExpired(world, analyzer);
  };
  world.clock.after(day, again, { isRenewed: true });
}

/** Brings every ACTIVE analyzer to what the policies say now. One that was not ACTIVE takes up what it missed. */
function analyze(world: World, { everything = false } = {}): void {
  const state = world.store(key);
  takeStock(world, state, everything);
  const all = [...state.seen.values()];
  const latest = all.filter(({ changed }) => changed === state.pass);
  for (const analyzer of externalTypes.flatMap((type) => findAnalyzers(world, { type }))) {
    if (analyzerStatus(world, analyzer).status !== "ACTIVE") continue;
    const { pass } = analyzer.findings;
    const zone = zoneOf(world, analyzer);
    analyzer.findings.pass = state.pass;
    for (const { bearer, isGone } of pass === state.pass - 1 ? latest : all.filter(({ changed }) => changed > pass)) {
      if (!isWatched(bearer, analyzer, zone)) continue;
      if (isGone) recordGone(world, analyzer, bearer);
      else record(world, analyzer, bearer, resultOf(world, bearer, zone));
    }
  }
}

/** Whether a resource is an analyzer's to look at. */
export function isWatched({ account, region }: PolicyBearer, analyzer: Analyzer, zone: Zone): boolean {
  return zone.accounts.has(account) && (region === undefined || region === analyzer.region);
}

/** Looks at one resource now, for one analyzer. */
export function analyzeOne(world: World, analyzer: Analyzer, bearer: PolicyBearer): void {
  record(world, analyzer, bearer, resultOf(world, bearer, zoneOf(world, analyzer)));
}

function resultOf(world: World, bearer: PolicyBearer, zone: Zone): Result {
  if (isDenied(world, bearer)) return { error: "ACCESS_DENIED" };
  try {
    return externalAccess(bearer, zone);
  } catch (error) {
    if (error instanceof UnreadablePolicyError) return { error: "INTERNAL_ERROR" };
    throw error;
  }
}

function takeStock(world: World, state: State, everything: boolean): void {
  state.pass += 1;
  const { pass, seen } = state;
  const members = [...world.accounts.keys()].join();
  const isAllNew = everything || members !== state.members;
  state.members = members;
  const there = new Set<string>();
  for (const bearer of policyBearers(world)) {
    const { policy, grants, publicAccessBlock, accessPoints, context } = bearer;
    const print = JSON.stringify([policy, grants, publicAccessBlock, accessPoints, context, isDenied(world, bearer)]);
    const name = keyOf(bearer);
    there.add(name);
    const known = seen.get(name);
    const isSame = known?.print === print && !known.isGone && !isAllNew;
    seen.set(name, { bearer, print, changed: isSame ? known.changed : pass, isGone: false });
  }
  // Of an account that has left nothing is known any more, which is not to say that it is gone.
  for (const [name, known] of seen)
    if (!there.has(name) && !known.isGone && world.accounts.has(known.bearer.account))
      seen.set(name, { ...known, changed: pass, isGone: true });
}
