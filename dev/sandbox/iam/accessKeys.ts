import { randomBytes } from "node:crypto";
import type { StoreKey, World } from "../world/world";
import type { Caller } from "./caller";
import { iamOf } from "./entities";
import { findRole } from "./roles";
import { uniqueId } from "./uniqueId";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

interface UserKey extends Credentials {
  kind: "user";
  account: string;
  userName: string;
}

/** Credentials of one AssumeRole. */
export interface RoleSession extends Credentials {
  kind: "role";
  sessionToken: string;
  expiresAt: Date;
  account: string;
  roleName: string;
  sessionName: string;
  /** Session policies: documents that bound what the role's policies allow. */
  policies: string[];
  tags: Map<string, string>;
  /** Of the tags, those that go on to sessions that this one opens. */
  transitiveTags: Set<string>;
  /** Who was there first: goes on likewise, and never changes. */
  sourceIdentity?: string;
}

export type AccessKey = UserKey | RoleSession;

export type LookUp = { kind: "found"; caller: Caller; key: AccessKey } | { kind: "unknown" } | { kind: "expired" };

/** Who holds an access key. Signatures are not verified: knowing the key (and a session's token) is enough. */
export function lookUpAccessKey(world: World, accessKeyId: string, sessionToken: string | undefined): LookUp {
  const key = world.store(accessKeys).get(accessKeyId);
  // An account that has left is an account by itself.
  if (!key || (world.accounts.get(key.account)?.state ?? "ACTIVE") !== "ACTIVE") return { kind: "unknown" };
  if (key.kind === "user") return userOf(world, key);
  if (key.sessionToken !== sessionToken) return { kind: "unknown" };
  if (key.expiresAt.getTime() <= world.clock.now().getTime()) return { kind: "expired" };
  return sessionOf(world, key);
}

/** The key by which `caller` called. */
export function accessKeyOf(world: World, caller: Caller): AccessKey | undefined {
  return world.store(accessKeys).get(caller.accessKeyId);
}

export function createAccessKey(world: World, account: string, userName: string, given?: Credentials): UserKey {
  const credentials = given ?? { accessKeyId: uniqueId("accessKey"), secretAccessKey: secret(30) };
  const key: UserKey = { kind: "user", account, userName, ...credentials };
  world.store(accessKeys).set(key.accessKeyId, key);
  return key;
}

export function createSession(
  world: World,
  { seconds, ...session }: Omit<RoleSession, "kind" | "expiresAt" | "sessionToken" | keyof Credentials> & { seconds: number },
): RoleSession {
  const key: RoleSession = {
    kind: "role",
    ...session,
    accessKeyId: uniqueId("sessionKey"),
    secretAccessKey: secret(30),
    sessionToken: secret(120),
    expiresAt: new Date(world.clock.now().getTime() + seconds * 1000),
  };
  world.store(accessKeys).set(key.accessKeyId, key);
  return key;
}

export function accessKeysOfUser(world: World, account: string, userName: string): UserKey[] {
  return [...world.store(accessKeys).values()].filter(
    (key): key is UserKey => key.kind === "user" && key.account === account && key.userName === userName,
  );
}

const accessKeys: StoreKey<Map<string, AccessKey>> = { name: "access keys", create: () => new Map() };

function userOf(world: World, key: UserKey): LookUp {
  const user = iamOf(world, key.account).users.get(key.userName.toLowerCase());
  if (!user) return { kind: "unknown" };
  const { account, accessKeyId } = key;
  return { kind: "found", key, caller: { account, arn: user.arn, principalArn: user.arn, userId: user.id, kind: "user", accessKeyId } };
}

function sessionOf(world: World, key: RoleSession): LookUp {
  // A deleted role's sessions have nothing that allows them anything; AWS refuses their tokens.
  const role = findRole(world, key.account, key.roleName);
  if (!role) return { kind: "unknown" };
  return {
    kind: "found",
    key,
    caller: {
      account: key.account,
      arn: `arn:${world.partition}:sts::${key.account}:assumed-role/${role.name}/${key.sessionName}`,
      principalArn: role.arn,
      userId: `${role.id}:${key.sessionName}`,
      kind: "role",
      accessKeyId: key.accessKeyId,
    },
  };
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString("base64");
}
