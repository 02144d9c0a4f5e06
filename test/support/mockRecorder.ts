import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { withShortTraces } from "./shortTraces";

/** One registered resource, as the engine would have been asked for it. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; empty for the stack itself. */
  parent: string;
  /** `<urn>::<id>` of the explicit provider; empty if there is none. */
  provider: string;
  custom: boolean;
  /** URNs, explicit and by use. */
  dependencies: string[];
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  ignoreChanges: string[];
  /** URN; empty if there is none. */
  deletedWith: string;
  inputs: Record<string, unknown>;
}

/** What a program registered, in the order in which the engine saw it. */
export interface Recording {
  resources: Registration[];
  outputs: unknown;
  ofType(type: string): Registration[];
  named(name: string): Registration;
}

export interface RecordOptions {
  /** The stack's name. Default `test`. */
  stack?: string;
  /** Outputs of resources are unknown then. Default false. */
  preview?: boolean;
}

/**
 * Runs a program in this process, without an engine, and records what it registers. Mocks hide parents, dependencies, protection and
 * providers; the monitor sees them in the raw requests.
 *
 * @throws if the program throws, or registers one URN twice.
 */
export async function record(program: () => unknown, { stack = "test", preview = false }: RecordOptions = {}): Promise<Recording> {
  const monitor = new RecordingMonitor();
  setMockOptions(monitor, "access-analyzer-org", stack, preview, "organization");
  const outputs = await withShortTraces(async () => {
    const returned: unknown = await pulumi.runtime.runInPulumiStack(async () => program());
    await pulumi.runtime.disconnect();
    return returned;
  });
  const resources = monitor.registrations;
  return {
    resources,
    outputs,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    named: (name) => {
      const [found, second] = resources.filter((resource) => resource.name === name && resource.custom);
      if (!found || second) throw new Error(`expected one resource named ${name}, found ${second ? "several" : "none"}`);
      return found;
    },
  };
}

class RecordingMonitor extends MockMonitor {
  readonly registrations: Registration[] = [];

  constructor() {
    super({ newResource: created, call: ({ inputs }) => inputs });
  }

  // The classes of request and response are internal to the SDK; their getters are those of the public protocol (pulumi/resource.proto).
  /* eslint-disable @typescript-eslint/no-explicit-any */
  override async registerResource(request: any, callback: any): Promise<void> {
    await super.registerResource(request, (error: unknown, response: any) => {
      if (error) return callback(error, undefined);
      const urn: string = response.getUrn();
      if (this.registrations.some((registration) => registration.urn === urn))
        return callback(new Error(`Duplicate resource URN ${urn}`), undefined);
      this.registrations.push({
        urn,
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        provider: request.getProvider(),
        custom: request.getCustom(),
        dependencies: request.getDependenciesList(),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        ignoreChanges: request.getIgnorechangesList(),
        deletedWith: request.getDeletedwith(),
        inputs: request.getObject().toJavaScript(),
      });
      callback(undefined, response);
    });
  }
}

function created({ type, name, inputs, custom }: MockResourceArgs) {
  if (!custom || type.startsWith("pulumi:providers:"))
    return { id: type.startsWith("pulumi:providers:") ? `id-of-${name}` : undefined, state: inputs };
  return { id: `id-of-${name}`, state: { ...inputs, arn: `arn:aws:mock:${String(inputs.region ?? "")}::${name}` } };
}
