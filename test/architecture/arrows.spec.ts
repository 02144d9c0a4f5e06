import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { rootFolder } from "../../dev/engine/location";

/** docs/architecture.md, as a table: what each room may import beside itself. Written again here, so that a slip of the rules is seen. */
const arrows: Record<string, string[]> = {
  domain: [],
  aws: ["domain"],
  components: ["domain"],
  stacks: ["components", "domain"],
  policypack: ["aws", "domain"],
  lambdas: ["aws", "domain"],
  scripts: ["aws", "domain"],
  examples: [],
  "dev/sandbox": [],
  "dev/engine": ["scripts"],
  "dev/aws-provider": ["dev/engine"],
  "dev/demo": ["aws", "domain", "scripts", "dev/engine", "dev/sandbox", "dev/aws-provider"],
};
const rooms = [...Object.keys(arrows), "dev/bench", "test"];

/** Every way in which one file can name another. */
const ways: Record<string, (module: string) => string> = {
  import: (module) => `import { thing } from "${module}";\nconsole.log(thing);\n`,
  type: (module) => `import type { Thing } from "${module}";\nexport type Other = Thing;\n`,
  export: (module) => `export * from "${module}";\n`,
  dynamic: (module) => `void import("${module}");\n`,
  require: (module) => `console.log(require("${module}"));\n`,
  resolve: (module) => `console.log(require.resolve("${module}"));\n`,
  typeImport: (module) => `export type Other = import("${module}").Thing;\n`,
  importRequire: (module) => `import thing = require("${module}");\nconsole.log(thing);\n`,
};

describe("the arrows between rooms", function () {
  this.timeout(60_000);
  let folder: string;
  /** `rule from to`, for every violation among the probes. */
  const violations = new Set<string>();

  before(() => {
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    folder = mkdtempSync(join(rootFolder, ".scratch", "arrows-"));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    write("package.json", "{}");
    for (const room of rooms) write(targetIn(room), "export type Thing = string;\nexport const thing = 1;\n");
    for (const room of rooms) {
      for (const [way, text] of Object.entries(ways)) {
        const up = room.includes("/") ? "../../" : "../";
        for (const other of rooms) write(probe(room, way, other), text(`${up}${targetIn(other).replace(/\.ts$/, "")}`));
        for (const module of impure) write(probe(room, way, module), text(module));
      }
    }
    write("domain/proof/signature.ts", 'import "node:crypto";\nimport "node:fs";\n');
    write("domain/proof/other.ts", 'import "node:crypto";\n');
    write("domain/circleA.ts", 'import type { B } from "./circleB";\nexport type A = B;\n');
    write("domain/circleB.ts", 'import type { A } from "./circleA";\nexport type B = A;\n');
    for (const violation of violationsIn(folder)) violations.add(violation);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [room, allowed] of Object.entries(arrows)) {
    for (const way of Object.keys(ways)) {
      it(`${room}: ${way} reaches ${["itself", ...allowed].join(", ")} and nothing else`, () => {
        for (const other of rooms) {
          const isAllowed = other === room || allowed.includes(other);
          assert.equal(violations.has(`${probe(room, way, other)} ${targetIn(other)}`), !isAllowed, `${room} -> ${other}`);
        }
      });
    }
  }

  for (const way of Object.keys(ways)) {
    it(`domain: ${way} reaches no Pulumi, no AWS client, no file and no process`, () => {
      for (const module of impure) {
        const refused = [...violations].some((violation) => violation.startsWith(`${probe("domain", way, module)} `));
        assert.equal(refused, module !== "zod", module);
      }
    });
  }

  it("domain: what verifies a proof's signature reaches node:crypto, and nothing more of Node", () => {
    const reached = [...violations].filter((violation) => violation.startsWith("domain/proof/")).sort();
    assert.deepEqual(reached, ["domain/proof/other.ts crypto", "domain/proof/signature.ts fs"]);
  });

  it("refuses a circle, of types alone too", () => {
    assert.ok(violations.has("domain/circleA.ts domain/circleB.ts"));
  });

  it("holds for every room that there is", () => {
    const others = ["bin", "docs", "test", "coverage", "dist", "node_modules"];
    const folders = (parent: string) =>
      readdirSync(join(rootFolder, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
        .map(({ name }) => (parent === "." ? name : `${parent}/${name}`));
    const found = folders(".").flatMap((name) => (name === "dev" ? folders("dev") : [name]));
    assert.deepEqual(
      found.filter((name) => ![...others, "dev/bench", "dev/node_modules"].includes(name)).sort(),
      Object.keys(arrows).sort(),
    );
  });
});

const impure = ["@pulumi/pulumi", "@pulumi/aws", "@aws-sdk/client-sts", "node:fs", "fs", "node:child_process", "https", "zod"];

/** Where a room can be imported: dev/engine may reach what the installed product has of the engine, and no more of scripts. */
function targetIn(room: string): string {
  return room === "scripts" ? "scripts/pulumi/thing.ts" : `${room}/thing.ts`;
}

function probe(room: string, way: string, target: string): string {
  return `${room}/${way}-${target.replaceAll(/\W/g, "-")}.ts`;
}

/** The command line of `npm run lint`, over the probes. */
function violationsIn(folder: string): string[] {
  const command = join(rootFolder, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const rules = join(folder, "rules.cjs");
  writeFileSync(
    rules,
    `const { forbidden, options } = require(${JSON.stringify(join(rootFolder, ".dependency-cruiser.cjs"))});
     module.exports = { forbidden, options: { ...options, exclude: undefined, tsConfig: undefined } };`,
  );
  const args = [
    command,
    "--config",
    rules,
    "--output-type",
    "json",
    ...new Set([...rooms, "domain"].map((room) => room.split("/")[0] ?? room)),
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  assert.equal(status, 0, stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; to: string }[] } }; // the tool's own format
  return summary.violations.map(({ from, to }) => `${from} ${to}`);
}
