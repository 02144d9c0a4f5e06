import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../domain/errors";
import { holdLockFile } from "../../../scripts/deploy/deployLock";
import { engineRecords, recordEngine, type EngineRecord } from "../../../scripts/deploy/engineRecords";
import { thisPlace, type ProcessPlace } from "../../../scripts/deploy/processPlace";
import { isStaleLock } from "../../../scripts/deploy/staleLock";

const here: ProcessPlace = { host: "ci-1", bootId: "boot-1", pidNamespace: "pid:[1]" };
const dead = () => false;
const alive = () => true;

describe("the lock of a killed engine", () => {
  const said = (...holders: string[]) =>
    `error: the stack is currently locked by ${holders.length} lock(s). Either wait\n${holders.map((holder) => `file:///x.json:\n  created by ${holder} at 2026-11-22T22:50:58Z`).join("\n")}`;
  const record = (more: Partial<EngineRecord> = {}): EngineRecord => ({ ...here, pid: 12, started: "2026-11-22T22:50:57.100Z", ...more });

  it("is stale when every holder was started here and has ended", () => {
    assert.equal(isStaleLock(said("anna@ci-1 (pid 12)"), [record()], here, dead), true);
    assert.equal(isStaleLock(said("anna@ci-1 (pid 12)", "anna@ci-1 (pid 13)"), [record(), record({ pid: 13 })], here, dead), true);
  });

  const respected: { name: string; records: EngineRecord[]; place?: ProcessPlace | undefined; isAlive?: () => boolean }[] = [
    { name: "whose holder lives", records: [record()], isAlive: alive },
    { name: "that nobody here has written down", records: [] },
    { name: "of another process", records: [record({ pid: 13 })] },
    { name: "of another host", records: [record({ host: "ci-2" })] },
    { name: "from before the last boot", records: [record({ bootId: "boot-0" })] },
    { name: "of another container on the same host, with the same name", records: [record({ pidNamespace: "pid:[2]" })] },
    { name: "of a later process with the same id", records: [record({ started: "2026-11-22T21:00:00Z" })] },
    { name: "of an earlier process with the same id", records: [record({ started: "2026-11-22T22:55:00Z" })] },
    { name: "where this system does not say where a process id is from", records: [record()], place: undefined },
  ];
  for (const { name, records, isAlive = dead, ...rest } of respected) {
    it(`is respected: one ${name}`, () => {
      const place = "place" in rest ? rest.place : here;
      // The default would be this machine's own place.
      const at = place ?? { host: "", bootId: "", pidNamespace: "" };
      assert.equal(isStaleLock(said("anna@ci-1 (pid 12)"), records, at, isAlive), false);
    });
  }

  it("is respected where one of two holders is not known to be gone, or the backend does not tell whose it is", () => {
    assert.equal(isStaleLock(said("anna@ci-1 (pid 12)", "anna@ci-2 (pid 13)"), [record()], here, dead), false);
    assert.equal(isStaleLock("error: [409] Conflict: Another update is currently in progress.", [record()], here, dead), false);
    assert.equal(
      isStaleLock("error: the stack is currently locked by 2 lock(s).\n created by anna@ci-1 (pid 12) at x", [record()], here, dead),
      false,
    );
  });
});

describe("locks on this machine", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    file = join(folder, "state", ".pulumi", "deploy.lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("have what engines were started by, a bounded number of them", function () {
    if (thisPlace() === undefined) this.skip();
    for (let pid = 1; pid <= 120; pid++) recordEngine("member-1", pid, folder);
    const records = engineRecords("member-1", folder);
    assert.ok(records.length <= 100 && records.length >= 50, `${records.length}`);
    assert.equal(records.at(-1)?.pid, 120);
    assert.equal(records.at(-1)?.bootId, thisPlace()?.bootId);
    assert.deepEqual(engineRecords("member-2", folder), []);
  });

  it("keep a second deploy out, and say who is in since when and how to lift it", () => {
    const letGo = holdLockFile(file);
    assert.throws(
      () => holdLockFile(file),
      (error: Error) =>
        error instanceof InputError &&
        new RegExp(
          `Another deploy is under way, by \\S+@\\S+ \\(pid ${process.pid}\\) since \\d{4}-.*Nothing was changed.*rm "${file}"`,
        ).test(error.message),
    );
    letGo();
    assert.equal(existsSync(file), false);
    holdLockFile(file)();
  });

  it("are taken from a deploy that is certainly gone, and from no other", () => {
    const lock = (place: ProcessPlace | undefined) => {
      holdLockFile(file, place);
      return place;
    };
    lock(here);
    assert.throws(() => holdLockFile(file, here, alive), InputError);
    assert.throws(() => holdLockFile(file, { ...here, bootId: "boot-2" }, dead), InputError);
    assert.throws(() => holdLockFile(file, { ...here, pidNamespace: "pid:[2]" }, dead), InputError);
    assert.throws(() => holdLockFile(file, { ...here, host: "ci-2" }, dead), InputError);
    const letGo = holdLockFile(file, here, dead);
    assert.deepEqual(readdirSync(join(file, "..")), ["deploy.lock"]);
    letGo();
  });

  it("are left where nobody can read who holds them", () => {
    holdLockFile(file)();
    writeFileSync(file, "garbage");
    assert.throws(() => holdLockFile(file, here, dead), /by a process that the lock does not name\..*rm/);
    assert.equal(readFileSync(file, "utf8"), "garbage");
  });

  it("that are not ours any more are not let go of", () => {
    const letGo = holdLockFile(file);
    writeFileSync(file, "another's");
    letGo();
    assert.equal(readFileSync(file, "utf8"), "another's");
  });

  it("refuse a backend that cannot be written to, before anything is changed", () => {
    writeFileSync(join(folder, "state"), "a file where the backend's folder should be");
    assert.throws(() => holdLockFile(file), /cannot be written: .*nothing was changed\./);
  });
});
