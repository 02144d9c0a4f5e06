import { randomUUID } from "node:crypto";
import type { CallLog, LoggedCall } from "../world/callLog";
import type { AnsweredCall, AskedOfIam } from "../answeredCall";
import { afterCall } from "./afterCall";
import { inflictFaults } from "./inflictFaults";
import { lookUpAccessKey } from "../iam/accessKeys";
import { authorize } from "../iam/authorize";
import type { Caller } from "../iam/caller";
import { UnsupportedPolicyError } from "../iam/policy/document";
import { AwsError, type Call, type Service } from "../service";
import { commonErrors, type CommonErrors } from "../wire/commonErrors";
import { credentialScope, type CredentialScope } from "../wire/credentialScope";
import { jsonRpc } from "../wire/jsonRpc";
import type { Protocol, Reply, Request } from "../wire/protocol";
import { query } from "../wire/query";
import { missingMembers } from "../wire/required";
import { rest } from "../wire/rest";
import { hasUnprintable } from "../wire/typed";
import { modelOf } from "../wire/schema";
import { notImplemented } from "../wire/unknownOperation";
import { escapeXml } from "../wire/xml";
import { partitions } from "../world/partitions";
import { isRegionEnabled, type World } from "../world/world";

/** Answers every signed request. @param closing aborted when the server closes: calls that hang end then. */
export type Dispatch = (request: Request, closing: AbortSignal) => Promise<Reply>;

export function createDispatch(world: World, services: readonly Service[], log: CallLog): Dispatch {
  const byName = new Map(services.map((service) => [service.signingName, service]));

  return async (request, closing) => {
    const scope = credentialScope(request);
    if (!scope) return unsigned();
    const service = byName.get(scope.service);
    if (!service) return unknownService(request, scope.service, [...byName.keys()]);
    return answer(world, endpointOf(service), scope, request, log, closing);
  };
}

interface Endpoint {
  service: Service;
  protocol: Protocol;
  errors: CommonErrors;
}

async function answer(
  world: World,
  endpoint: Endpoint,
  scope: CredentialScope,
  request: Request,
  log: CallLog,
  closing: AbortSignal,
): Promise<Reply> {
  const requestId = randomUUID();
  // Calls of global services carry this Region, whatever Region the client was set to.
  const region = endpoint.service.scope === "global" ? partitions[world.partition].globalRegion : scope.region;
  const entry: LoggedCall = {
    time: world.clock.now(),
    service: scope.service,
    operation: "",
    region,
    authorizations: [],
    outcome: "OK",
  };
  log.add(entry);
  let known: KnownCall | undefined;
  try {
    const { operation, input } = await endpoint.protocol.readRequest(request);
    entry.operation = operation.name;
    const caller = callerOf(world, scope, endpoint.errors);
    entry.account = caller.account;
    entry.principalArn = caller.principalArn;
    const call: Call = { world, caller, region, requestId, origin: `http://${request.headers["host"] ?? ""}` };
    known = { service: endpoint.service, operation, input, call, asked: [] };
    const output = await perform(endpoint, known, entry, closing);
    afterCall(world, { ...known, output });
    return endpoint.protocol.printOutput(operation, output, requestId);
  } catch (error) {
    const reported = reportedAs(error, endpoint.errors);
    entry.outcome = reported.code;
    if (known) afterCall(world, { ...known, error: reported });
    return endpoint.protocol.printError(reported, requestId);
  }
}

type KnownCall = AnsweredCall & { asked: AskedOfIam[] };

/** @throws AwsError for credentials that are none */
function callerOf(world: World, { accessKeyId, sessionToken }: CredentialScope, errors: CommonErrors): Caller {
  const found = lookUpAccessKey(world, accessKeyId, sessionToken);
  if (found.kind === "expired") throw errors.expiredToken();
  if (found.kind === "unknown") throw errors.unknownToken();
  return found.caller;
}

async function perform(
  { service, errors }: Endpoint,
  { operation, input, call, asked: allAsked }: KnownCall,
  entry: LoggedCall,
  closing: AbortSignal,
): Promise<unknown> {
  const { world, caller, region } = call;
  const called = { service: service.signingName, operation: operation.name, account: caller.account, region };
  await inflictFaults(world, { ...called, accessKeyId: caller.accessKeyId }, errors, closing);

  const account = world.accounts.get(caller.account);
  // Of an account that has left nothing is known but its keys.
  if (service.scope === "regional" && account && !isRegionEnabled(account, region)) throw errors.unknownToken();

  const implementation = Object.hasOwn(service.operations, operation.name) ? service.operations[operation.name] : undefined;
  if (!implementation) throw notImplemented(service, operation.name);
  const missing = missingMembers(operation.input, input);
  if (missing.length > 0) throw errors.missingMembers(missing);
  if (hasUnprintable(input)) throw errors.unprintable();

  for (const asked of [implementation.authorize?.(input, call) ?? { resource: "*" }].flat()) {
    const authorization = { action: `${service.signingName}:${operation.name}`, ...asked };
    const { action, resource, trustPolicy, keyPolicy, resourcePolicy } = authorization;
    const owner = (trustPolicy ?? keyPolicy ?? resourcePolicy)?.account;
    allAsked.push({ action, resource, owner });
    const decision = authorize(world, caller, authorization, region);
    entry.authorizations.push({ action, resource, allowed: decision.allowed });
    if (!decision.allowed) throw errors.accessDenied(decision.message);
  }
  return implementation.handle(input, call);
}

const protocols = { query, ec2Query: query, json10: jsonRpc, json11: jsonRpc, restJson: rest, restXml: rest };

/** Read from the SDKs once for all sandboxes of a process: nothing of a world is in them. */
const endpoints = new WeakMap<Service, Endpoint>();

function endpointOf(service: Service): Endpoint {
  const known = endpoints.get(service);
  if (known !== undefined) return known;
  const model = modelOf(service);
  const endpoint = { service, protocol: protocols[service.protocol](service, model), errors: commonErrors(service, model) };
  endpoints.set(service, endpoint);
  return endpoint;
}

function reportedAs(error: unknown, errors: CommonErrors): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof UnsupportedPolicyError) return new AwsError("NotImplemented", error.message);
  return errors.serverError(describeDefect(error));
}

/** A thrown thing that is no AwsError is a defect of the sandbox: reported with its place, so that it can be found. */
function describeDefect(error: unknown): string {
  return `The sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function unsigned(): Reply {
  return xmlRefusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
}

/** Which protocol the client speaks is a guess: what it posts as a form is a Query service. */
function unknownService(request: Request, name: string, known: string[]): Reply {
  const message = `The sandbox organization has no service that signs as "${name}". It has: ${known.sort().join(", ")}.`;
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return xmlRefusal(501, "NotImplemented", message);
  return {
    status: 501,
    headers: { "content-type": "application/json", "x-amzn-errortype": "NotImplemented" },
    body: JSON.stringify({ __type: "NotImplemented", message }),
  };
}

function xmlRefusal(status: number, code: string, message: string): Reply {
  const detail = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse>${detail}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  };
}
