import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackFile } from "../../../scripts/pulumi";

describe("the file of a stack", () => {
  it("is beside Pulumi.yaml, where that says, or where the command says", () => {
    const folder = mkdtempSync(join(tmpdir(), "project-"));
    const project = { folder, engine: { pulumi: "none", path: "" } };
    const write = (more: string) => writeFileSync(join(folder, "Pulumi.yaml"), `name: p\nruntime: nodejs\n${more}`);
    write("");
    assert.equal(stackFile(project, "security"), join(folder, "Pulumi.security.yaml"));
    write("stackConfigDir: stacks\n");
    assert.equal(stackFile(project, "security"), join(folder, "stacks", "Pulumi.security.yaml"));
    assert.equal(stackFile({ ...project, configFolder: "/elsewhere" }, "security"), "/elsewhere/Pulumi.security.yaml");
    rmSync(folder, { recursive: true });
  });
});
