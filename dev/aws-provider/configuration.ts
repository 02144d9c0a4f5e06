import { isUnknown, object, text, textMap, texts, type Properties, type Value } from "./values";

/** The provider's own arguments, as far as they are implemented. */
export interface ProviderConfiguration {
  region?: string;
  profile?: string;
  accessKey?: string;
  secretKey?: string;
  token?: string;
  allowedAccountIds?: string[];
  forbiddenAccountIds?: string[];
  /** Assumed one after another, each with the session of the one before. */
  assumeRoles: AssumeRole[];
  defaultTags: Record<string, string>;
  maxRetries?: number;
}

export interface AssumeRole {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
  duration?: string;
  policy?: string;
}

const known = new Set([
  ...["region", "profile", "accessKey", "secretKey", "token", "allowedAccountIds", "forbiddenAccountIds"],
  ...["assumeRoles", "defaultTags", "maxRetries", "version", "pluginDownloadURL"],
  // Accepted without a meaning here: what they switch off is not done in the first place.
  ...["skipCredentialsValidation", "skipRegionValidation", "skipMetadataApiCheck"],
]);

/** Arguments that this provider does not implement: refused, because to ignore one could mean another account or another endpoint. */
export function unknownArguments(args: Properties): string[] {
  return Object.keys(args).filter((name) => !known.has(name) && args[name] !== undefined);
}

/** @throws if a structured argument is not the JSON that the engine sends. */
export function parseConfiguration(args: Properties, env: NodeJS.ProcessEnv = process.env): ProviderConfiguration {
  const value = (name: string) => parsed(name, args[name]);
  const roles = value("assumeRoles");
  const retries = value("maxRetries");
  return {
    region: text(args["region"]) ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"],
    profile: text(args["profile"]),
    accessKey: text(args["accessKey"]),
    secretKey: text(args["secretKey"]),
    token: text(args["token"]),
    allowedAccountIds: texts(value("allowedAccountIds")),
    forbiddenAccountIds: texts(value("forbiddenAccountIds")),
    assumeRoles: (Array.isArray(roles) ? roles : []).map((role) => assumeRole(object(role))),
    defaultTags: textMap(object(value("defaultTags"))["tags"]),
    maxRetries: typeof retries === "number" ? retries : undefined,
  };
}

function assumeRole(role: Properties): AssumeRole {
  const roleArn = text(role["roleArn"]);
  if (!roleArn) throw new Error("assumeRoles: every entry needs a roleArn");
  return {
    roleArn,
    sessionName: text(role["sessionName"]),
    externalId: text(role["externalId"]),
    duration: text(role["duration"]),
    policy: text(role["policy"]),
  };
}

/** Lists, maps, numbers and booleans reach a provider as JSON text. */
function parsed(name: string, value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || value === "" || isUnknown(value)) return value;
  try {
    return JSON.parse(value) as Value; // JSON is what a Value is
  } catch {
    throw new Error(`${name}: expected JSON, found ${JSON.stringify(value)}`);
  }
}
