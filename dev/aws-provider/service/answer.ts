import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { CheckFailure, CheckResponse, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Checked } from "../check";
import { PartlyCreated } from "../resourceType";
import { toStruct, type Properties } from "../values";

/** Turns an async function into a call of the service: what it throws becomes the call's error. */
export function answer<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, done) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => done(null, response),
        (error: unknown) => done({ code: grpc.status.UNKNOWN, message: error instanceof Error ? error.message : String(error) }),
      );
  };
}

/**
 * Like {@link answer}, for a call that may leave a resource behind that is not as it should be. The engine then records the resource and
 * fails. What it records travels in the error's details, in a header of gRPC that the Node library does not know by itself.
 */
export function answerForCreation<Request, Response>(
  handle: (request: Request) => Promise<Response>,
  inputs: (request: Request) => Properties,
): grpc.handleUnaryCall<Request, Response> {
  return (call, done) => {
    handle(call.request).then(
      (response) => done(null, response),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!(error instanceof PartlyCreated)) return done({ code: grpc.status.UNKNOWN, message });
        const failed = new ErrorResourceInitFailed();
        failed.setId(error.id);
        failed.setReasonsList([message]);
        failed.setInputs(toStruct(inputs(call.request)));
        failed.setProperties(toStruct(inputs(call.request)));
        const details = new Any();
        details.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const status = new Status();
        status.setCode(grpc.status.UNKNOWN);
        status.setMessage(message);
        status.addDetails(details);
        const metadata = new grpc.Metadata();
        metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
        return done({ code: grpc.status.UNKNOWN, message, metadata });
      },
    );
  };
}

export function checkResponse({ inputs, failures }: Checked): CheckResponse {
  const response = new CheckResponse();
  response.setInputs(toStruct(inputs));
  for (const { property, reason } of failures) {
    const failure = response.addFailures(new CheckFailure());
    failure.setProperty(property);
    failure.setReason(reason);
  }
  return response;
}
