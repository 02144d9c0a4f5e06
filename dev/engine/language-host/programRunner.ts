import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as log from "@pulumi/pulumi/log";
import type * as config from "@pulumi/pulumi/runtime/config";
import type * as settings from "@pulumi/pulumi/runtime/settings";
import type * as stack from "@pulumi/pulumi/runtime/stack";

/** A run of a program that is plain JavaScript, as the engine asks for it. */
export interface ProgramRun {
  env: NodeJS.ProcessEnv;
  pwd: string;
  /** The program's file. */
  main: string;
  rootDirectory: string;
  project: string;
  stack: string;
  organization: string;
  parallel: number;
  isPreview: boolean;
  monitorAddress: string;
  engineAddress: string;
  config: Record<string, string>;
  secretKeys: string[];
}

export interface ProgramEnded {
  /** What was wrong was told to the engine. */
  hasBailed: boolean;
}

/** Internal to the SDK, and left out of its types. */
interface State {
  withLocalStorage<Result>(callback: () => Promise<Result>): Promise<Result>;
  getStore(): { settings: { options: { rootDirectory: string } } };
}

/** What programs read of the environment: those that differ in it do not run beside each other, because a process has one. */
const read = /^(ACCESS_ANALYZER_ORG|AWS|TEST)_/;

/** What became of errors that nobody has caught is for the run to say in which they came up. */
interface Failing {
  failed?: (error: unknown) => void;
}

/** A run whose engine is `gone` counts as over: what it still waits for never comes. */
export function programRunner(): (run: ProgramRun, gone: Promise<void>) => Promise<ProgramEnded> {
  let running = 0;
  let current = "";
  const waiting: (() => void)[] = [];
  const runs = new AsyncLocalStorage<Failing>();
  const ofRuns = new Set<Failing>();
  // An error that belongs to no run concerns each; one of a run that is over none.
  const uncaught = (error: unknown) => {
    const of = runs.getStore();
    for (const { failed } of of === undefined ? ofRuns : [of]) failed?.(error);
  };
  process.on("uncaughtException", uncaught);
  process.on("unhandledRejection", uncaught);

  return async (run, gone) => {
    const environment = JSON.stringify(Object.entries(run.env).filter(([name]) => read.test(name)));
    while (running > 0 && environment !== current) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    if (environment !== current) process.env = { ...run.env };
    current = environment;
    process.chdir(run.pwd);
    const failing: Failing = {};
    ofRuns.add(failing);
    try {
      return await Promise.race([runs.run(failing, () => runOnce(run, failing)), gone.then(() => ({ hasBailed: true }))]);
    } finally {
      delete failing.failed;
      ofRuns.delete(failing);
      running--;
      for (const next of waiting.splice(0)) next();
    }
  };
}

/** As Pulumi's own `cmd/run` and its inline programs do it: all that belongs to a run is in a store of its own. */
async function runOnce(run: ProgramRun, failing: Failing): Promise<ProgramEnded> {
  const fromProgram = createRequire(join(run.pwd, "noop.js"));
  const sdk = <Part>(part: string) => fromProgram(`@pulumi/pulumi/${part}`) as Part; // typed by whoever asks
  const { withLocalStorage, getStore } = sdk<State>("runtime/state");
  const { resetOptions, disconnect } = sdk<typeof settings>("runtime/settings");
  const { setAllConfig } = sdk<typeof config>("runtime/config");
  const { runInPulumiStack } = sdk<typeof stack>("runtime/stack");
  const { error: tell } = sdk<typeof log>("log");
  return withLocalStorage(async () => {
    const { project, stack: name, parallel, engineAddress, monitorAddress, isPreview, organization } = run;
    resetOptions(project, name, parallel, engineAddress, monitorAddress, isPreview, organization);
    getStore().settings.options.rootDirectory = run.rootDirectory;
    setAllConfig(run.config, run.secretKeys);
    const told = new Set<unknown>();
    const failed = AsyncResource.bind((error: unknown) => {
      if (told.has(error)) return;
      told.add(error);
      if (!isOfEngine(error)) void tell(messageOf(error, run.main));
    });
    failing.failed = failed;
    try {
      await runInPulumiStack(() => {
        // The program itself may have changed, and one that is no function does its work when it is loaded.
        Reflect.deleteProperty(fromProgram.cache, run.main);
        const exported: unknown = fromProgram(run.main);
        return Promise.resolve(typeof exported === "function" ? (exported as () => unknown)() : exported);
      });
      await disconnect(true);
    } catch (error) {
      failed(error);
      await disconnect(false);
    }
    return { hasBailed: told.size > 0 };
  });
}

/** A call to an engine that refused something, or is gone: it knows. */
function isOfEngine(error: unknown): boolean {
  return error instanceof Error && "code" in error && "metadata" in error;
}

function messageOf(error: unknown, main: string): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = "__pulumiRunError" in error || ("hideStack" in error && error.hideStack === true);
  return isForPeople ? error.message : `Running program '${main}' failed with an unhandled exception:\n${error.stack ?? error.message}`;
}
