import { rmSync, writeFileSync } from "node:fs";
import type { Sandbox } from "../server/server";

/** What points any AWS SDK or the AWS CLI at the sandbox, as the management account's administrator. */
export function environmentOf(sandbox: Pick<Sandbox, "url" | "homeRegion" | "adminCredentials">): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandbox.adminCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.adminCredentials.secretAccessKey,
    AWS_REGION: sandbox.homeRegion,
    AWS_DEFAULT_REGION: sandbox.homeRegion,
    // Without it some SDKs ask a machine's metadata service first and wait for nothing.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Writes what `set -a; . FILE` needs to point any AWS SDK or the AWS CLI at the sandbox, readable by this user only. */
export function writeEnvironmentFile(file: string, environment: Record<string, string>): void {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  // A profile or session of the shell that reads this would win over the keys.
  const text = ["unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN", ...lines, ""].join("\n");
  // A file that is there already keeps its mode when written, so it goes first.
  removeEnvironmentFile(file);
  writeFileSync(file, text, { mode: 0o600, flag: "wx" });
}

export function removeEnvironmentFile(file: string): void {
  rmSync(file, { force: true });
}
