import * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceResponse, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** The least that a program needs of an engine: each resource is accepted as it is, at once. What is left is the program's own time. */
export interface LoopbackEngine {
  address: string;
  /** How many resources were registered since the last time this was asked. */
  takeRegistrations(): number;
  close(): void;
}

export async function startLoopbackEngine(): Promise<LoopbackEngine> {
  let registrations = 0;
  const monitor: Partial<IResourceMonitorServer> = {
    supportsFeature: (_call, done) => {
      const response = new SupportsFeatureResponse();
      response.setHassupport(true);
      done(null, response);
    },
    registerResource: ({ request }, done) => {
      registrations++;
      const response = new RegisterResourceResponse();
      response.setUrn(`urn:pulumi:stack::project::${request.getType()}::${request.getName()}`);
      if (request.getCustom()) response.setId(request.getName());
      response.setObject(request.getObject());
      done(null, response);
    },
    registerResourceOutputs: (_call, done) => done(null, new Empty()),
    signalAndWaitForShutdown: (_call, done) => done(null, new Empty()),
  };
  const engine: Partial<IEngineServer> = {
    log: (_call, done) => done(null, new Empty()),
    getRootResource: (_call, done) => done(null, new GetRootResourceResponse()),
    setRootResource: (_call, done) => done(null, new SetRootResourceResponse()),
  };
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, monitor as grpc.UntypedServiceImplementation); // the stubs' type asks for every call
  server.addService(EngineService, engine as grpc.UntypedServiceImplementation); // here as well
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return {
    address: `127.0.0.1:${port}`,
    takeRegistrations() {
      const taken = registrations;
      registrations = 0;
      return taken;
    },
    close: () => server.forceShutdown(),
  };
}
