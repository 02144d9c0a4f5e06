import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { functions } from "../functions";
import type { Session } from "../session";
import { fromStruct, toStruct } from "../values";
import { answer } from "./answer";

/** Calls of functions such as `aws.getCallerIdentity`. */
export function invokeCall(session: Session): Partial<IResourceProviderServer> {
  return {
    invoke: answer((request: InvokeRequest) => {
      const token = request.getTok();
      const run = functions.get(token);
      const known = [...functions.keys()].join(", ");
      if (!run) throw new Error(`This provider of package aws does not implement the function ${token}. It implements: ${known}.`);
      const response = new InvokeResponse();
      response.setReturn(toStruct(run(session.account, fromStruct(request.getArgs()))));
      return response;
    }),
  };
}
