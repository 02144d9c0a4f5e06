import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConfigureResponse,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
  type CheckRequest,
  type ConfigureRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Account } from "../account";
import { parseConfiguration, unknownArguments } from "../configuration";
import type { Session } from "../session";
import { fromStruct } from "../values";
import { providerVersion } from "../version";
import { answer, checkResponse } from "./answer";

/** The calls by which the engine gets to know the provider and gives it its arguments. */
export function configurationCalls(session: Session): Partial<IResourceProviderServer> {
  return {
    handshake: answer(() => {
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(false);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      return response;
    }),
    attach: answer(() => new Empty()),
    cancel: answer(() => {
      session.cancel();
      return new Empty();
    }),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(providerVersion);
      return info;
    }),
    getSchema: answer(() => {
      const response = new GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: "aws", version: providerVersion, resources: {} }));
      return response;
    }),
    checkConfig: answer((request: CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      const reason = (name: string) => `the argument "${name}" is not implemented by this provider of package aws`;
      return checkResponse({ inputs, failures: unknownArguments(inputs).map((name) => ({ property: name, reason: reason(name) })) });
    }),
    // Arguments of the provider never replace it: the engine compares them itself.
    diffConfig: answer(() => new DiffResponse()),
    configure: answer(async (request: ConfigureRequest) => {
      session.account = await Account.connect(parseConfiguration(fromStruct(request.getArgs())));
      const response = new ConfigureResponse();
      response.setSupportspreview(true);
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    }),
  };
}
