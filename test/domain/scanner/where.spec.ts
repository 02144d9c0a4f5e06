import assert from "node:assert/strict";
import type { ScannerSettings } from "../../../domain/findings/settings";
import { accountId, region } from "../../../domain/identifiers";
import { delayAfter } from "../../../domain/scanner/delays";
import { together } from "../../../domain/scanner/together";
import { outcomeOf, refusalOf, type Refusal } from "../../../domain/scanner/verdict";
import { analyzersFor, isOn, listings } from "../../../domain/scanner/where";

const [admin, member, other] = ["222222222222", "333333333333", "444444444444"].map(accountId) as [never, never, never];
const [home, away] = ["eu-central-1", "eu-west-1"].map(region) as [never, never];
const analyzer = (account: typeof member, at: typeof home, type: "ORGANIZATION" | "ACCOUNT") => ({
  ...{ arn: `arn:aws:access-analyzer:${String(at)}:${String(account)}:analyzer/${type}`, account, region: at, type },
});
const scanner: ScannerSettings = {
  places: { [member]: [home, away], [other]: [away] },
  resourceTypes: ["AWS::S3::Bucket", "AWS::IAM::Role"],
  analyzers: [
    analyzer(member, home, "ACCOUNT"),
    analyzer(other, home, "ACCOUNT"),
    analyzer(admin, away, "ORGANIZATION"),
    analyzer(admin, home, "ORGANIZATION"),
  ],
};

describe("where the scanner scans", () => {
  it("is asked of the organization's analyzer in the Region, then of the account's own", () => {
    const asked = (account: typeof member, at: typeof home) => analyzersFor(scanner, { account, region: at }).map((one) => one.arn);
    assert.deepEqual(asked(member, home), [scanner.analyzers[3]?.arn, scanner.analyzers[0]?.arn]);
    assert.deepEqual(asked(member, away), [scanner.analyzers[2]?.arn]);
    assert.deepEqual(asked(admin, home), [scanner.analyzers[3]?.arn]);
  });

  it("is where it is on, roles wherever the account is", () => {
    const on = (account: typeof member, at: typeof home, resourceType = "AWS::S3::Bucket") =>
      isOn(scanner, { account, region: at, resourceType });
    assert.deepEqual([on(member, home), on(other, home), on(admin, home), on(member, home, "AWS::KMS::Key")], [true, false, false, false]);
    assert.deepEqual([on(other, home, "AWS::IAM::Role"), on(admin, home, "AWS::IAM::Role")], [true, false]);
  });

  it("is listed by type and Region, roles at home alone", () => {
    assert.deepEqual(listings(scanner, home), [
      { region: home, resourceType: "AWS::S3::Bucket" },
      { region: away, resourceType: "AWS::S3::Bucket" },
      { region: home, resourceType: "AWS::IAM::Role" },
    ]);
    assert.deepEqual(listings({ ...scanner, places: {} }, home), []);
  });
});

describe("what a refused scan says", () => {
  const refused = (...kinds: Refusal["refusal"][]) => outcomeOf(kinds.map((refusal, index) => ({ refusal, reason: `r${index}` })));
  for (const [asked, outcome] of [
    [["notFound"], "gone"],
    [["denied"], "denied"],
    [["unsupported"], "unsupported"],
    [["noAnalyzer"], "noAnalyzer"],
    [["denied", "notFound"], "gone"],
    [["notFound", "denied"], "denied"],
    [["notFound", "noAnalyzer"], "gone"],
    [["denied", "noAnalyzer"], "denied"],
    [["noAnalyzer", "noAnalyzer"], "noAnalyzer"],
    [[], "noAnalyzer"],
  ] as [Refusal["refusal"][], string][])
    it(`is ${outcome} where analyzers say ${asked.join(", ") || "nothing"}: the account's own has the last word`, () => {
      assert.equal(refused(...asked).outcome, outcome);
      assert.equal(refused(...asked).reason, asked.map((_, index) => `r${index}`).join("; ") || "no external analyzer is planned for it");
    });

  it("is that only time helps for everything that is not known", () => {
    for (const name of ["ThrottlingException", "InternalServerException", "TimeoutError", "Error", "", "SomethingNew"])
      assert.equal(refusalOf(name, "r").refusal, "again");
  });

  it("is looked at for a quarter of an hour, at growing distances", () => {
    const all = Array.from({ length: 9 }, (_, tries) => delayAfter(tries));
    assert.deepEqual(all, [5, 10, 20, 40, 80, 160, 300, 300, undefined]);
  });
});

describe("what is asked of one resource", () => {
  const asked = (resource: string, at: string, account = member) => ({
    ...{ target: { resource, resourceType: "AWS::S3::Bucket", account, region: home }, because: { call: "PutBucketPolicy", at } },
  });
  it("is done once, for the newest change", () => {
    const [early, late] = ["2026-11-20T01:00:00Z", "2026-11-20T01:00:01.000Z"] as const;
    const groups = together([asked("a", early), asked("b", early), asked("a", late), asked("a", early), asked("a", late, other)]);
    assert.deepEqual(
      groups.map(({ newest, all }) => [newest.target.resource, newest.because.at, all.length]),
      [
        ["a", late, 3],
        ["b", early, 1],
        ["a", late, 1],
      ],
    );
    assert.equal(together([asked("a", early), asked("a", late)], ({ because }) => because.at).length, 2);
  });
});
