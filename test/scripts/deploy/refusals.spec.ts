import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootFolder } from "../../../dev/engine/location";
import { InputError } from "../../../domain/errors";
import { refuseNoPack, refuseOwnHosts, refuseUnknownStacks } from "../../../scripts/deploy/refusals";

describe("what deploy refuses before anything is done", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is a Pulumi.yaml that names what starts programs and policy packs", () => {
    const write = (plugins: string) => writeFileSync(join(folder, "Pulumi.yaml"), `name: own\nruntime: nodejs\n${plugins}`);
    write("plugins:\n  languages:\n    - { name: nodejs, path: ./bin }\n");
    assert.throws(() => refuseOwnHosts(folder), /Pulumi\.yaml: plugins\.languages would start the policy pack .* Nothing was changed\./);
    write("plugins:\n  analyzers:\n    - { name: other, path: ./bin }\n");
    assert.throws(() => refuseOwnHosts(folder), /plugins\.analyzers/);
    write("plugins:\n  providers:\n    - { name: aws, path: ./bin }\n");
    refuseOwnHosts(folder);
    refuseOwnHosts(rootFolder);
  });

  it("is a policy pack that is none", () => {
    assert.throws(() => refuseNoPack(folder), /--policy-pack .*: there is no PulumiPolicy\.yaml in it/);
    assert.equal(refuseNoPack(join(rootFolder, "policypack")), join(rootFolder, "policypack"));
  });

  it("is a stack that nobody knows, with those that there are", () => {
    refuseUnknownStacks(undefined, []);
    refuseUnknownStacks(["security"], ["management", "security"]);
    assert.throws(
      () => refuseUnknownStacks(["securty"], ["management", "security"]),
      (error: Error) => {
        assert.ok(error instanceof InputError);
        return /there is no stack securty\. There are management, security\. Nothing was changed\./.test(error.message);
      },
    );
  });
});
