import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../../dev/engine/location";
import type { Beside } from "../../support/programsBeside";

/** Programs in one process, as the tests' own server runs them. */
describe("programs of several engines in one process", function () {
  this.timeout(60_000);

  /** Which of them have failed. */
  async function failed(...programs: Beside[]): Promise<unknown> {
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    const child = fork(join(rootFolder, "test", "support", "programsBeside.ts"), {
      execArgv: ["-r", "ts-node/register/transpile-only"],
      cwd: rootFolder,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let errors = "";
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    child.send(programs);
    const [answer] = (await Promise.race([once(child, "message"), once(child, "exit").then(() => [errors])])) as [unknown];
    return answer;
  }

  const program = (what: string): string =>
    `const sleep = (ms) => new Promise((done) => setTimeout(done, ms)); module.exports = async () => { ${what} await sleep(300); };`;
  const fine = { source: program("") };
  /** As a call to an engine is refused, while nobody waits for it. */
  const refused = program(`setTimeout(() => Promise.reject(Object.assign(new Error("refused"), { code: 7, metadata: {} })), 50);`);
  const throwing = { source: program(`setTimeout(() => { throw new Error("thrown"); }, 50);`) };

  it("fails the one whose call was refused, and none beside it", async () => {
    assert.deepEqual(await failed(fine, { source: refused }, fine), [false, true, false]);
  });

  it("fails the one that throws where nobody catches it", async () => {
    assert.deepEqual(await failed(fine, throwing), [false, true]);
  });

  it("is not failed by what comes late of one whose engine is gone", async () => {
    assert.deepEqual(await failed({ source: refused, goneAfter: 20 }, fine), [true, false]);
  });
});
