import { randomUUID } from "node:crypto";
import type { AnsweredCall } from "../answeredCall";
import { emitEvent, isHeard } from "../services/events/emit";
import type { World } from "../world/world";
import { eventNameOf, isRecorded } from "./eventNames";
import { parametersOf } from "./parameters";
import { userIdentityOf } from "./userIdentity";

/**
 * What changes something, or was to, is an event "AWS API Call via CloudTrail" of the caller's account, and of the account whose resource
 * was changed. Every account counts as having a trail.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function recordInCloudTrail(world: World, answered: AnsweredCall): void {
  const { service, operation, call, owners, error } = answered;
  if (!isRecorded(service.signingName, operation.name) || error?.code === "NotImplemented") return;
  // What was refused is told to the caller's account only.
  const accounts = new Set([call.caller.account, ...(error ? [] : owners)]);
  const heard = [...accounts].filter((account) => isHeard(world, { account, region: call.region }));
  if (heard.length === 0) return;
  const detail = detailOf(world, answered);
  for (const account of heard) {
    emitEvent(world, {
      ...{ account, region: call.region, source: `aws.${service.signingName}`, detailType: "AWS API Call via CloudTrail" },
      detail: { ...detail, eventID: randomUUID(), recipientAccountId: account },
    });
  }
}

function detailOf(world: World, { service, operation, input, output, call, error }: AnsweredCall) {
  const isDenied = error !== undefined && /^AccessDenied/.test(error.code);
  return {
    ...{ eventVersion: "1.11", userIdentity: userIdentityOf(world, call.caller) },
    eventTime: `${world.clock.now().toISOString().slice(0, 19)}Z`,
    ...{ eventSource: `${service.signingName}.amazonaws.com`, eventName: eventNameOf(service.signingName, operation.name) },
    ...{ awsRegion: call.region, sourceIPAddress: "127.0.0.1", requestID: call.requestId },
    ...(error && { errorCode: isDenied ? "AccessDenied" : error.code, errorMessage: error.message }),
    requestParameters: isDenied ? null : parametersOf(service.signingName, operation.input, input),
    responseElements: error ? null : parametersOf(service.signingName, operation.output, output),
    ...{ readOnly: false, eventType: "AwsApiCall", managementEvent: true, eventCategory: "Management" },
  };
}
