import { ListFindingsCommand, ListFindingsV2Command, type FindingSummary, type FindingSummaryV2 } from "@aws-sdk/client-accessanalyzer";
import { createAccessKey } from "../../dev/sandbox/iam/accessKeys";
import { administratorAccess } from "../../dev/sandbox/iam/managedPolicies";
import { putUser } from "../../dev/sandbox/iam/users";
import type { HeldClock } from "../../dev/sandbox/world/clock";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { findAnalyzers, seedAnalyzer } from "../../dev/sandbox/services/accessanalyzer";
import { emittedEvents } from "../../dev/sandbox/services/events/emit";
import { administrator, analyzerPrincipal } from "./analyzerActions";
import { clients, type Keys } from "./sandboxClients";

export const home = "eu-central-1";
export { administrator };
export const member = "444444444444";
export const stranger = "999999999999";

/** A policy of one statement. */
export function allowing(Principal: unknown, Action: unknown, Resource?: unknown, Condition?: object): string {
  const statement = {
    Effect: "Allow",
    Principal,
    Action,
    ...(Resource === undefined ? {} : { Resource }),
    ...(Condition ? { Condition } : {}),
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A sandbox on a held clock, with an organization analyzer of the delegated administrator at home. */
export async function sandboxWithAnalyzer(clock: HeldClock) {
  const sandbox = await startSandbox({ clock, settings: { pageSize: 1000 } });
  const { organization } = sandbox.world;
  organization.trustedServices.set(analyzerPrincipal, { enabledAt: clock.now() });
  organization.delegatedAdministrators.set(analyzerPrincipal, new Map([[administrator, { registeredAt: clock.now() }]]));
  const { arn } = seedAnalyzer(sandbox.world, { account: administrator, region: home, name: "organization", type: "ORGANIZATION" });
  const admin = clients(sandbox, keysIn(sandbox, administrator));
  const inMember = clients(sandbox, keysIn(sandbox, member));
  const analyze = () => clock.advance(sandbox.world.settings.analysisMilliseconds);
  analyze();
  emittedEvents(sandbox.world).length = 0;
  const list = async (more: object = {}): Promise<FindingSummary[]> =>
    (await admin.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn: arn, ...more }))).findings ?? [];
  const listV2 = async (analyzerArn = arn, more: object = {}): Promise<FindingSummaryV2[]> =>
    (await admin.accessAnalyzer.send(new ListFindingsV2Command({ analyzerArn, ...more }))).findings ?? [];
  const analyzer = () => findAnalyzers(sandbox.world, { name: "organization" })[0];
  /** What was told since it was last asked. */
  const told = () => emittedEvents(sandbox.world).splice(0);
  return { sandbox, arn, admin, inMember, analyze, list, listV2, analyzer, told };
}

/** Keys that outlive every session. */
export function keysIn({ world }: Sandbox, account: string): Keys {
  putUser(world, account, { name: "tester", attachedPolicies: [administratorAccess(world.partition)] });
  return createAccessKey(world, account, "tester");
}

export type SandboxWithAnalyzer = Awaited<ReturnType<typeof sandboxWithAnalyzer>>;
