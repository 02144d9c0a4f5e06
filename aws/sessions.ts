import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { accountId } from "../domain/identifiers";
import type { AccountId, Region } from "../domain/identifiers";
import type { Partition } from "../domain/partitions";
import { roleArn } from "../domain/policies/roles";
import { CredentialsError, describeError } from "./callErrors";
import { clientSettings, defaultCallSettings } from "./clients";
import type { CallSettings, CredentialProvider, Credentials } from "./clients";

/** Which credentials to begin with. Neither: the usual AWS chain (environment, default profile, SSO, container, instance). */
export interface CredentialSource {
  /** A profile of the AWS configuration files. */
  profile?: string;
  /** A role to assume with those credentials before anything else. */
  roleArn?: string;
}

/** Credentials, together with the account they were found to belong to. */
export interface Session {
  account: AccountId;
  partition: Partition;
  /** Who calls: the ARN of a user, or of an assumed role's session. */
  arn: string;
  /** STS is asked in this Region, never at the global endpoint: its tokens are valid in opt-in Regions too. */
  homeRegion: Region;
  credentials: CredentialProvider;
  settings: CallSettings;
}

/** Seen in CloudTrail of every account that is entered. */
const sessionName = "access-analyzer-org";

/**
 * Finds credentials and asks STS whose they are.
 *
 * @throws CredentialsError when there are none or AWS refuses them.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function openSession(
  source: CredentialSource,
  homeRegion: Region,
  settings: CallSettings = defaultCallSettings,
): Promise<Session> {
  const chain = fromNodeProviderChain({ profile: source.profile, clientConfig: { region: homeRegion } });
  const credentials = source.roleArn === undefined ? chain : assumedCredentials(chain, source.roleArn, homeRegion, settings);
  const sts = new STSClient(clientSettings(homeRegion, credentials, settings));
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined) throw new Error("STS told neither account nor ARN");
    return { account: accountId(Account), partition: partitionOf(Arn), arn: Arn, homeRegion, credentials, settings };
  } catch (error) {
    throw new CredentialsError(
      `AWS credentials (${describeSource(source)}) cannot be used: ${describeError(error)}. ` +
        "Give a profile or a role, by flag or environment, or sign in again.",
      { cause: error },
    );
  }
}

/** A session of `role` in another account (or the caller's own). No call is made until its credentials are needed. */
export function assumeRole(caller: Session, account: AccountId, role: { path: string; name: string }): Session {
  const arn = roleArn(caller.partition, account, role.path, role.name);
  return { ...caller, account, arn, credentials: assumedCredentials(caller.credentials, arn, caller.homeRegion, caller.settings) };
}

/** Splits `platform/audit` or `/platform/audit` into IAM path and name; a bare name has the path "/". */
export function parseRoleName(text: string): { path: string; name: string } {
  const parts = text.split("/").filter((part) => part !== "");
  const name = parts.pop() ?? "";
  return { path: parts.length === 0 ? "/" : `/${parts.join("/")}/`, name };
}

/**
 * Credentials of a role, fetched once for all clients that share them and again five minutes before they expire.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
function assumedCredentials(base: CredentialProvider, arn: string, region: Region, settings: CallSettings): CredentialProvider {
  let current: Promise<Credentials> | undefined;
  let expires = 0;
  return () => {
    if (current === undefined || Date.now() > expires - refreshBefore) {
      expires = Infinity;
      current = fetchCredentials(base, arn, region, settings).then(
        (fetched) => {
          expires = fetched.expiration?.getTime() ?? Infinity;
          return fetched;
        },
        (error: unknown) => {
          current = undefined;
          throw error;
        },
      );
    }
    return current;
  };
}

const refreshBefore = 5 * 60_000;

async function fetchCredentials(base: CredentialProvider, arn: string, region: Region, settings: CallSettings): Promise<Credentials> {
  const sts = new STSClient(clientSettings(region, base, settings));
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: sessionName }));
  if (keys?.AccessKeyId === undefined || keys.SecretAccessKey === undefined)
    throw new Error(`AssumeRole of ${arn} returned no credentials`);
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiration: keys.Expiration,
  };
}

function partitionOf(arn: string): Partition {
  const partition = arn.split(":")[1];
  if (partition === "aws" || partition === "aws-us-gov" || partition === "aws-cn") return partition;
  throw new Error(`the partition of ${arn} is not supported: expected aws, aws-us-gov or aws-cn`);
}

function describeSource(source: CredentialSource): string {
  const base = source.profile === undefined ? "usual AWS chain" : `profile ${source.profile}`;
  return source.roleArn === undefined ? base : `${base}, role ${source.roleArn}`;
}
