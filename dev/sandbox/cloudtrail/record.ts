import { randomUUID } from "node:crypto";
import type { AnsweredCall } from "../answeredCall";
import type { Caller } from "../iam/caller";
import { emitEvent, isHeard } from "../services/events/emit";
import { isLogged } from "../services/storing/cloudtrail";
import type { World } from "../world/world";
import { eventNameOf, isRecorded } from "./eventNames";
import { parametersOf } from "./parameters";
import { userIdentityOf } from "./userIdentity";

/**
 * What changes something, or was to, is an event "AWS API Call via CloudTrail" of the caller's account, and of the account whose resource
 * was changed; of each as far as a trail logs it there.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function recordInCloudTrail(world: World, answered: AnsweredCall): void {
  const { service, operation, call, asked, error } = answered;
  if (!isRecorded(service.signingName, operation.name) || error?.code === "NotImplemented") return;
  const place = { account: call.caller.account, region: call.region };
  // What was refused is told to the caller's account only.
  const owners = error ? [] : asked.flatMap(({ owner }) => owner ?? []);
  record(world, { ...place, owners, service: service.signingName }, () => detailOf(world, answered));
  if (!error) recordGrants(world, answered);
}

interface Place {
  account: string;
  region: string;
  owners: readonly string[];
  /** Signing name. */
  service: string;
}

function record(world: World, { account, region, owners, service }: Place, detail: () => object): void {
  const heard = [...new Set([account, ...owners])].filter((each) => {
    const at = { account: each, region };
    // A call that ends the logging is logged as the last one.
    return isHeard(world, at) && (service === "cloudtrail" || isLogged(world, at, service));
  });
  if (heard.length === 0) return;
  const common = {
    ...detail(),
    ...{ eventSource: `${service}.amazonaws.com`, awsRegion: region, eventVersion: "1.11" },
    eventTime: `${world.clock.now().toISOString().slice(0, 19)}Z`,
    ...{ readOnly: false, eventType: "AwsApiCall", managementEvent: true, eventCategory: "Management" },
  };
  for (const each of heard) {
    emitEvent(world, {
      ...{ account: each, region, source: `aws.${service}`, detailType: "AWS API Call via CloudTrail" },
      detail: { ...common, eventID: randomUUID(), recipientAccountId: each },
    });
  }
}

function detailOf(world: World, { service, operation, input, output, call, asked, error }: AnsweredCall) {
  const isDenied = error !== undefined && /^AccessDenied/.test(error.code);
  const resources = isDenied ? [] : asked.flatMap(({ resource, owner }) => resourceNamed(service, resource, owner));
  return {
    ...{ userIdentity: userIdentityOf(world, call.caller), eventName: eventNameOf(service, operation.name) },
    ...{ sourceIPAddress: "127.0.0.1", requestID: call.requestId },
    ...(error && { errorCode: isDenied ? "AccessDenied" : error.code, errorMessage: error.message }),
    requestParameters: isDenied ? null : parametersOf(service, operation.input, input),
    responseElements: error ? null : parametersOf(service, operation.output, output),
    ...(resources.length > 0 && { resources }),
  };
}

function resourceNamed({ trail }: AnsweredCall["service"], ARN: string, accountId: string | undefined): object[] {
  const [, type] = Object.entries(trail?.resourceTypes ?? {}).find(([part]) => ARN.includes(part)) ?? [];
  return type === undefined || accountId === undefined ? [] : [{ accountId, type, ARN }];
}

/** Whoever gives a service a key lets it make a grant there in his name. @see https://docs.aws.amazon.com/kms/latest/developerguide/ct-creategrant.html */
function recordGrants(world: World, { service: { signingName }, call, asked }: AnsweredCall): void {
  if (signingName === "kms") return;
  const invokedBy = `${signingName}.amazonaws.com`;
  for (const { action, resource, owner } of asked) {
    if (action !== "kms:CreateGrant" || owner === undefined) continue;
    recordServicesCall(world, {
      ...{ caller: call.caller, region: call.region, invokedBy, action, owner },
      requestParameters: { keyId: resource, granteePrincipal: invokedBy, retiringPrincipal: invokedBy },
      responseElements: { grantId: randomUUID(), keyId: resource },
      resources: [{ accountId: owner, type: "AWS::KMS::Key", ARN: resource }],
    });
  }
}

interface ServicesCall {
  /** In whose name it is made. */
  caller: Caller;
  region: string;
  /** `cloudformation.amazonaws.com` */
  invokedBy: string;
  /** `iam:CreateRole` */
  action: string;
  owner?: string;
  requestParameters: object | null;
  responseElements: object | null;
  resources?: object[];
  errorCode?: "AccessDenied";
}

/** A call that an AWS service makes in somebody's name, without a request over the wire. */
export function recordServicesCall(world: World, { caller, region, invokedBy, action, owner, ...content }: ServicesCall): void {
  const [service = "", eventName = ""] = action.split(":");
  record(world, { account: caller.account, region, owners: owner === undefined ? [] : [owner], service }, () => ({
    ...{ userIdentity: { ...userIdentityOf(world, caller), invokedBy }, eventName },
    ...{ sourceIPAddress: invokedBy, userAgent: invokedBy, requestID: randomUUID() },
    ...content,
  }));
}
