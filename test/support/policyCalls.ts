import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Lookup } from "../../domain/policyChanges/lookups";
import { scannerPattern } from "../../domain/policyChanges/pattern";
import type { PolicyChange } from "../../domain/policyChanges/policyChange";
import { lookedUp, readPolicyChange } from "../../domain/policyChanges/readPolicyChange";
import { policyRows } from "../../domain/policyChanges/rows";
import { policyBearers } from "../../dev/sandbox/services/accessanalyzer/bearers";
import { keyOf, type PolicyBearer } from "../../dev/sandbox/services/accessanalyzer/bearers/bearer";
import { eventWorld, home, member, type EventWorld } from "./eventWorld";
import { s3Control } from "./s3Control";
import { sessionIn } from "./sandboxClients";

export { home, member } from "./eventWorld";
export const elsewhere = "eu-west-1";
const globalRegion = "us-east-1";

/** A sandbox with the scanner's rules in one member. */
export interface PolicyCalls {
  world: EventWorld;
  /** For an SDK client of the member. */
  options(region?: string): {
    endpoint: string;
    region: string;
    credentials: Awaited<ReturnType<typeof sessionIn>>;
    maxAttempts: number;
  };
  /**
   * Makes a call: the rule of the Region has to bring one event of this name, which has to name the one resource that has another policy now
   * for the sandbox's finding engine, or all of them where it is a whole account's.
   */
  step<Answer>(eventName: string, act: () => Promise<Answer>, options?: { region?: string }): Promise<Answer>;
  /** What calls say that are no change. */
  ignored(act: () => Promise<unknown>): Promise<string[]>;
  /** Types and event names that steps were made of: `AWS::KMS::Key PutKeyPolicy`. */
  made: Set<string>;
}

export async function policyCalls(): Promise<PolicyCalls> {
  const world = await eventWorld();
  const credentials = await sessionIn(world.sandbox, member);
  const options = (region = home) => ({ endpoint: world.sandbox.url, region, credentials, maxAttempts: 1 });
  const made = new Set<string>();
  const queues = new Map<string, string>();
  for (const region of [home, elsewhere, globalRegion]) {
    const queue = await world.queue("scanner", { account: member, region });
    const pattern = scannerPattern(policyRows, { hasIam: region === globalRegion });
    await world.rule("scanner", { account: member, region, pattern, targets: [{ Id: "queue", Arn: queue }] });
    queues.set(region, queue);
  }
  /** What has come, in all Regions. */
  const came = async () => {
    world.clock.advance(world.sandbox.world.settings.eventDeliveryMilliseconds);
    const each = await Promise.all([...queues.values()].map((queue) => world.received(queue)));
    return each.flat().map(({ body }) => body);
  };
  const accessPoint = async (name: string) => {
    const text = await s3Control(options(), member).call("GET", `/accesspoint/${name}`);
    return Object.fromEntries([...text.matchAll(/<(Bucket|BucketAccountId)>([^<]*)</g)].map(([, key, value]) => [key, value]));
  };
  const lookUp = (lookup: Lookup): Promise<unknown> => {
    switch (lookup.call) {
      case "GetRole":
        return new IAMClient(options()).send(new GetRoleCommand(lookup.parameters));
      case "DescribeSecret":
        return new SecretsManagerClient(options()).send(new DescribeSecretCommand(lookup.parameters));
      case "GetAccessPoint":
        return accessPoint(lookup.parameters.Name);
    }
  };
  const bearers = () => new Map(policyBearers(world.sandbox.world).map((each) => [keyOf(each), structuredClone(each)]));

  return {
    ...{ world, options, made },
    async step(eventName, act, { region = home } = {}) {
      await came();
      const before = bearers();
      const answer = await act();
      const [event, ...others] = await came();
      assert.deepEqual(others, [], `${eventName}: further events`);
      const detail = event?.["detail"] as { eventName: string } | undefined;
      assert.deepEqual([event?.["region"], detail?.eventName.replace(/20\d{6}(v\d)?$/, "")], [region, eventName]);
      const read = readPolicyChange(event);
      const change = read.kind === "lookup" ? lookedUp(read, await lookUp(read.lookup)) : read;
      const changed = [...bearers()].filter(([key, each]) => !isDeepStrictEqual(before.get(key), each)).map(([, each]) => each);
      assertNames(change, changed);
      made.add(`${"type" in change ? change.type : ""} ${eventName}`);
      return answer;
    },
    async ignored(act) {
      await came();
      await act();
      return (await came()).map((event) => {
        const change = readPolicyChange(event);
        return "why" in change ? `${change.kind}: ${change.why}` : change.kind;
      });
    },
  };
}

function assertNames(change: PolicyChange, changed: readonly PolicyBearer[]): void {
  const named = changed.map(({ arn, account, resourceType, region }) => ({ arn, owner: account, type: resourceType, region }));
  if (change.kind === "account") {
    const inIt = named.map(({ owner, type, region }) => ({ owner, type, region: change.region === undefined ? undefined : region }));
    assert.notEqual(inIt.length, 0, "nothing has changed");
    for (const each of inIt) assert.deepEqual(each, { owner: change.account, type: change.type, region: change.region });
    return;
  }
  if (change.kind !== "resource") assert.fail(JSON.stringify(change));
  const { arn, owner, type, region } = change;
  // A role is in no Region.
  assert.deepEqual(
    [{ arn, owner, type, region }],
    named.map((each) => ({ ...each, region: each.region ?? region })),
  );
}
