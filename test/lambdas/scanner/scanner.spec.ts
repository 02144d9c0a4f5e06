import assert from "node:assert/strict";
import { intakeText, parseIntakeMessage } from "../../../domain/findings/intakeMessage";
import type { ScanReport } from "../../../domain/scanner/scanReport";
import { settings, stored } from "../../domain/findings/samples";
import { takeIn } from "../../../domain/findings/takeIn";
import { admin, home, keyArn, member, memberAnalyzer, organizationAnalyzer, refusal, ScannerWorld } from "./world";

describe("the scanner", () => {
  let on: ScannerWorld;
  beforeEach(() => (on = new ScannerWorld()));
  const key = keyArn("one");
  const only = (): ScanReport => {
    assert.equal(on.reports.length, 1, JSON.stringify(on.reports));
    return on.reports[0] ?? assert.fail();
  };

  it("turns a key policy that anybody may use into an opened fact, seconds after the call", async () => {
    on.change(key, true);
    await on.run();
    const report = only();
    assert.deepEqual([report.outcome, report.resource, report.analyzer], ["scanned", key, organizationAnalyzer.arn]);
    assert.deepEqual(report.because, { call: "PutKeyPolicy", at: "2026-11-20T01:00:00.000Z" });
    assert.ok(Date.parse(report.analyzedAt ?? "") - Date.parse(report.because.at) < 10_000);
    const [event = {}] = on.reported();
    const message = parseIntakeMessage(JSON.stringify(event), settings());
    if (message.kind !== "report") return assert.fail(message.kind);
    const [observation = assert.fail()] = message.report.findings;
    const scan = { call: "PutKeyPolicy", at: report.because.at, analyzedAt: report.analyzedAt ?? "" };
    const at = { now: new Date(on.time), decide: () => ({ audience: ["soc"], held: [] }) };
    const [fact, ...others] = stored(takeIn([], { observation, scan }, [], at));
    assert.deepEqual(others, []);
    assert.deepEqual([fact?.state, fact?.pending?.to, fact?.scan], ["open", ["soc"], scan]);
    assert.deepEqual(stored(takeIn(fact === undefined ? [] : [fact], { observation, scan }, [], at)), []);
    assert.equal(on.measured.get("ResourcesScanned"), 1);
    assert.ok((on.measured.get("ScanSeconds") ?? 0) > 0);
  });

  it("tells nothing of a policy that was closed again before the scan", async () => {
    on.change(key, true);
    on.advance(500);
    on.change(key, false);
    await on.run();
    assert.ok(on.reports.length > 0);
    for (const { outcome, findings } of on.reports) assert.deepEqual([outcome, findings], ["scanned", []]);
  });

  it("reports what a closed policy resolved", async () => {
    on.change(key, true);
    await on.run();
    on.change(key, false);
    await on.run();
    assert.deepEqual(
      on.reports.map(({ findings }) => findings.map(({ status }) => status)),
      [["ACTIVE"], ["RESOLVED"]],
    );
  });

  it("scans once for all changes of one resource in a batch, and believes only what is analyzed after the newest", async () => {
    on.change(key, false);
    on.send(on.event(key));
    on.time += 2000;
    on.send(on.event(key, "CreateGrant"));
    on.send(on.event(key, "RevokeGrant"));
    await on.invoke(on.visible());
    assert.equal(on.calls.filter((call) => call.startsWith("StartResourceScan")).length, 1);
    assert.equal(on.queue.length, 1);
    await on.run();
    assert.ok(on.reports.some(({ because }) => because.at === "2026-11-20T01:00:02.000Z"));
  });

  it("does not take an analysis of before the change for the answer", async () => {
    on.takes = 70_000;
    on.change(key, true);
    on.resources.get(key)?.seen.set(organizationAnalyzer.arn, { analyzedAt: "2026-11-20T01:00:00.900Z" });
    await on.run();
    assert.equal(only().outcome, "scanned");
    assert.equal(only().analyzedAt, "2026-11-20T01:01:11.000Z");
    assert.equal(on.calls.filter((call) => call === "GetAnalyzedResource").length, 4);
  });

  it("leaves to the sweep what is not analyzed after a quarter of an hour", async () => {
    on.takes = 3_600_000;
    on.change(key, true);
    on.resources.get(key)?.seen.set(organizationAnalyzer.arn, { analyzedAt: "2026-11-20T00:00:00.000Z" });
    await on.run();
    assert.equal(only().outcome, "leftToSweep");
    assert.match(only().reason ?? "", /analyzed last at 2026-11-20T00/);
    assert.equal(on.calls.filter((call) => call === "GetAnalyzedResource").length, 8);
    assert.equal(on.measured.get("ScansLeftToSweep"), 1);
  });

  it("only starts the scan of what waited in the queue for more than a quarter of an hour", async () => {
    on.change(key, true);
    on.advance(1000);
    on.advance(16 * 60_000);
    await on.invoke();
    assert.deepEqual(on.outcomes(), ["leftToSweep"]);
    assert.match(only().reason ?? "", /waited in the queue for 16 minutes: its scan was started/);
    assert.equal(on.queue.length, 0);
    assert.ok(on.calls.includes("StartResourceScan organization"));
  });

  describe("which analyzer", () => {
    it("is the account's own where the organization's is denied, or does not find what is a member's", async () => {
      for (const name of ["AccessDeniedException", "ResourceNotFoundException"]) {
        on = new ScannerWorld();
        on.scanner.analyzers.push(memberAnalyzer);
        on.fault = (call) => {
          if (call === "StartResourceScan" && on.calls.at(-1)?.endsWith("organization")) throw refusal(name);
        };
        on.change(key, true);
        await on.run();
        assert.deepEqual([only().outcome, only().analyzer], ["scanned", memberAnalyzer.arn]);
      }
    });

    for (const [what, name, status, outcome] of [
      ["is gone", "ResourceNotFoundException", "ACTIVE", "gone"],
      ["is denied", "AccessDeniedException", "ACTIVE", "denied"],
      ["is not supported", "ValidationException", "ACTIVE", "unsupported"],
      ["has no ACTIVE analyzer", "ThrottlingException", "DISABLED", "noAnalyzer"],
      ["has no analyzer", "ThrottlingException", undefined, "noAnalyzer"],
    ] as const) {
      it(`is told at once where the resource ${what}: nothing is tried again`, async () => {
        on.scanner.analyzers.push(memberAnalyzer);
        for (const { arn } of on.scanner.analyzers) {
          if (status === undefined) on.statuses.delete(arn);
          else on.statuses.set(arn, status);
        }
        on.fault = (call) => {
          if (call === "StartResourceScan") throw refusal(name, "because");
        };
        on.change(key, true);
        on.advance(1000);
        await on.invoke();
        assert.equal(only().outcome, outcome);
        assert.match(only().reason ?? "", status === "ACTIVE" ? /organization: .*because/ : /is (DISABLED|not there)/);
        assert.deepEqual(only().findings, []);
        assert.equal(on.queue.length, 0);
      });
    }

    it("is none where none is planned", async () => {
      on.scanner.analyzers.splice(0);
      on.change(key, true);
      await on.run();
      assert.equal(only().outcome, "noAnalyzer");
      assert.ok(!on.calls.some((call) => call.startsWith("Start")));
    });
  });

  describe("where AWS is too busy", () => {
    for (const call of ["GetAnalyzer", "StartResourceScan", "GetAnalyzedResource", "ListFindings"]) {
      it(`tries ${call} again, with a growing delay`, async () => {
        let times = 3;
        on.fault = (one) => {
          if (one === call && times-- > 0) throw refusal(times % 2 === 0 ? "ThrottlingException" : "InternalServerException");
        };
        on.change(key, true);
        await on.run();
        assert.equal(only().outcome, "scanned");
        assert.equal(only().findings.length, 1);
        assert.equal(on.dead.length, 0);
      });

      it(`leaves the change to the sweep where ${call} never works`, async () => {
        on.fault = (one) => {
          if (one === call) throw refusal("ThrottlingException", "Rate exceeded");
        };
        on.change(key, true);
        await on.run();
        assert.equal(only().outcome, "leftToSweep");
        assert.match(only().reason ?? "", /ThrottlingException: Rate exceeded/);
      });
    }

    it("gives the message back where the report or the queue is not taken, and to nobody else's", async () => {
      for (const call of ["PutEvents", "SendMessage"]) {
        on = new ScannerWorld();
        let times = 1;
        on.fault = (one) => {
          if (one === call && times-- > 0) throw refusal("ServiceUnavailable");
        };
        on.change(key, true);
        await on.run();
        assert.deepEqual(on.outcomes(), ["scanned"]);
        assert.equal(on.dead.length, 0);
      }
    });
  });

  describe("what an event leaves out", () => {
    const role = () => ({
      ...on.event(key),
      region: "us-east-1",
      detail: {
        ...{ eventSource: "iam.amazonaws.com", eventName: "UpdateAssumeRolePolicy", eventTime: "2026-11-20T01:00:00Z" },
        requestParameters: { roleName: "partner" },
      },
    });
    const arn = `arn:aws:iam::${member}:role/teams/partner`;

    it("is looked up, and the role scanned at home", async () => {
      on.lookUp = (lookup) => ({ Role: { Arn: lookup.call === "GetRole" ? arn : assert.fail() } });
      on.resources.set(arn, { account: member, resourceType: "AWS::IAM::Role", isPublic: false, seen: new Map() });
      on.send(role());
      await on.run();
      assert.deepEqual([only().outcome, only().resource, only().region], ["scanned", arn, home]);
    });

    for (const [name, outcome] of [
      ["AccessDenied", "denied"],
      ["NoSuchEntityException", "gone"],
      ["Throttling", "leftToSweep"],
    ] as const) {
      it(`is told where it cannot be: ${outcome}`, async () => {
        on.lookUp = () => {
          throw refusal(name);
        };
        on.send(role());
        await on.run();
        assert.deepEqual([only().outcome, only().resource], [outcome, `arn:aws:iam::${member}:role/partner`]);
        assert.match(only().reason ?? "", new RegExp(`GetRole in account ${member}: ${name}`));
        assert.equal(on.calls.filter((call) => call === "GetRole").length, outcome === "leftToSweep" ? 9 : 1);
      });
    }

    it("is counted where nothing can say it, and the log names the call", async () => {
      on.send({ ...on.event(key, "PutKeyPolicy", { requestParameters: null, resources: [], eventID: "e-1" }) });
      await on.run();
      assert.deepEqual(on.reports, []);
      assert.equal(on.measured.get("PolicyChangesUnreadable"), 1);
      assert.match(on.logged.join("\n"), new RegExp(`cannot be told which: PutKeyPolicy: .*"account":"${member}".*"eventID":"e-1"`));
    });
  });

  it("does nothing where it is not on: another account, Region or type of resource, a call that failed", async () => {
    const account = "444444444444";
    on.send({ ...on.event(key.replaceAll(member, account)), account });
    on.send({ ...on.event(key.replaceAll(home, "eu-west-1")), region: "eu-west-1" });
    on.send(on.event(key, "PutKeyPolicy", { errorCode: "AccessDenied" }));
    await on.run();
    on.scanner.resourceTypes = ["AWS::S3::Bucket"];
    on.send(on.event(key));
    await on.run();
    assert.deepEqual([on.reports, on.calls], [[], []]);
  });

  it("leaves what is no message of ours to the dead letters, and does what else is in the batch", async () => {
    for (const text of ["{", '{"kind":"scan"}', '{"kind":"tell"}']) on.send(text);
    on.change(key, true);
    on.advance(1000);
    await on.run();
    assert.deepEqual(on.outcomes(), ["scanned"]);
    assert.equal(on.dead.length, 3);
  });

  it("gives everything back where time is too short, and does nothing", async () => {
    on.change(key, true);
    on.advance(1000);
    await on.invoke(undefined, 20_000);
    assert.deepEqual(on.calls, []);
    assert.equal(on.queue.length, 1);
  });

  it("loses none of 10,000 changes at once: what waits too long is started, and named as left to the sweep", async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => keyArn(`key-${index}`));
    for (const one of all) on.change(one, true);
    on.advance(1000);
    for (let invocations = 0; on.queue.length > 0; invocations++) {
      assert.ok(invocations < 10_000);
      if (on.visible().length > 0) await on.invoke();
      on.advance(1200);
    }
    assert.deepEqual(new Set(on.reports.map(({ resource }) => resource)), new Set(all));
    const many = (outcome: string) => on.outcomes().filter((one) => one === outcome).length;
    assert.ok(many("scanned") > 1000 && many("leftToSweep") > 100, `${many("scanned")} scanned, ${many("leftToSweep")} left to the sweep`);
    assert.equal(many("scanned") + many("leftToSweep"), on.reports.length);
    assert.equal(on.measured.get("ScansLeftToSweep"), many("leftToSweep"));
    assert.equal(on.calls.filter((call) => call.startsWith("StartResourceScan")).length, all.length);
    assert.deepEqual(on.dead, []);
    on.advance(on.takes);
    for (const { seen } of on.resources.values()) assert.ok(seen.get(organizationAnalyzer.arn)?.finding, "Access Analyzer has not looked");
  }).timeout(90_000);

  it("costs the same, however many resources there are", async () => {
    const callsWith = async (others: number) => {
      on = new ScannerWorld();
      for (let number = 0; number < others; number++)
        on.resources.set(keyArn(`other-${number}`), { account: member, resourceType: "AWS::KMS::Key", isPublic: true, seen: new Map() });
      on.change(key, true);
      await on.run();
      return on.calls;
    };
    assert.deepEqual(await callsWith(1000), await callsWith(0));
  });

  describe("the sweep of resources", () => {
    const bucket = (name: string, account = member) =>
      on.resources.set(`arn:aws:s3:::${name}`, { account, resourceType: "AWS::S3::Bucket", isPublic: false, seen: new Map() });

    it("scans every resource where the scanner is on, a part at a time", async () => {
      on.pageSize = 20;
      for (let number = 0; number < 130; number++) bucket(`b${number}`);
      bucket("foreign", admin);
      on.send({ kind: "sweep" });
      await on.run();
      assert.equal(on.reports.length, 130);
      assert.ok(on.reports.every(({ outcome, because }) => outcome === "scanned" && "sweep" in because));
      assert.equal(on.measured.get("ResourceSweepPlanned"), 1);
    });

    it("is begun for the account's buckets by a change of the account's block, and says so", async () => {
      for (const name of ["one", "two"]) bucket(name);
      on.resources.set(key, { account: member, resourceType: "AWS::KMS::Key", isPublic: false, seen: new Map() });
      on.send({
        ...on.event(key),
        detail: {
          ...{ eventSource: "s3.amazonaws.com", eventName: "DeleteAccountPublicAccessBlock", eventTime: "2026-11-20T01:00:00Z" },
          requestParameters: {},
        },
      });
      await on.run();
      assert.deepEqual(on.reports.map(({ resource }) => resource).sort(), ["arn:aws:s3:::one", "arn:aws:s3:::two"]);
      for (const { because } of on.reports) assert.ok("call" in because && because.call === "DeleteAccountPublicAccessBlock");
    });

    it("lists accounts by their own analyzers where the organization has none", async () => {
      on.scanner.analyzers.splice(0, 1, memberAnalyzer);
      bucket("one");
      on.send({ kind: "sweep" });
      await on.run();
      assert.deepEqual(on.outcomes(), ["scanned"]);
    });

    it("counts where nothing can be listed", async () => {
      on.statuses.set(organizationAnalyzer.arn, "DISABLED");
      on.send({ kind: "sweep" });
      await on.run();
      assert.equal(on.measured.get("ScansWithoutAnalyzer"), on.scanner.resourceTypes.length);
    });
  });

  it("is believed by the intake only as our scanner's", () => {
    assert.throws(() => parseIntakeMessage(intakeText({ kind: "report" } as never), settings()), /message.kind/);
  });
});
