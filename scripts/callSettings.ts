import { defaultCallSettings } from "../aws/clients";
import type { CallSettings } from "../aws/clients";
import type { ReadingOptions } from "./options";

/** `--timeout` bounds a call with all its attempts; a single attempt never gets longer than the whole. */
export function callSettings({ timeout }: ReadingOptions): CallSettings {
  if (timeout === undefined) return defaultCallSettings;
  const deadline = timeout * 1000;
  const { connectionTimeout, requestTimeout } = defaultCallSettings;
  return { ...defaultCallSettings, deadline, connectionTimeout: Math.min(connectionTimeout, deadline), requestTimeout: Math.min(requestTimeout, deadline) };
}
