import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { packLoader, type OpenPack } from "../../../dev/engine/language-host/packLoader";
import { rootFolder } from "../../../dev/engine/location";

/** Counts how often its own module was asked, which a process of its own would do once. */
const pack = `
const { PolicyPack } = require("@pulumi/policy");
const { counted } = require("./counted");
new PolicyPack("counting", { policies: [{ name: "policy", description: counted(), validateStack: () => undefined }] });
`;

describe("The loader of policy packs", () => {
  let folder: string;
  const kept = process.cwd();
  const open: OpenPack[] = [];

  before(() => {
    mkdirSync(join(rootFolder, ".engine"), { recursive: true });
    // Inside the clone, so that the pack finds its SDK.
    folder = mkdtempSync(join(rootFolder, ".engine", "test-"));
    writeFileSync(join(folder, "package.json"), '{ "name": "counting", "version": "1.2.3" }');
    writeFileSync(join(folder, "counted.js"), "let count = 0;\nexports.counted = () => String(++count);\n");
    writeFileSync(join(folder, "index.js"), pack);
    // From where the SDK reads the pack's version.
    process.chdir(folder);
  });
  after(() => {
    process.chdir(kept);
    for (const { close } of open) close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("opens one for each engine, with modules of its own, also for two at once", async () => {
    const load = packLoader();
    open.push(...(await Promise.all([load(folder), load(folder)])));
    assert.notEqual(open[0]?.port, open[1]?.port);
    for (const { port } of open) {
      const info = await infoOf(port);
      assert.deepEqual([info.getName(), info.getVersion()], ["counting", "1.2.3"]);
      assert.deepEqual(
        info.getPoliciesList().map((policy) => policy.getDescription()),
        ["1"],
      );
    }
  });

  it("closes one and leaves the others", async () => {
    const [first, second] = open;
    first?.close();
    await assert.rejects(infoOf(first?.port ?? 0), /UNAVAILABLE/);
    assert.equal((await infoOf(second?.port ?? 0)).getName(), "counting");
  });

  it("says why one cannot be loaded, and loads the next one", async () => {
    const load = packLoader();
    await assert.rejects(load(join(folder, "nowhere")), /ENOENT/);
    writeFileSync(join(folder, "broken.js"), 'throw new Error("broken");');
    await assert.rejects(load(join(folder, "broken.js")), /broken/);
    open.push(await load(folder));
    assert.equal((await infoOf(open.at(-1)?.port ?? 0)).getName(), "counting");
  });
});

function infoOf(port: number): Promise<AnalyzerInfo> {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const empty = () => Buffer.alloc(0);
  const read = (bytes: Buffer) => AnalyzerInfo.deserializeBinary(bytes);
  return new Promise<AnalyzerInfo>((resolve, reject) => {
    client.makeUnaryRequest("/pulumirpc.Analyzer/GetAnalyzerInfo", empty, read, {}, (error, info) =>
      info === undefined ? reject(error ?? new Error("no answer")) : resolve(info),
    );
  }).finally(() => client.close());
}
