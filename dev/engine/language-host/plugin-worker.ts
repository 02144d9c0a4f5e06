import { createRequire } from "node:module";
import { join } from "node:path";
import { loadLazily } from "./lazyModules";
import { packLoader } from "./packLoader";
import type { Opened } from "./pluginWorkers";

// One process of a plugin, which serves all engines that ask for it in the same environment: see pluginWorkers.ts.

loadLazily("@npmcli/arborist");
const [way, module = ""] = process.argv.slice(2);
const load = createRequire(join(process.cwd(), "noop.js"));
const loadPack = packLoader();
const closing = new Map<number, () => void>();
let printed: Promise<number> | undefined;

process.on("message", ({ open, close }: { open?: number; close?: number }) => {
  if (open !== undefined)
    void opened(open).then(
      (port) => process.send?.({ id: open, port } satisfies Opened),
      (error: unknown) => process.send?.({ id: open, error: String(error) } satisfies Opened),
    );
  if (close !== undefined) {
    closing.get(close)?.();
    closing.delete(close);
  }
});

async function opened(id: number): Promise<number> {
  if (way === "printed") return (printed ??= portPrintedBy(module));
  if (way === "pack") {
    const { port, close } = await loadPack(module);
    closing.set(id, close);
    return port;
  }
  const { serve } = load(module) as { serve: () => Promise<{ port: number; close: () => void }> };
  const { port, close } = await serve();
  closing.set(id, close);
  return port;
}

/** The module takes the engine's address for its argument, and does nothing with it. */
function portPrintedBy(file: string): Promise<number> {
  return new Promise((resolve) => {
    console.log = (text: string) => resolve(Number(text));
    process.argv.splice(2, Infinity, "127.0.0.1:0");
    load(file);
  });
}
