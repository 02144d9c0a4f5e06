import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../domain/errors";
import { moveAdministrator } from "../../../scripts/deploy/moveAdministrator";
import { refuseWithRoad } from "../../../scripts/pulumi/roadInState";
import { run } from "../../support/commandLine";
import { configuration, configurationText, inventory, member } from "../../support/organization";

const advice =
  /The stack "security" holds the findings road, .* Take notifications out of organization\.yaml, run `access-analyzer-org deploy`, which deletes the road/;

/** Beside an engine that knows one stack, and writes down what else it is asked for. */
describe("while the findings road stands, nobody drops its stack", () => {
  let folder: string;
  let project: { folder: string; engine: { pulumi: string; path: string } };
  const file = (name: string) => join(folder, name);
  const asked = () => (existsSync(file("asked")) ? readFileSync(file("asked"), "utf8").trim().split("\n") : []);
  const holds = (...types: string[]) => {
    const resources = types.map((type, index) => ({ type, urn: `urn:pulumi:security::p::${type}::${index}` }));
    writeFileSync(file("state.json"), JSON.stringify({ version: 3, deployment: { resources } }));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    const answers = [
      `version*) echo v3.999.0;;`,
      `"stack ls"*) echo '[{"name":"security"}]';;`,
      `"stack export"*) cat '${file("state.json")}';;`,
      `*) echo "$*" >> '${file("asked")}'; exit 9;;`,
    ];
    writeFileSync(file("pulumi"), `#!/bin/sh\ncase "$*" in\n${answers.join("\n")}\nesac\n`, { mode: 0o755 });
    writeFileSync(file("pulumi-language-nodejs"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(file("Pulumi.yaml"), "name: own\nruntime: nodejs\n");
    writeFileSync(file("organization.yaml"), configurationText());
    project = { folder, engine: { pulumi: file("pulumi"), path: folder } };
    holds("pulumi:pulumi:Stack", "access-analyzer-org:findings:TopicKey");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("neither retire --everything, which says what to do first", async () => {
    const { code, stderr } = await run(["retire", "--everything", "--yes"], folder, { PATH: `${folder}:${process.env["PATH"] ?? ""}` });
    assert.equal(code, 3, stderr);
    assert.match(stderr, advice);
    assert.deepEqual(asked(), []);
  });

  it("nor deploy --move-administrator, before it asks, writes or calls", async () => {
    const untouched = new Proxy({} as never, {
      get() {
        throw new Error("no call was to be made");
      },
    });
    const moving = moveAdministrator({
      ...{ config: configuration(), from: member, project, known: ["management", "security"], inventory: inventory() },
      ...{ file: file("inventory.json"), management: untouched, yes: true, signal: new AbortController().signal },
      say: (sentence) => assert.fail(sentence),
    });
    await assert.rejects(moving, (error) => error instanceof InputError && advice.test(error.message));
    assert.deepEqual([asked(), existsSync(file("inventory.json"))], [[], false]);
  });

  it("but without it, or without the stack, nothing is refused", async () => {
    await refuseWithRoad(project, ["management"], "this");
    holds("pulumi:pulumi:Stack", "access-analyzer-org:index:ProofKey");
    await refuseWithRoad(project, ["security"], "this");
  });
});
