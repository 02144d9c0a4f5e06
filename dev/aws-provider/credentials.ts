import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import type { AssumeRole, ProviderConfiguration } from "./configuration";
import { describeError } from "./errors";

/** What every AWS client of this process is made with, but for its Region. */
export type Settings = Pick<STSClientConfig, "credentials" | "profile" | "maxAttempts" | "retryMode">;

export interface Identity {
  accountId: string;
  arn: string;
  userId: string;
}

/** Sessions are renewed this long before they end, in milliseconds. */
const renewal = 5 * 60_000;

/**
 * Finds the credentials (arguments, profile, or the usual chain), assumes the roles in their order, asks STS who that is, and refuses an
 * account that is not allowed before anything can be written to it.
 */
export async function identify(configuration: ProviderConfiguration): Promise<{ settings: Settings; identity: Identity; region: string }> {
  const region = configuration.region;
  if (!region) throw new Error("Missing region configuration: set `aws:region`, the provider's `region`, or AWS_REGION");
  let settings: Settings = {
    ...(configuration.profile ? { profile: configuration.profile } : {}),
    ...(configuration.accessKey && configuration.secretKey
      ? {
          credentials: {
            accessKeyId: configuration.accessKey,
            secretAccessKey: configuration.secretKey,
            sessionToken: configuration.token,
          },
        }
      : {}),
    retryMode: "standard",
    maxAttempts: (configuration.maxRetries ?? 9) + 1,
  };
  for (const role of configuration.assumeRoles) settings = await assume(role, settings, region);

  const identity = await callerIdentity(new STSClient({ ...settings, region }));
  const { allowedAccountIds, forbiddenAccountIds } = configuration;
  if ((allowedAccountIds && !allowedAccountIds.includes(identity.accountId)) || forbiddenAccountIds?.includes(identity.accountId)) {
    throw new Error(`AWS account ID not allowed: ${identity.accountId}`);
  }
  return { settings, identity, region };
}

async function callerIdentity(sts: STSClient): Promise<Identity> {
  try {
    const { Account = "", Arn = "", UserId = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId: Account, arn: Arn, userId: UserId };
  } catch (error) {
    throw new Error(
      `unable to validate AWS credentials: retrieving caller identity from STS: ${describeError(error, "STS: GetCallerIdentity")}`,
    );
  }
}

/** Assumes the role now, so that a refusal is seen at once, and again whenever the session is about to end. */
async function assume(role: AssumeRole, base: Settings, region: string): Promise<Settings> {
  const sts = new STSClient({ ...base, region });
  const session = async () => {
    const { Credentials: credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? `aws-go-sdk-${Date.now()}`,
        ...(role.externalId ? { ExternalId: role.externalId } : {}),
        ...(role.policy ? { Policy: role.policy } : {}),
        ...(role.duration ? { DurationSeconds: seconds(role.duration) } : {}),
      }),
    );
    if (!credentials?.AccessKeyId || !credentials.SecretAccessKey) throw new Error("STS returned no credentials");
    return {
      accessKeyId: credentials.AccessKeyId,
      secretAccessKey: credentials.SecretAccessKey,
      sessionToken: credentials.SessionToken,
      expiration: credentials.Expiration,
    };
  };
  let current: ReturnType<typeof session>;
  try {
    current = Promise.resolve(await session());
  } catch (error) {
    throw new Error(
      `Cannot assume IAM Role. IAM Role (${role.roleArn}) cannot be assumed.\n\n` +
        "There are a number of possible causes of this - the most common are:\n" +
        "  * The credentials used in order to assume the role are invalid\n" +
        "  * The credentials do not have appropriate permission to assume the role\n" +
        `  * The role ARN is not valid\n\nError: ${describeError(error, "STS: AssumeRole")}`,
    );
  }
  const credentials = async () => {
    const { expiration } = await current;
    if (expiration && expiration.getTime() - Date.now() < renewal) current = session();
    return current;
  };
  // The profile was for the caller's own credentials; from here on the session counts.
  return { maxAttempts: base.maxAttempts, retryMode: base.retryMode, credentials };
}

/** `1h30m` as Go writes a duration. */
function seconds(duration: string): number {
  const units: Record<string, number> = { h: 3_600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? "s"] ?? 1), 0);
}
