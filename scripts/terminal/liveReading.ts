import { defaultCallSettings } from "../../aws/clients";
import type { CallSettings } from "../../aws/clients";
import type { LiveOrganizationOptions } from "../../aws/liveOrganization";
import type { Configuration } from "../../domain/configuration/configuration";
import type { CredentialOptions, ReadingOptions } from "../options";
import { interruption } from "./interruption";
import { showProgress } from "./progress";

/** Reads the live organization as the flags say, with progress on standard error; Ctrl-C stops it. */
export function readLive<Result>(
  read: (options: LiveOrganizationOptions) => Promise<Result>,
  configuration: Configuration,
  options: CredentialOptions & ReadingOptions,
): Promise<Result> {
  const progress = showProgress(process.stderr);
  const { profile, roleArn, roleName, concurrency } = options;
  const credentials = { profile, roleArn };
  return read({
    configuration,
    credentials,
    roleName,
    concurrency,
    calls: callSettings(options),
    onProgress: progress.show,
    signal: interruption(),
  }).finally(progress.end);
}

/** `--timeout` bounds a call with all its attempts; a single attempt never gets longer than the whole. */
function callSettings({ timeout }: ReadingOptions): CallSettings {
  if (timeout === undefined) return defaultCallSettings;
  const deadline = timeout * 1000;
  const { connectionTimeout, requestTimeout } = defaultCallSettings;
  return {
    ...defaultCallSettings,
    deadline,
    connectionTimeout: Math.min(connectionTimeout, deadline),
    requestTimeout: Math.min(requestTimeout, deadline),
  };
}
