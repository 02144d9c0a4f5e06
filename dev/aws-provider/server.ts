import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { configurationCalls } from "./service/configurationCalls";
import { invokeCall } from "./service/invokeCall";
import { resourceCalls } from "./service/resourceCalls";
import { Session } from "./session";

/** Messages of the engine hold whole templates and policies: the limit is the one that Pulumi's own plugins use. */
const maximumMessage = 400 * 1024 * 1024;

/** Serves the provider on a port of loopback that the system chooses, and returns the port. */
export async function serve(): Promise<{ port: number; close: () => void }> {
  const session = new Session();
  const server = new grpc.Server({ "grpc.max_receive_message_length": maximumMessage, "grpc.max_send_message_length": maximumMessage });
  const calls: Partial<IResourceProviderServer> = { ...configurationCalls(session), ...resourceCalls(session), ...invokeCall(session) };
  // Calls that are not here (schemas, components, methods) answer UNIMPLEMENTED, which the engine takes for an answer.
  server.addService(ResourceProviderService, calls as grpc.UntypedServiceImplementation); // the stubs' type asks for every call
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, close: () => server.forceShutdown() };
}
