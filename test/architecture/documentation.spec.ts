import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { rootFolder } from "../../dev/engine/location";

const pages = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "dev/engine/README.md", "examples/README.md"],
  ...readdirSync(join(rootFolder, "docs")).map((file) => `docs/${file}`),
];

describe("the documentation", () => {
  for (const page of pages) {
    it(`${page} links to what is there`, () => {
      for (const [, target = ""] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https:\/\//.test(target)) continue;
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? join(rootFolder, page) : join(rootFolder, dirname(page), path);
        assert.ok(existsSync(file), `${target} is not there`);
        const isThere = anchor === undefined || anchorsOf(file).includes(anchor);
        assert.ok(isThere, `${relative(rootFolder, file)} has no heading for #${anchor}`);
      }
    });
  }

  it("docs/README.md names every page", () => {
    const index = read("docs/README.md");
    for (const page of readdirSync(join(rootFolder, "docs"))) if (page !== "README.md") assert.ok(index.includes(`](${page})`), page);
  });

  it("README.md shows the project of examples/whole-organization, and a valid organization.yaml", () => {
    const [pulumi = "", organization = ""] = [...read("README.md").matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    assert.doesNotThrow(() => parseConfiguration(organization, "README.md"));
    const settings = (text: string) => text.split("\n").filter((line) => /^(main|runtime):/.test(line));
    assert.deepEqual(settings(pulumi), settings(read("examples/whole-organization/Pulumi.yaml")));
  });

  it("docs/architecture.md says what each room is", () => {
    const text = read("docs/architecture.md");
    const rooms = readdirSync(rootFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
    for (const { name } of rooms) {
      if (!["bin", "docs", "dist", "coverage", "node_modules"].includes(name)) assert.ok(text.includes(`\`${name}/\``), name);
    }
  });
});

function read(page: string): string {
  return readFileSync(join(rootFolder, page), "utf8");
}

/** Without code: what stands there is no link. */
function proseOf(page: string): string {
  return read(page)
    .replaceAll(/```[\s\S]*?```/g, "")
    .replaceAll(/`[^`\n]*`/g, "");
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  if (statSync(file).isDirectory()) return [];
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
