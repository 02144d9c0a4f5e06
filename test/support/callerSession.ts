import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { putRole } from "../../dev/sandbox/iam/roles";
import type { Sandbox } from "../../dev/sandbox/server/server";
import type { CallerKind } from "../../domain/configuration/caller";
import type { Configuration } from "../../domain/configuration/configuration";
import { callerPolicy } from "../../domain/policies/callers";
import { clients, type Keys } from "./sandboxClients";

/**
 * A caller as a pipeline is one: a role of this name in `account`, with exactly the policy of docs/permissions.md, and a session that hands on
 * a source identity and a tag.
 */
export async function callerSession(
  sandbox: Sandbox,
  configuration: Configuration,
  kind: CallerKind,
  account: string = configuration.organization.delegatedAdministrator,
): Promise<Keys> {
  const { managementAccount } = sandbox.world.organization;
  const role = putRole(sandbox.world, account, {
    name: kind,
    trustPolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: managementAccount },
          Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        },
      ],
    },
    inlinePolicies: { caller: callerPolicy(configuration, kind) },
  });
  const { Credentials } = await clients(sandbox).sts.send(
    new AssumeRoleCommand({
      RoleArn: role.arn,
      RoleSessionName: kind,
      SourceIdentity: "anna",
      Tags: [{ Key: "team", Value: "platform" }],
      TransitiveTagKeys: ["team"],
    }),
  );
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error(`AssumeRole of ${role.arn} returned no credentials`);
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}
