import { generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import type { GrantListEntry } from "@aws-sdk/client-kms";
import { parsePolicy, PolicySyntaxError } from "../../iam/policy/document";
import { AwsError, type Asked, type Call } from "../../service";
import type { StoreKey, World } from "../../world/world";

/** A KMS key as the sandbox keeps it. */
export interface Key {
  id: string;
  arn: string;
  account: string;
  region: string;
  spec: "SYMMETRIC_DEFAULT" | "ECC_NIST_P256";
  usage: "ENCRYPT_DECRYPT" | "SIGN_VERIFY";
  description: string;
  policy: string;
  tags: Map<string, string>;
  isEnabled: boolean;
  isRotated: boolean;
  createdAt: Date;
  /** By id. They are kept, and let nobody in here; Access Analyzer reads them. */
  grants: Map<string, GrantListEntry>;
  /** When it is gone, once its deletion was scheduled. */
  deletion?: Date;
  /** Asymmetric keys only. */
  pair?: { privateKey: KeyObject; publicKey: KeyObject };
}

export interface Alias {
  name: string;
  arn: string;
  account: string;
  region: string;
  keyId: string;
  createdAt: Date;
  updatedAt: Date;
}

const key: StoreKey<{ keys: Map<string, Key>; aliases: Map<string, Alias> }> = {
  name: "kms",
  create: () => ({ keys: new Map(), aliases: new Map() }),
};

/** By ARN, those that are gone left out. */
export function keysOf(world: World): Key[] {
  return [...world.store(key).keys.values()].filter(({ deletion }) => deletion === undefined || deletion > world.clock.now());
}

/** By ARN. */
export function aliasesOf(world: World): Map<string, Alias> {
  const { aliases } = world.store(key);
  const there = new Set(keysOf(world).map(({ id }) => id));
  for (const [arn, { keyId }] of aliases) if (!there.has(keyId)) aliases.delete(arn);
  return aliases;
}

type NewKey = Pick<Key, "account" | "region" | "spec" | "usage" | "description" | "policy" | "tags"> & { id?: string };

/** @param given.id of a multi-Region key, which its replicas have as well */
export function putKey(world: World, given: NewKey): Key {
  const { id = randomUUID() } = given;
  const made: Key = {
    ...given,
    ...{ id, arn: `arn:${world.partition}:kms:${given.region}:${given.account}:key/${id}` },
    ...{ isEnabled: true, isRotated: false, createdAt: world.clock.now(), grants: new Map() },
    ...(given.spec === "ECC_NIST_P256" ? { pair: generateKeyPairSync("ec", { namedCurve: "P-256" }) } : {}),
  };
  world.store(key).keys.set(made.arn, made);
  return made;
}

/** The key that an id or ARN names, and an alias where the operation takes one. @throws NotFoundException */
export function keyNamed(name: string, call: Call, { orAlias }: { orAlias?: true } = {}): Key {
  const isAlias = /^(arn:[^:]+:kms:[^:]*:\d*:)?alias\//.test(name);
  if (isAlias && !orAlias) throw new AwsError("InvalidArnException", `Invalid keyId ${name}`);
  const keyId = isAlias ? aliasNamed(name, call).keyId : name;
  const arn = keyId.startsWith("arn:") ? keyId : `${arnOf(call, "key")}/${keyId}`;
  const found = keysOf(call.world).find((each) => each.arn === arn && each.region === call.region);
  if (!found) throw new AwsError("NotFoundException", `Key '${arn}' does not exist`);
  return found;
}

/** @throws NotFoundException */
export function aliasNamed(name: string, call: Call): Alias {
  const arn = name.startsWith("arn:") ? name : aliasArn(name, call);
  const found = aliasesOf(call.world).get(arn);
  if (!found || found.region !== call.region) throw new AwsError("NotFoundException", `Alias ${arn} is not found.`);
  return found;
}

export function aliasArn(name: string, call: Call): string {
  return `${arnOf(call, name.split("/", 1)[0] ?? "")}${name.slice(name.indexOf("/"))}`;
}

/** What is asked of IAM and of the key's own policy, for any operation on a key. */
export function onKey(
  { arn, account, region, id, policy, spec, usage, tags }: Key,
  { world }: Call,
): Omit<Asked, "context"> & { context: Record<string, string | string[]> } {
  const names = [...aliasesOf(world).values()].filter(
    ({ keyId, ...alias }) => keyId === id && alias.account === account && alias.region === region,
  );
  return {
    resource: arn,
    context: {
      ...Object.fromEntries([...tags].map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
      ...{ "kms:KeySpec": spec, "kms:KeyUsage": usage },
      ...(names.length === 0 ? {} : { "kms:ResourceAliases": names.map(({ name }) => name) }),
    },
    keyPolicy: { document: policy, account },
  };
}

/** @throws DisabledException, KMSInvalidStateException */
export function usable(found: Key): Key {
  if (found.deletion) throw new AwsError("KMSInvalidStateException", `${found.arn} is pending deletion.`);
  if (!found.isEnabled) throw new AwsError("DisabledException", `${found.arn} is disabled.`);
  return found;
}

/** @throws MalformedPolicyDocumentException */
export function validPolicy(document: string): string {
  try {
    parsePolicy(document, "key");
    return document;
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new AwsError("MalformedPolicyDocumentException", error.message);
    throw error;
  }
}

function arnOf({ world, caller, region }: Call, type: string): string {
  return `arn:${world.partition}:kms:${region}:${caller.account}:${type}`;
}
