import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../../domain/configuration/configuration";
import { callerPolicy, firstLookPolicy, managementCallerPolicy, managementWatchPolicy } from "../../domain/policies/callers";
import type { PolicyDocument } from "../../domain/policies/grant";

/** How the sandbox is reached, with keys of the management account's administrator. */
export interface Administrator {
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * Makes the people of docs/permissions.md, with exactly the policies written there: `platform` in the management account, `security` in the
 * delegated administrator, who is deployer and retirer, and `newcomer`, who has a first look from the management account.
 *
 * @returns the environment in which `--profile security` and `--management-profile platform` mean them.
 */
export async function createCallers(config: Configuration, admin: Administrator, folder: string): Promise<NodeJS.ProcessEnv> {
  const management = { accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey };
  const { delegatedAdministrator, partition } = config.organization;
  const security = await administratorOf(delegatedAdministrator, management, admin, partition);
  const profiles = {
    newcomer: await createUser("newcomer", [firstLookPolicy(config, memberAdministrator)], management, admin),
    platform: await createUser("platform", [managementCallerPolicy(config), managementWatchPolicy(config)], management, admin),
    security: await createUser("security", [callerPolicy(config, "deployer"), callerPolicy(config, "retirer")], security, admin),
  };
  writeFileSync(credentialsFile(folder), Object.entries(profiles).map(profileSection).join("\n"), { mode: 0o600 });
  return callersEnvironment(admin, folder);
}

/** The environment in which the callers are used that were made in this folder. */
export function callersEnvironment({ url, region }: Pick<Administrator, "url" | "region">, folder: string): NodeJS.ProcessEnv {
  const file = credentialsFile(folder);
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: file,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function credentialsFile(folder: string): string {
  return join(folder, "aws-credentials");
}

/** The role that AWS Organizations puts into every account it makes. */
export const memberAdministrator = "OrganizationAccountAccessRole";

/** As an administrator of the management account may enter every account that AWS Organizations made. */
export async function administratorOf(account: string, keys: Keys, { url, region }: Administrator, partition = "aws"): Promise<Keys> {
  const sts = new STSClient({ endpoint: url, region, credentials: keys });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:${partition}:iam::${account}:role/${memberAdministrator}`, RoleSessionName: "demo" }),
  );
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey)
    throw new Error(`AssumeRole in account ${account} returned no credentials`);
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}

/** A user with these policies, and keys. */
export async function createUser(name: string, policies: PolicyDocument[], keys: Keys, { url, region }: Administrator): Promise<Keys> {
  const iam = new IAMClient({ endpoint: url, region, credentials: keys });
  await iam.send(new CreateUserCommand({ UserName: name }));
  for (const [index, policy] of policies.entries()) await attachPolicy(iam, name, `${name}-${index}`, policy);
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey) throw new Error(`CreateAccessKey for ${name} returned no key`);
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

/** What `platform` needs besides as soon as the configuration has notifications. */
export async function allowWatch(config: Configuration, { url, region, ...credentials }: Administrator): Promise<void> {
  await attachPolicy(new IAMClient({ endpoint: url, region, credentials }), "platform", "platform-watch", managementWatchPolicy(config));
}

/** A user's inline policy may hold 2,048 characters, a managed one 6,144. */
async function attachPolicy(iam: IAMClient, UserName: string, PolicyName: string, policy: PolicyDocument): Promise<void> {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(policy) }));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
}

export function profileSection([name, keys]: [string, Keys]): string {
  const token = keys.sessionToken === undefined ? "" : `aws_session_token = ${keys.sessionToken}\n`;
  return `[${name}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n${token}`;
}
