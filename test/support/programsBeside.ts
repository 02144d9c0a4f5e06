import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLoopbackEngine } from "../../dev/bench/loopbackEngine";
import { rootFolder } from "../../dev/engine/location";
import { programRunner } from "../../dev/engine/language-host/programRunner";

/** A program's source, and after how many milliseconds its engine is gone. */
export interface Beside {
  source: string;
  goneAfter?: number;
}

// A process of its own: what programs leave uncaught is nobody else's. Gets programs, runs them beside each other, and tells which have failed.
process.once("message", (programs: Beside[]) => {
  void runAll(programs).then((failed) => process.send?.(failed, () => process.exit()));
});

async function runAll(programs: readonly Beside[]): Promise<boolean[]> {
  const engine = await startLoopbackEngine();
  const folder = mkdtempSync(join(rootFolder, ".scratch", "programs-"));
  const run = programRunner();
  try {
    return await Promise.all(
      programs.map(async ({ source, goneAfter }, index) => {
        const main = join(folder, `program${index}.js`);
        writeFileSync(main, source);
        const gone = new Promise<void>((done) => goneAfter !== undefined && setTimeout(done, goneAfter));
        const place = {
          pwd: folder,
          main,
          rootDirectory: folder,
          project: "project",
          stack: `stack${index}`,
          organization: "organization",
        };
        const engines = { monitorAddress: engine.address, engineAddress: engine.address };
        const asked = { ...place, ...engines, env: process.env, parallel: 4, isPreview: false, config: {}, secretKeys: [] };
        return (await run(asked, gone)).hasBailed;
      }),
    );
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
