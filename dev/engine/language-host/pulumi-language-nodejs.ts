import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeService, type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  LanguageHandshakeResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { endChildren } from "./children";
import { whenEngineIsGone } from "./engineWatch";
import { runPlugin } from "./runPlugin";
import { runProgram } from "./runProgram";

// The language host for `runtime: nodejs`, for an engine that was built from source: the engine starts the program named
// `pulumi-language-nodejs` that it finds beside itself, gives its own address as the last argument, and reads the port from the
// first line of the output.

const engineAddress = process.argv.at(-1) ?? "";

const host: Partial<ILanguageRuntimeServer> = {
  handshake: (_call, done) => done(null, new LanguageHandshakeResponse()),
  getPluginInfo: (_call, done) => {
    const info = new PluginInfo();
    info.setVersion("1.0.0");
    done(null, info);
  },
  // Nothing named in advance: the engine then asks for each plugin as the program's resources need it.
  getRequiredPackages: (_call, done) => done(null, new GetRequiredPackagesResponse()),
  getRequiredPlugins: (_call, done) => done(null, new GetRequiredPluginsResponse()),
  getProgramDependencies: (_call, done) => done(null, new GetProgramDependenciesResponse()),
  about: (_call, done) => {
    const about = new AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    done(null, about);
  },
  run: (call, done) => runProgram(call, done, engineAddress),
  runPlugin,
  cancel: (_call, done) => {
    endChildren();
    done(null, new Empty());
  },
};

const server = new grpc.Server();
// Calls without an implementation here (installing dependencies, packaging, linking) answer UNIMPLEMENTED, which the engine tells by name.
server.addService(LanguageRuntimeService, host as grpc.UntypedServiceImplementation); // the stubs' type asks for every call
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

whenEngineIsGone(() => {
  endChildren();
  process.exit(1);
});
