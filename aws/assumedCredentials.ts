import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { Region } from "../domain/identifiers";
import { clientSettings } from "./clients";
import type { CallSettings, CredentialProvider, Credentials } from "./clients";

/** Seen in CloudTrail of every account that is entered. */
const sessionName = "access-analyzer-org";

const refreshBefore = 5 * 60_000;

/**
 * Credentials of a role, fetched once for all clients that share them and again five minutes before they expire. When that is, AWS's
 * clock says: this machine's may be wrong, may be set meanwhile, and stands still for nobody.
 *
 * @param base whose credentials assume the role.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumedCredentials(base: CredentialProvider, arn: string, region: Region, settings: CallSettings): CredentialProvider {
  let awsTime: number | undefined;
  const assume = fromTemporaryCredentials({
    masterCredentials: base,
    params: { RoleArn: arn, RoleSessionName: sessionName },
    clientConfig: clientSettings(region, base, settings),
    clientPlugins: [answerTime((time) => (awsTime = time))],
  });
  let held: Lease | undefined;
  let pending: Promise<Lease> | undefined;
  return async () => {
    if (held !== undefined && held.remaining() < refreshBefore) held = pending = undefined;
    pending ??= assume().then(
      (keys) => (held = leaseOf(keys, awsTime)),
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    );
    const { keys, remaining } = await pending;
    // Clients go by this machine's clock.
    return Number.isFinite(remaining()) ? { ...keys, expiration: new Date(Date.now() + remaining()) } : keys;
  };
}

interface Lease {
  keys: Credentials;
  /** Milliseconds, by AWS's clock. */
  remaining(): number;
}

function leaseOf(keys: Credentials, awsTime = Date.now()): Lease {
  const lifetime = keys.expiration === undefined ? Infinity : keys.expiration.getTime() - awsTime;
  const begun = { steady: performance.now(), wall: Date.now() };
  // The steady clock stands still while a machine sleeps, the other one may be set back: whichever has gone further.
  return { keys, remaining: () => lifetime - Math.max(performance.now() - begun.steady, Date.now() - begun.wall) };
}

type Plugin = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]["clientPlugins"]>[number];

/** Passes on when AWS says that it answered. */
function answerTime(heard: (time: number) => void): Plugin {
  return {
    applyToStack: (stack) =>
      stack.add(
        (next) => async (args) => {
          const result = await next(args);
          const { headers } = result.response as { headers?: Record<string, string> }; // An HTTP response in every protocol of the SDK.
          const time = Date.parse(headers?.["date"] ?? "");
          if (!Number.isNaN(time)) heard(time);
          return result;
        },
        // The plugin is applied again for every call.
        { step: "deserialize", name: "answerTime", override: true },
      ),
  };
}
