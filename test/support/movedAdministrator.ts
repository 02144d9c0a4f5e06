import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { CreatePolicyCommand, AttachUserPolicyCommand } from "@aws-sdk/client-iam";
import { administratorOf, createUser, profileSection } from "../../dev/demo/callers";
import { administratorMovePolicy, callerPolicy, managementCallerPolicy } from "../../domain/policies/callers";
import { clients } from "./sandboxClients";
import type { StacksWorld } from "./stacksWorld";

/** Whoever rolls out to a new delegated administrator: a caller there, and the policies of docs/permissions.md for the management caller, written for it. */
export async function createCallersOf({ sandbox, configuration, folder }: StacksWorld, account: string): Promise<NodeJS.ProcessEnv> {
  const admin = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
  const policies = [callerPolicy(configuration(), "deployer"), callerPolicy(configuration(), "retirer")];
  const keys = await createUser("security", policies, await administratorOf(account, admin, admin), admin);
  appendFileSync(join(folder, "aws-credentials"), profileSection(["moved", keys]));
  const { iam } = clients(sandbox);
  for (const [PolicyName, policy] of [
    ["moved-platform", managementCallerPolicy(configuration())],
    ["move", administratorMovePolicy(configuration())],
  ] as const) {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(policy) }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "platform", PolicyArn: Policy?.Arn }));
  }
  return { ACCESS_ANALYZER_ORG_PROFILE: "moved" };
}
