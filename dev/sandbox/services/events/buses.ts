import type { EventBus as DescribedBus, RuleState, Target } from "@aws-sdk/client-eventbridge";
import { AwsError, type Call } from "../../service";
import { isRegionEnabled, type StoreKey, type World } from "../../world/world";
import type { EventPattern } from "./pattern/parsePattern";

/** A classic event bus. */
export interface Bus extends Pick<DescribedBus, "Description"> {
  name: string;
  arn: string;
  account: string;
  region: string;
  createdAt: Date;
  changedAt: Date;
  /** The policy on it, as it was given. */
  policy?: string;
  tags: Map<string, string>;
  /** By name. */
  rules: Map<string, Rule>;
}

export interface Rule {
  name: string;
  arn: string;
  bus: Bus;
  state: RuleState;
  description?: string;
  roleArn?: string;
  pattern?: { text: string; parsed: EventPattern };
  schedule?: string;
  /** Ends the schedule. */
  stop?: () => void;
  tags: Map<string, string>;
  /** By id. */
  targets: Map<string, Target & { Id: string; Arn: string }>;
}

export type RuleTarget = Rule["targets"] extends Map<string, infer T> ? T : never;

export interface Place {
  account: string;
  region: string;
}

/** By ARN. Default buses are there once somebody has touched them. */
const buses: StoreKey<Map<string, Bus>> = { name: "event buses", create: () => new Map() };

/** An account's own in one Region, the default one among them. */
export function busesIn(world: World, place: Place): Bus[] {
  findBus(world, busArn(world, place, "default"));
  return [...world.store(buses).values()].filter(({ account, region }) => account === place.account && region === place.region);
}

/** The default bus of a place if it has a rule: what AWS services send is heard by nobody otherwise. */
export function heardDefaultBus(world: World, place: Place): Bus | undefined {
  const bus = world.store(buses).get(busArn(world, place, "default"));
  return bus && bus.rules.size > 0 ? bus : undefined;
}

/** @returns nothing for a bus that is not there; every account has its default bus in each Region that it has enabled. */
export function findBus(world: World, arn: string): Bus | undefined {
  const known = world.store(buses).get(arn);
  if (known || !arn.endsWith(":event-bus/default")) return known;
  const [, , , region = "", account = ""] = arn.split(":");
  const owner = world.accounts.get(account);
  if (owner?.state !== "ACTIVE" || !isRegionEnabled(owner, region) || arn !== busArn(world, { account, region }, "default"))
    return undefined;
  return putBus(world, { account, region }, "default");
}

/** The bus that a request names by name or ARN, or the default one. @throws ResourceNotFoundException */
export function busNamed(name: string | undefined, call: Call): Bus {
  const arn = busArnNamed(name, call);
  const found = arn.split(":")[3] === call.region ? findBus(call.world, arn) : undefined;
  if (!found) throw notFound(`Event bus ${nameIn(name ?? "default")} does not exist.`);
  return found;
}

/** What {@link busNamed} looks for, whether it is there or not. */
export function busArnNamed(name = "default", { world, caller, region }: Call): string {
  return name.startsWith("arn:") ? name : busArn(world, { account: caller.account, region }, name);
}

/** @throws ResourceNotFoundException */
export function ruleNamed(input: { Name?: string; Rule?: string; EventBusName?: string }, call: Call): Rule {
  const name = input.Name ?? input.Rule ?? "";
  const bus = busNamed(input.EventBusName, call);
  const found = bus.rules.get(name);
  if (!found) throw notFound(`Rule ${name} does not exist on EventBus ${bus.name}.`);
  return found;
}

export function putBus(world: World, { account, region }: Place, name: string): Bus {
  const now = world.clock.now();
  const arn = busArn(world, { account, region }, name);
  const made: Bus = { name, arn, account, region, createdAt: now, changedAt: now, tags: new Map(), rules: new Map() };
  world.store(buses).set(arn, made);
  return made;
}

export function removeBus(world: World, { arn }: Bus): void {
  world.store(buses).delete(arn);
}

/** The ARN of a rule on a bus; rules of the default bus do not name it. */
export function ruleArn(busArn: string, rule: string): string {
  const [start = "", bus = ""] = busArn.split(":event-bus/");
  return `${start}:rule/${bus === "default" ? "" : `${bus}/`}${rule}`;
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function busArn({ partition }: World, { account, region }: Place, name: string): string {
  return `arn:${partition}:events:${region}:${account}:event-bus/${name}`;
}

function nameIn(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}
