import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLoopbackEngine, type LoopbackEngine } from "../../../dev/bench/loopbackEngine";
import { programRunner } from "../../../dev/engine/language-host/programRunner";
import { rootFolder } from "../../../dev/engine/location";

const events = ["uncaughtException", "unhandledRejection"] as const;

/** Programs in one process, as the tests' own server runs them. */
describe("programs of several engines in one process", () => {
  const { env, cwd } = { env: process.env, cwd: process.cwd() };
  const listeners = events.map((event) => process.listeners(event as "uncaughtException"));
  let engine: LoopbackEngine;
  let folder: string;
  let run: (source: string, gone?: Promise<void>) => Promise<boolean>;

  before(async () => {
    engine = await startLoopbackEngine();
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    folder = mkdtempSync(join(rootFolder, ".scratch", "programs-"));
    // The test runner's own would fail the test for what a program leaves uncaught.
    for (const event of events) process.removeAllListeners(event);
    const runOne = programRunner();
    let number = 0;
    run = async (source, gone = new Promise(() => undefined)) => {
      const main = join(folder, `program${++number}.js`);
      writeFileSync(main, source);
      const place = { pwd: folder, main, rootDirectory: folder, project: "project", stack: `stack${number}`, organization: "organization" };
      const { address } = engine;
      const asked = { ...place, env, parallel: 4, isPreview: false, monitorAddress: address, engineAddress: address, config: {} };
      return (await runOne({ ...asked, secretKeys: [] }, gone)).hasBailed;
    };
  });
  after(() => {
    for (const [index, event] of events.entries()) {
      process.removeAllListeners(event);
      for (const listener of listeners[index] ?? []) process.on(event as "uncaughtException", listener);
    }
    process.env = env;
    process.chdir(cwd);
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const waits = (what: string) =>
    `const sleep = (ms) => new Promise((done) => setTimeout(done, ms)); module.exports = async () => { ${what} };`;
  /** As a call to an engine is refused, while nobody waits for it. */
  const refused = `setTimeout(() => Promise.reject(Object.assign(new Error("refused"), { code: 7, metadata: {} })), 50);`;

  it("fails the one whose call was refused, and none beside it", async () => {
    const [fine, failing, other] = await Promise.all([
      run(waits("await sleep(300);")),
      run(waits(`${refused} await sleep(300);`)),
      run(waits("await sleep(300);")),
    ]);
    assert.deepEqual([fine, failing, other], [false, true, false]);
  });

  it("fails the one that throws where nobody catches it", async () => {
    const [fine, failing] = await Promise.all([
      run(waits("await sleep(300);")),
      run(waits(`setTimeout(() => { throw new Error("thrown"); }, 50); await sleep(300);`)),
    ]);
    assert.deepEqual([fine, failing], [false, true]);
  });

  it("is not failed by what comes late of one whose engine is gone", async () => {
    const gone = new Promise<void>((done) => setTimeout(done, 20));
    const [killed, fine] = await Promise.all([run(waits(`${refused} await sleep(10_000);`), gone), run(waits("await sleep(300);"))]);
    assert.deepEqual([killed, fine], [true, false]);
  });
});
