import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { accountId } from "../domain/identifiers";
import type { AccountId, Region } from "../domain/identifiers";
import { partitionNames } from "../domain/partitions";
import type { Partition } from "../domain/partitions";
import { roleArn } from "../domain/policies/roles";
import { assumedCredentials } from "./assumedCredentials";
import { areCredentialsRefused, CredentialsError, describeError, describeFailure, InterruptedError, ReadError } from "./callErrors";
import { Calls } from "./calls";
import { clientSettings, defaultCallSettings } from "./clients";
import type { CallSettings, CredentialProvider } from "./clients";

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

/**
 * Finds credentials and asks STS whose they are.
 *
 * @param signal raised to stop.
 * @throws CredentialsError when there are none or AWS refuses them, ReadError when AWS cannot be asked, InterruptedError when `signal` was raised.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function openSession(
  source: CredentialSource,
  homeRegion: Region,
  settings: CallSettings = defaultCallSettings,
  signal?: AbortSignal,
): Promise<Session> {
  const chain = fromNodeProviderChain({ profile: source.profile, clientConfig: { region: homeRegion } });
  const credentials = source.roleArn === undefined ? chain : assumedCredentials(chain, source.roleArn, homeRegion, settings);
  const { Account, Arn } = await callerOf(source, new STSClient(clientSettings(homeRegion, credentials, settings)), settings, signal);
  if (Account === undefined || Arn === undefined)
    throw new ReadError("GetCallerIdentity: the answer held neither account nor ARN. Run again.");
  return { account: accountId(Account), partition: partitionOf(Arn), arn: Arn, homeRegion, credentials, settings };
}

async function callerOf(
  source: CredentialSource,
  sts: STSClient,
  settings: CallSettings,
  signal: AbortSignal | undefined,
): Promise<GetCallerIdentityCommandOutput> {
  try {
    return await new Calls(1, settings, signal).run((options) => sts.send(new GetCallerIdentityCommand({}), options));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (areCredentialsRefused(error))
      throw new CredentialsError(
        `AWS credentials (${describeSource(source)}) cannot be used: ${describeError(error)}. ` +
          "Give a profile or a role, by flag or environment, or sign in again.",
        { cause: error },
      );
    throw new ReadError(
      `AWS could not be asked whose credentials (${describeSource(source)}) these are. ${describeFailure("GetCallerIdentity", error)}. ` +
        "Nothing was read or changed. Look at the network path to STS in the home Region, and run again.",
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

function partitionOf(arn: string): Partition {
  const known = partitionNames.find((name) => name === arn.split(":")[1]);
  if (known !== undefined) return known;
  throw new CredentialsError(`The partition of ${arn} is not supported: expected ${partitionNames.join(", ")}. Nothing was changed.`);
}

function describeSource(source: CredentialSource): string {
  const base = source.profile === undefined ? "usual AWS chain" : `profile ${source.profile}`;
  return source.roleArn === undefined ? base : `${base}, role ${source.roleArn}`;
}
