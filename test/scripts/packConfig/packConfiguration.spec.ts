import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../domain/errors";
import { readPackSettings } from "../../../scripts/packConfig/packConfiguration";

describe("own settings of the policy pack", () => {
  const folder = mkdtempSync(join(tmpdir(), "pack-settings-"));
  const file = join(folder, "policy-pack.json");
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (settings: object) => {
    writeFileSync(file, JSON.stringify(settings));
    return readPackSettings(file);
  };
  const proof = (name: string) => ({ file: name, publicKeys: ["key"], organizationId: "o-exampleorgid" });

  it("name the proof from their own folder, whichever the command or the pack runs in", () => {
    const settings = (name: string) => ({ "analyzer-required": { proof: proof(name) }, "analyzer-required-notes": { proof: proof(name) } });
    assert.deepEqual(read(settings("coverage.json")), settings(join(folder, "coverage.json")));
    assert.deepEqual(read(settings("/proofs/coverage.json")), settings("/proofs/coverage.json"));
  });

  it("are taken as they are otherwise, what the pack itself will refuse too", () => {
    for (const settings of [
      { all: "disabled", "analyzer-required": "advisory" },
      { "analyzer-required": { accountId: "333333333333" } },
      { "analyzer-required": { proof: "coverage.json" } },
      { "analyzer-required": { proof: { file: 5 } } },
    ])
      assert.deepEqual(read(settings), settings);
  });

  it("of a policy that there is not are refused", () => {
    assert.throws(() => read({ "analyser-required": {} }), InputError);
  });
});
