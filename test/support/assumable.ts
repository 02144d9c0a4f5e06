import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { iamOf } from "../../dev/sandbox/iam/entities";
import { isServiceLinked } from "../../dev/sandbox/iam/serviceLinkedRoles";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { services } from "../../dev/sandbox/services";
import { clients, sessionIn, type Keys } from "./sandboxClients";

/** A role that a principal of another account could assume, with a session that one of them got. */
export interface Assumable {
  arn: string;
  account: string;
  keys: Keys;
}

/** What AWS makes: the door of AWS Organizations into a member, what services work through. */
const ofAws = /^(OrganizationAccountAccessRole|stacksets-exec-.*)$/;

/** ARNs of every role of every account, but for those that AWS makes. */
export function rolesOf(sandbox: Sandbox): { arn: string; account: string }[] {
  return [...sandbox.world.accounts.keys()].flatMap((account) =>
    [...iamOf(sandbox.world, account).roles.values()]
      .filter((role) => !isServiceLinked(role) && !ofAws.test(role.name))
      .map(({ arn }) => ({ arn, account })),
  );
}

/** Tries every role from every other account, as somebody who may do everything there. */
export async function assumableFromOutside(sandbox: Sandbox): Promise<Assumable[]> {
  const { managementAccount } = sandbox.world.organization;
  const administrators = new Map<string, Keys>();
  for (const account of sandbox.world.accounts.keys()) {
    administrators.set(account, account === managementAccount ? sandbox.adminCredentials : await sessionIn(sandbox, account));
  }
  const found: Assumable[] = [];
  for (const role of rolesOf(sandbox)) {
    for (const [account, credentials] of administrators) {
      const keys = account === role.account ? undefined : await assume(sandbox, role.arn, credentials);
      if (keys === undefined) continue;
      found.push({ ...role, keys });
      break;
    }
  }
  return found;
}

/** @returns a session, or undefined where it is refused. */
export async function assume(sandbox: Sandbox, RoleArn: string, credentials: Keys): Promise<Keys | undefined> {
  try {
    const { Credentials } = await clients(sandbox, credentials).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error(`AssumeRole of ${RoleArn} returned no credentials`);
    return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
  } catch (error) {
    if (error instanceof Error && error.name === "AccessDenied") return undefined;
    throw error;
  }
}

/** Every operation that the sandbox has and that does not only read, by the service's signing name. */
export function mutatingOperations(signingName: string): string[] {
  const service = services.find((each) => each.signingName === signingName);
  if (!service) throw new Error(`the sandbox has no service ${signingName}`);
  return Object.keys(service.operations).filter((operation) => !/^(Get|List|Describe)/.test(operation));
}

export interface Attempt {
  role: Assumable;
  signingName: string;
  operation: string;
  input: object;
}

/** Makes the call through the wire. @returns what IAM said to each action it was asked for: `iam:CreateRole denied`. */
export async function attempt(sandbox: Sandbox, { role, signingName, operation, input }: Attempt): Promise<string> {
  const service = services.find((each) => each.signingName === signingName);
  const Command: unknown = service && Reflect.get(service.sdk, `${operation}Command`);
  if (typeof Command !== "function") throw new Error(`the SDK has no command ${operation}`);
  const client = clientOf(sandbox, signingName, role.keys);
  const since = sandbox.calls.length;
  const outcome = await client.send(Reflect.construct(Command, [input])).then(
    () => "done",
    (error: Error) => error.name,
  );
  const asked = sandbox.calls.slice(since).flatMap(({ authorizations }) => authorizations);
  if (asked.length === 0) throw new Error(`${signingName} ${operation} never asked IAM: ${outcome}`);
  return asked.map(({ action, allowed }) => `${action} ${allowed ? "allowed" : "denied"}`).join(", ");
}

/** Clients keep their connection. */
const clientsOf = new WeakMap<Keys, ReturnType<typeof clients>>();

function clientOf(sandbox: Sandbox, signingName: string, keys: Keys): { send(command: unknown): Promise<unknown> } {
  const known = clientsOf.get(keys) ?? clients(sandbox, keys);
  clientsOf.set(keys, known);
  const { accessAnalyzer, account, cloudFormation, iam, organizations } = known;
  const all: Record<string, unknown> = { "access-analyzer": accessAnalyzer, account, cloudformation: cloudFormation, iam, organizations };
  const client = all[signingName];
  // Every client of the SDK has `send`; which command belongs to which client is looked up by the same name.
  return client as { send(command: unknown): Promise<unknown> };
}
