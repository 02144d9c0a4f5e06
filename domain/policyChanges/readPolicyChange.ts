import { resourceArn } from "../configuration/resourceTypes";
import { isRegionCode, type AccountId, type Region } from "../identifiers";
import { callDetailType } from "../tampering/pattern";
import { callSeen, fieldsOf, textOf, type CallSeen } from "./callSeen";
import { lookups } from "./lookups";
import type { PolicyChange } from "./policyChange";
import type { Named, PolicyCalls, PolicyRow } from "./row";
import { policyRows } from "./rows";

/**
 * What an event of EventBridge says of a resource's policy. It never throws: what changes a policy and cannot be read is told as such.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readPolicyChange(event: unknown): PolicyChange {
  const outer = fieldsOf(event);
  const detail = fieldsOf(outer.detail);
  if (outer["detail-type"] !== callDetailType) return { kind: "ignored", why: "it is no call seen by CloudTrail" };
  if (detail.errorCode !== undefined && detail.errorCode !== null) return { kind: "ignored", why: "the call failed and changed nothing" };
  const [source, name] = [textOf(detail, "eventSource"), textOf(detail, "eventName")];
  if (source === undefined || name === undefined) return { kind: "unreadable", why: "the event does not say which call it is" };
  const followed = rowsOf(source, name);
  const [first] = followed;
  if (first === undefined) return { kind: "ignored", why: `no policy is changed by ${name} of ${source}` };
  const call = callSeen(outer, detail);
  if (typeof call === "string") return { kind: "unreadable", why: `${name}: ${call}` };
  if (first.calls.isGrant && isServices(call)) return { kind: "ignored", why: `a grant by ${String(call.invokedBy)} for its own use` };
  return changeOf(
    call,
    first.calls.read(call),
    followed.map(({ row }) => row.type),
  );
}

/** Where a scan of the resource is started: roles are in no Region, and are scanned at home. */
export function scanRegion({ type, region }: { type: string; region: Region }, home: Region): Region {
  return policyRows.find((row) => row.type === type)?.scannedIn === "home" ? home : region;
}

/** What the answer to the lookup of such a change names: a resource, or why it is none. */
export function lookedUp(change: Extract<PolicyChange, { kind: "lookup" }>, answer: unknown): Exclude<PolicyChange, { kind: "lookup" }> {
  const { lookup, partition, owner, region, type, call, at } = change;
  const named = lookups[lookup.call].resource(answer, partition);
  if (named === undefined || resourceArn(named.arn)?.type !== type)
    return { kind: "unreadable", why: `the answer to ${lookup.call} names no ${type}` };
  return { kind: "resource", arn: named.arn, owner: named.owner ?? owner, region, type, call, at };
}

/** Two types of resource may share a call: which one it is, its ARN says. */
function rowsOf(eventSource: string, name: string): { row: PolicyRow; calls: PolicyCalls }[] {
  return policyRows
    .filter((row) => row.eventSource === eventSource)
    .flatMap((row) => row.changes.filter((calls) => isOneOf(calls, name)).map((calls) => ({ row, calls })));
}

function isOneOf({ names, match }: PolicyCalls, name: string): boolean {
  return match === "exact" ? Object.hasOwn(names, name) : Object.keys(names).some((known) => name.startsWith(known));
}

/** What a person or a pipeline does through these carries the service's name as well. */
function isServices({ invokedBy }: CallSeen): boolean {
  return invokedBy !== undefined && !peoplesServices.includes(invokedBy);
}

/** CloudFormation, and the console as older events have it. */
export const peoplesServices: readonly string[] = ["cloudformation.amazonaws.com", "signin.amazonaws.com"];

function changeOf(call: CallSeen, named: Named, types: readonly string[]): PolicyChange {
  const { account, region, partition, name } = call;
  const made = { call: name, at: call.at };
  const [type = ""] = types;
  if ("missing" in named) return { kind: "unreadable", why: `${name}: the event has no ${named.missing}` };
  if ("unchanged" in named) return { kind: "ignored", why: `${name}: ${named.unchanged}` };
  if ("everyIn" in named) return { kind: "account", account, ...(named.everyIn === "region" ? { region } : {}), type, ...made };
  if ("lookup" in named) return { kind: "lookup", lookup: named.lookup, owner: account, partition, region, type, ...made };
  return resourceOf(call, named, types);
}

function resourceOf(call: CallSeen, named: { arn: string; owner?: AccountId }, types: readonly string[]): PolicyChange {
  const { arn } = named;
  const { account, at, name } = call;
  const parsed = resourceArn(arn);
  const type = types.find((one) => one === parsed?.type);
  if (parsed === undefined || type === undefined) return { kind: "unreadable", why: `${name}: ${arn} is no ${types.join(", no ")}` };
  const owner = parsed.account === "" ? (named.owner ?? account) : parsed.account;
  if (owner !== account) return { kind: "ignored", why: `${name}: it is a resource of account ${owner}, whose own event counts` };
  const region = arn.split(":")[3] ?? "";
  if (region !== "" && !isRegionCode(region)) return { kind: "unreadable", why: `${name}: ${arn} is in no Region` };
  return { kind: "resource", arn, owner: account, region: region === "" ? call.region : region, type, call: name, at };
}
