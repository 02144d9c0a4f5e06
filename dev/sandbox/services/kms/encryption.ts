import { assertResourcePolicyAllows, sessionOfService, type DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import { authorize } from "../../iam/authorize";
import { AwsError, type Asked, type Call } from "../../service";
import { partitions } from "../../world/partitions";
import type { World } from "../../world/world";
import { aliasesOf, keysOf, onKey, type Key } from "./keys";

/** What a key encrypts: something of a service that takes part in KMS. */
export interface Encrypted {
  arn: string;
  account: string;
  region: string;
  /** The encryption context that the service gives. */
  context: Record<string, string>;
  /** How the service's errors of KMS begin. */
  errors: "Kms" | "KMS";
}

/**
 * What the key of an encrypted resource is asked by a caller of the service, who needs it himself. AWS's own key (`alias/aws/...`) lets
 * everybody of its account in.
 *
 * @throws AwsError for a key that is missing or cannot be used
 */
export function keyAsked(call: Call, keyId: string | undefined, encrypted: Encrypted, actions: readonly string[]): Asked[] {
  const { caller, world } = call;
  if (keyId === undefined) return [];
  if (isOfAws(keyId)) {
    if (caller.account === encrypted.account) return [];
    throw new AwsError(`${encrypted.errors}AccessDenied`, `The key ${keyId} of ${encrypted.arn} lets no other account in.`);
  }
  const key = usableKey(world, keyId, encrypted);
  return actions.map((action) => {
    const asked = onKey(key, call);
    return { ...asked, action, context: { ...asked.context, ...contextOf(world, encrypted), "kms:CallerAccount": caller.account } };
  });
}

/**
 * Whether a service, or a role that it has assumed, may use the key of a resource that it delivers to. AWS's own keys let no service in.
 *
 * @throws AwsError if not, or if the key is missing or cannot be used
 */
export function assertKeyAllows(
  world: World,
  by: DeliveringPrincipal,
  keyId: string | undefined,
  encrypted: Encrypted,
  actions: readonly string[],
): void {
  if (keyId === undefined) return;
  const denied = (message: string) => new AwsError(`${encrypted.errors}AccessDenied`, message);
  if (isOfAws(keyId)) {
    if ("service" in by) throw denied(`The key ${keyId} of ${encrypted.arn} lets no service in.`);
    return;
  }
  const { arn, policy, account, region } = usableKey(world, keyId, encrypted);
  const context = contextOf(world, encrypted);
  for (const action of actions) {
    if ("service" in by) assertResourcePolicyAllows(world, by, { action, resource: arn, policy, region, context });
    else {
      const caller = sessionOfService(world, by.roleArn);
      if (!caller) throw denied(`There is no role ${by.roleArn}`);
      const decision = authorize(world, caller, { action, resource: arn, context, keyPolicy: { document: policy, account } }, region);
      if (!decision.allowed) throw denied(decision.message);
    }
  }
}

function isOfAws(keyId: string): boolean {
  return /(^|:)alias\/aws\//.test(keyId);
}

function usableKey(world: World, keyId: string, { account, region, errors }: Encrypted): Key {
  const prefix = `arn:${world.partition}:kms:${region}:${account}:`;
  const named = keyId.startsWith("arn:") ? keyId : keyId.startsWith("alias/") ? `${prefix}${keyId}` : `${prefix}key/${keyId}`;
  const alias = aliasesOf(world).get(named);
  const arn = alias ? `arn:${world.partition}:kms:${alias.region}:${alias.account}:key/${alias.keyId}` : named;
  const key = keysOf(world).find((each) => each.arn === arn && each.region === region);
  if (!key) throw new AwsError(`${errors}NotFound`, `Key '${arn}' does not exist`);
  if (key.deletion) throw new AwsError(`${errors}InvalidState`, `${arn} is pending deletion.`);
  if (!key.isEnabled) throw new AwsError(`${errors}Disabled`, `${arn} is disabled.`);
  return key;
}

function contextOf({ partition }: World, { arn, region, context }: Encrypted): Record<string, string | string[]> {
  return {
    "kms:ViaService": `${arn.split(":")[2]}.${region}.${partitions[partition].dnsSuffix}`,
    "kms:EncryptionContextKeys": Object.keys(context),
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  };
}
