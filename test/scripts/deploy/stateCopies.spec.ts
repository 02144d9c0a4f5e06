import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../domain/errors";
import { hasCopy, keepState, mendStates } from "../../../scripts/deploy/stateCopies";

describe("the states of a file backend", () => {
  let folder: string;
  let said: string[];
  const backend = () => ({ folder, project: "p" });
  const state = () => join(folder, "stacks", "p", "security.json");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    said = [];
    mkdirSync(join(folder, "stacks", "p"), { recursive: true });
    writeFileSync(state(), '{"version":3}');
    keepState(backend(), "security");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are put back where half of one was written, and said so", () => {
    writeFileSync(state(), '{"version":3,"che');
    mendStates(backend(), (sentence) => said.push(sentence));
    assert.equal(readFileSync(state(), "utf8"), '{"version":3}');
    assert.match(said.join("\n"), /^security: the state was broken .* put back\.$/);
  });

  it("are left alone where they are whole, however old the copy is", () => {
    writeFileSync(state(), '{"version":3,"more":1}');
    mendStates(backend(), (sentence) => said.push(sentence));
    assert.equal(readFileSync(state(), "utf8"), '{"version":3,"more":1}');
    assert.deepEqual(said, []);
  });

  it("never replace a good copy by a broken state", () => {
    writeFileSync(state(), "");
    keepState(backend(), "security");
    mendStates(backend(), () => undefined);
    assert.equal(readFileSync(state(), "utf8"), '{"version":3}');
  });

  it("that are broken and have no copy stop the deploy, with what to do", () => {
    writeFileSync(join(folder, "stacks", "p", "member-1.json"), "");
    assert.throws(
      () => mendStates(backend(), () => undefined),
      (error: Error) => error instanceof InputError && /stack member-1.*Nothing was changed.*member-1\.json\.bak/.test(error.message),
    );
  });

  it("lose an empty file of attributes, which stops every command, and leave no draft", () => {
    writeFileSync(`${state()}.attrs`, "");
    writeFileSync(`${state()}.bak.attrs`, '{"md5":""}');
    mendStates(backend(), () => undefined);
    assert.equal(existsSync(`${state()}.attrs`), false);
    assert.deepEqual(readdirSync(join(folder, "stacks", "p")).sort(), ["security.json", "security.json.bak.attrs"]);
  });

  it("are not kept beyond their stack", () => {
    rmSync(state());
    keepState(backend(), "security");
    assert.equal(hasCopy(backend(), "security"), false);
  });

  it("of a stack that was never made need no copy", () => {
    keepState(backend(), "member-2");
    mendStates({ folder: join(folder, "nowhere"), project: "p" }, () => undefined);
  });
});
