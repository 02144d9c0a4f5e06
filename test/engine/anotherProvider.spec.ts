import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { writeLauncher } from "../../dev/aws-provider/install";
import { rootFolder } from "../../dev/engine/location";
import { requireEngine } from "../support/engineProject";

// What stands in anotherProvider/ runs under it alone. test/support/providerDifferences.ts is the table of what may differ between providers for package `aws`; everything else must hold.
describe("The engine tests under another provider for package aws", function () {
  this.timeout(600_000);
  before(async function () {
    await requireEngine(this);
  });

  it("pass with a second build that differs in every row of the table (AWS_PROVIDER_PLUGIN)", async () => {
    const plugin = join(rootFolder, ".scratch", "another-pulumi-resource-aws");
    await writeLauncher(plugin, "other");
    const env = {
      ...process.env,
      AWS_PROVIDER_PLUGIN: plugin,
      NODE_V8_COVERAGE: undefined,
      TEST_SUMMARY_FILE: undefined,
    };
    const mocha = join(rootFolder, "node_modules", "mocha", "bin", "mocha.js");
    const child = spawn(
      process.execPath,
      [mocha, "--reporter", "dot", "test/engine/anotherProvider/parts.spec.ts", "test/dev/aws-provider/engine.spec.ts"],
      { cwd: rootFolder, env },
    );
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const [code] = (await once(child, "exit")) as [number | null]; // the event's first argument
    assert.equal(code, 0, printed);
    assert.match(printed, /[1-9]\d* passing/);
  });
});
