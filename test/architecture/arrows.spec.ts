import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { rootFolder } from "../../dev/engine/location";

/** docs/architecture.md, as a table: what each room may import beside itself. */
const arrows: Record<string, string[]> = {
  domain: [],
  aws: ["domain"],
  components: ["domain"],
  stacks: ["components", "domain"],
  scripts: ["aws", "domain", "engine"],
  engine: [],
  sandbox: ["engine"],
  demo: ["aws", "domain", "scripts", "engine", "sandbox"],
  examples: [],
};
const rooms = [...Object.keys(arrows), "bench", "test"];
const arrowRules = ["no-restricted-imports", "no-restricted-syntax"];

/** Every way in which one file can name another. */
const ways: Record<string, (module: string) => string> = {
  "a static import": (module) => `import { thing } from "${module}";\nconsole.log(thing);\n`,
  "a type": (module) => `import type { Thing } from "${module}";\nexport type Other = Thing;\n`,
  "an export": (module) => `export * from "${module}";\n`,
  "import()": (module) => `void import("${module}");\n`,
  "require()": (module) => `console.log(require("${module}"));\n`,
  "require.resolve()": (module) => `console.log(require.resolve("${module}"));\n`,
  "a type's import": (module) => `export type Other = import("${module}").Thing;\n`,
  "import = require()": (module) => `import thing = require("${module}");\nconsole.log(thing);\n`,
};

describe("the arrows between rooms", function () {
  this.timeout(60_000);
  const eslint = new ESLint({ cwd: rootFolder });

  /** Whether the arrow rules refuse the module in a file of the room. */
  async function isRefused(room: string, text: string, file = "probe.ts"): Promise<boolean> {
    const results = await eslint.lintText(text, { filePath: join(rootFolder, room, file) });
    return results.flatMap(({ messages }) => messages).some(({ ruleId }) => arrowRules.includes(ruleId ?? ""));
  }

  for (const [room, allowed] of Object.entries(arrows)) {
    for (const [way, write] of Object.entries(ways)) {
      it(`${room}: ${way} reaches ${["itself", ...allowed].join(", ")} and nothing else`, async () => {
        for (const other of rooms) {
          const isAllowed = other === room || allowed.includes(other);
          assert.equal(await isRefused(room, write(`../${other}/thing`)), !isAllowed, `${room} -> ${other}`);
          assert.equal(await isRefused(room, write(`../../${other}`), "deeper/probe.ts"), !isAllowed, `${room}/deeper -> ${other}`);
        }
      });
    }
  }

  for (const [way, write] of Object.entries(ways)) {
    it(`domain: ${way} reaches no Pulumi, no AWS client, no file and no process`, async () => {
      for (const module of ["@pulumi/pulumi", "@pulumi/aws", "@aws-sdk/client-sts", "node:fs", "fs", "node:child_process", "https"]) {
        assert.equal(await isRefused("domain", write(module)), true, module);
      }
      assert.equal(await isRefused("domain", write("zod")), false);
    });

    it(`the product: ${way} does not reach the sandbox's package`, async () => {
      for (const room of ["domain", "aws", "components", "stacks", "scripts", "engine"]) {
        assert.equal(await isRefused(room, write("access-analyzer-org-sandbox/server")), true, room);
      }
    });
  }

  it("holds for every room that there is", () => {
    const others = ["bin", "docs", "bench", "test", "coverage", "dist", "node_modules"];
    const folders = readdirSync(rootFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
    assert.deepEqual(
      folders.map(({ name }) => name).filter((name) => !others.includes(name)).sort(),
      Object.keys(arrows).sort(),
    );
  });
});
