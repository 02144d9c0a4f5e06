import type * as grpc from "@grpc/grpc-js";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";

export interface OpenPack {
  port: number;
  close: () => void;
}

/**
 * Loads policy packs for many engines into this process, each anew as in a process of its own: what a pack and the SDK of packs keep in their modules is
 * of one engine. What those load in turn (Pulumi's SDK, AWS's) is loaded once.
 */
export function packLoader(): (folder: string) => Promise<OpenPack> {
  let before: Promise<unknown> = Promise.resolve();
  return (folder) => {
    const pack = before.then(() => loadPack(folder));
    before = pack.catch(() => undefined);
    return pack;
  };
}

/** One at a time: a pack serves when it is loaded, and prints its port. */
async function loadPack(given: string): Promise<OpenPack> {
  const folder = realpathSync(given);
  const fromPack = createRequire(join(folder, "noop.js"));
  const isOfPack = (file: string) =>
    (file.startsWith(`${folder}${sep}`) && !file.startsWith(join(folder, "node_modules"))) || /[\\/]@pulumi[\\/]policy[\\/]/.test(file);
  for (const file of Object.keys(fromPack.cache)) if (isOfPack(file)) Reflect.deleteProperty(fromPack.cache, file);

  const { Server } = createRequire(fromPack.resolve("@pulumi/policy"))("@grpc/grpc-js") as typeof grpc;
  const { bindAsync } = Server.prototype;
  const { log } = console;
  let server: grpc.Server | undefined;
  try {
    Server.prototype.bindAsync = function (...args) {
      server = this; // eslint-disable-line @typescript-eslint/no-this-alias -- nobody else has it
      return bindAsync.apply(this, args);
    };
    const port = await new Promise<number>((resolve, reject) => {
      console.log = (text: string) => resolve(Number(text));
      // As the SDK's own runner does it; what the pack exports counts for nothing.
      Promise.resolve(fromPack(folder)).catch(reject);
    });
    return { port, close: () => server?.forceShutdown() };
  } finally {
    Server.prototype.bindAsync = bindAsync;
    console.log = log;
  }
}
